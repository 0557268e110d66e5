#include "reprise/verify/large_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Values = std::vector<uint64_t>;

// `count` different values below `below`, ascending.
Values RandomValues(size_t count, uint64_t below, std::mt19937_64* random) {
  std::set<uint64_t> values;
  for (size_t i = 0; i < count; ++i) {
    values.insert((*random)() % below);
  }
  return {values.begin(), values.end()};
}

std::unique_ptr<LargeSet> SetOf(const Values& values, SpillBudget* spill, uint64_t bytes_in_memory,
                                std::mt19937_64* random) {
  auto set = std::make_unique<LargeSet>(spill, bytes_in_memory);
  absl::Span<const uint64_t> rest(values);
  while (!rest.empty()) {
    const auto piece = rest.first(std::min<size_t>(rest.size(), 1 + (*random)() % 3000));
    set->Append(piece);
    rest.remove_prefix(piece.size());
  }
  set->Finish();
  return set;
}

Values All(const LargeSet& set) {
  Values all;
  set.ForEach([&all](absl::Span<const uint64_t> piece) {
    EXPECT_FALSE(piece.empty());
    all.insert(all.end(), piece.begin(), piece.end());
  });
  return all;
}

uint64_t NaiveShared(const Values& a, const Values& b) {
  Values shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared.size();
}

// Sets of any two sizes, in memory and on disk, merged or searched.
TEST(LargeSetTest, EqualsAnAscendingList) {
  std::mt19937_64 random(1);
  TinyBudget budget;
  size_t on_disk = 0;
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const size_t sizes[] = {0, 1, 20, 600, 3000, 100'000};
    const uint64_t below = random() % 2 == 0 ? 150'000 : 1 + random() % 5000;
    const auto any_values = [&] {
      const size_t most = sizes[random() % std::size(sizes)];
      return RandomValues(most == 0 ? 0 : random() % (most + 1), below, &random);
    };
    const auto make = [&](const Values& values) {
      return SetOf(values, random() % 4 == 0 ? nullptr : &budget, random() % 3 * 8000, &random);
    };
    const Values a = any_values();
    const Values b = any_values();
    const std::unique_ptr<LargeSet> set_a = make(a);
    const std::unique_ptr<LargeSet> set_b = make(b);
    on_disk += set_a->on_disk() ? 1 : 0;
    ASSERT_EQ(set_a->size(), a.size());
    ASSERT_EQ(set_a->disk_bytes(), set_a->on_disk() ? 8 * a.size() : 0U);
    ASSERT_LE(set_a->on_disk() ? set_a->memory_bytes() : 0, 8 + a.size() / 64);
    ASSERT_EQ(All(*set_a), a);
    ASSERT_EQ(set_a->CountShared(b), NaiveShared(a, b));
    ASSERT_EQ(set_a->CountShared(*set_b), NaiveShared(a, b));
    ASSERT_EQ(*set_a == *set_b, a == b);
    Values changed = a;
    ASSERT_TRUE(*make(changed) == *set_a);
    if (!changed.empty()) {
      changed[random() % changed.size()] = ~uint64_t{0};
      std::sort(changed.begin(), changed.end());
      ASSERT_FALSE(*make(changed) == *set_a);
    }
  }
  EXPECT_GT(on_disk, 100U);
  EXPECT_TRUE(budget.status().ok()) << budget.status();
}

TEST(LargeSetTest, IsOnDiskBeyondItsBytesInMemory) {
  std::mt19937_64 random(2);
  TinyBudget budget;
  for (const uint64_t size : {0, 1, 10, 11, 1000}) {
    Values values(size);
    for (uint64_t i = 0; i < size; ++i) {
      values[i] = i;
    }
    EXPECT_EQ(SetOf(values, &budget, 80, &random)->on_disk(), size > 10);
    EXPECT_FALSE(SetOf(values, nullptr, 0, &random)->on_disk());
  }
}

TEST(LargeSetTest, AnErrorOfTheDiskIsTheBudgets) {
  std::mt19937_64 random(3);
  SpillBudget budget(0, ::testing::TempDir() + "/there is no such folder");
  const std::unique_ptr<LargeSet> set = SetOf({1, 2, 3}, &budget, 0, &random);
  EXPECT_EQ(All(*set), Values(3, 0));
  EXPECT_FALSE(budget.status().ok());
}

}  // namespace
}  // namespace reprise
