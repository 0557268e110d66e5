#include "reprise/index/packed_starts.h"

#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "reprise/index/bit_ranks.h"

namespace reprise {
namespace {

TEST(PackedStartsTest, EqualsStartsInFull) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const uint64_t limit = uint64_t{1} << (random() % 40);
    PackedStarts packed;
    std::vector<uint64_t> sizes(random() % 300);
    std::vector<uint64_t> starts;
    uint64_t total = 0;
    for (uint64_t& size : sizes) {
      // Around 255, where a byte no longer does, more often than chance has it.
      size = random() % 4 == 0 ? 250 + random() % 10 : random() % limit;
      starts.push_back(total);
      total += size;
      packed.Append(size);
    }
    ASSERT_EQ(packed.count(), sizes.size());
    ASSERT_EQ(packed.total(), total);
    const size_t from = sizes.empty() ? 0 : random() % sizes.size();
    PackedStarts::Sizes in_turn = packed.SizesFrom(from);
    for (size_t i = from; i < sizes.size(); ++i) {
      ASSERT_EQ(in_turn.Next(), sizes[i]) << i << " from " << from;
    }
    for (size_t i = 0; i < sizes.size(); ++i) {
      ASSERT_EQ(packed.Size(i), sizes[i]) << i;
      ASSERT_EQ(packed.Start(i), starts[i]) << i;
    }
  }
}

TEST(BitRanksTest, EqualsCounting) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    const size_t limit = random() % 2000;
    const uint64_t one_in = 1 + random() % 20;
    BitRanks set(limit);
    std::vector<bool> expected(limit);
    for (size_t i = 0; i < limit; ++i) {
      if (random() % one_in == 0) {
        expected[i] = true;
        set.Add(i);
      }
    }
    set.Finish();
    uint32_t below = 0;
    for (size_t i = 0; i < limit; ++i) {
      ASSERT_EQ(set.Contains(i), expected[i]) << i;
      ASSERT_EQ(set.Rank(i), below) << i;
      below += expected[i] ? 1 : 0;
    }
    ASSERT_EQ(set.count(), below);
  }
}

}  // namespace
}  // namespace reprise
