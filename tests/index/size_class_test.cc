#include "reprise/index/size_class.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Lists = std::vector<std::vector<uint32_t>>;

void ExpectEqual(const SizeClass& lists, const Lists& expected) {
  ASSERT_EQ(lists.count(), expected.size());
  size_t total = 0;
  std::vector<uint32_t> scratch;
  for (size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(lists.Size(i), expected[i].size());
    ASSERT_EQ(lists.Members(i, &scratch), absl::MakeConstSpan(expected[i])) << i;
    lists.Prefetch(i);
    total += expected[i].size();
  }
  ASSERT_EQ(lists.total(), total);
  size_t next = 0;
  lists.ForEach([&](size_t i, absl::Span<const uint32_t> members) {
    ASSERT_EQ(i, next++);
    ASSERT_EQ(members, absl::MakeConstSpan(expected[i]));
  });
  ASSERT_EQ(next, expected.size());
  for (size_t size = 0; size < 40; ++size) {
    const auto first = std::find_if(expected.begin(), expected.end(),
                                    [size](const auto& list) { return list.size() >= size; });
    ASSERT_EQ(lists.FirstOfSize(size), first - expected.begin()) << size;
  }
}

TEST(SizeClassTest, WithoutLists) {
  for (const size_t size : {0, 3}) {
    SizeClass lists(size, nullptr);
    lists.Finish();
    ExpectEqual(lists, {});
  }
}

TEST(SizeClassTest, EqualsListsStablySortedBySize) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE("seed 3, round " + std::to_string(round));
    const size_t size = random() % 4;  // 0: any
    TinyBudget spill;
    SizeClass lists(size, round % 2 == 0 ? nullptr : &spill);
    Lists expected;
    for (size_t calls = random() % 4; calls > 0; --calls) {
      std::vector<uint32_t> members;
      std::vector<uint32_t> sizes;
      for (size_t count = random() % 30; count > 0; --count) {
        std::vector<uint32_t>& list = expected.emplace_back();
        for (size_t left = size != 0 ? size : 1 + random() % 30; left > 0; --left) {
          list.push_back(static_cast<uint32_t>(random()));
        }
        members.insert(members.end(), list.begin(), list.end());
        if (size == 0) {
          sizes.push_back(static_cast<uint32_t>(list.size()));
        }
      }
      lists.Append(members, sizes);
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& x, const auto& y) { return x.size() < y.size(); });
    lists.Finish();
    ASSERT_NO_FATAL_FAILURE(ExpectEqual(lists, expected));
    ASSERT_TRUE(spill.status().ok()) << spill.status();
  }
}

// More than is read at a time: together, and by lists that exceed that alone.
TEST(SizeClassTest, OfManyAndOfLongLists) {
  for (const size_t size : {0, 3, 70000}) {
    SCOPED_TRACE(size);
    SizeClass lists(size, nullptr);
    Lists expected;
    uint32_t next = 0;
    const std::vector<size_t> sizes = {3, 3, 3, 60000, 60000, 70000, 70000, 200000};
    for (size_t i = 0; i < (size == 3 ? 50000 : 8); ++i) {
      std::vector<uint32_t>& list = expected.emplace_back(size != 0 ? size : sizes[i % 8]);
      for (uint32_t& member : list) {
        member = next++;
      }
      const auto length = static_cast<uint32_t>(list.size());
      lists.Append(list, absl::MakeConstSpan(&length, size == 0 ? 1 : 0));
    }
    lists.Finish();
    ASSERT_NO_FATAL_FAILURE(ExpectEqual(lists, expected));
  }
}

}  // namespace
}  // namespace reprise
