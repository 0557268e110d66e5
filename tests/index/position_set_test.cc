#include "reprise/index/position_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <thread>
#include <vector>

namespace reprise {
namespace {

// Ranges of a set of up to three words, against std::set.
TEST(PositionSetTest, DoesWhatASetDoes) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const uint64_t size = 1 + random() % 192;
    PositionSet sets[] = {PositionSet(size), PositionSet(size)};
    std::set<uint64_t> twins[2];
    for (int step = 0; step < 12; ++step) {
      const uint64_t begin = random() % (size + 1);
      const uint64_t end = begin + random() % (size - begin + 1);
      const size_t which = random() % 2;
      sets[which].Insert(begin, end);
      for (uint64_t i = begin; i < end; ++i) {
        twins[which].insert(i);
      }
    }
    if (random() % 2 == 0) {
      sets[0].Subtract(sets[1]);
      std::erase_if(twins[0], [&](uint64_t i) { return twins[1].contains(i); });
    } else {
      sets[0].Add(sets[1]);
      twins[0].insert(twins[1].begin(), twins[1].end());
    }
    ASSERT_EQ(sets[0].Count(), twins[0].size()) << "seed " << seed;
    for (uint64_t begin = 0; begin <= size; ++begin) {
      bool all = true;
      uint64_t member = size;
      for (uint64_t end = size; end-- > begin;) {
        member = twins[0].contains(end) ? end : member;
      }
      ASSERT_EQ(sets[0].NextMember(begin, size), member) << "seed " << seed << ", " << begin;
      for (uint64_t end = begin; end <= size; ++end) {
        all = all && (end == begin || twins[0].contains(end - 1));
        ASSERT_EQ(sets[0].ContainsAll(begin, end), all)
            << "seed " << seed << ", " << begin << ", " << end;
        ASSERT_EQ(sets[0].NextGap(begin, end) == end, all)
            << "seed " << seed << ", " << begin << ", " << end;
      }
    }
  }
}

TEST(PositionSetTest, ThreadsMayInsertAtOnce) {
  constexpr uint64_t kSize = 100'000;
  PositionSet set(kSize);
  {
    std::vector<std::jthread> threads;
    for (uint64_t thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&set, thread] {
        for (uint64_t i = thread; i < kSize; i += 4) {
          set.Insert(i, i + 1);
        }
      });
    }
  }
  EXPECT_EQ(set.Count(), kSize);
  EXPECT_TRUE(set.ContainsAll(0, kSize));
}

}  // namespace
}  // namespace reprise
