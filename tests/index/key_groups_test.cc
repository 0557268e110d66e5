#include "reprise/index/key_groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "reprise/index/radix_sort.h"
#include "testing/naive_groups.h"

namespace reprise {
namespace {

using Lists = std::vector<std::vector<uint32_t>>;

// By size, then as they stand there.
Lists ToLists(const KeyGroups& groups) {
  Lists lists;
  EXPECT_TRUE(groups.of_size[0].empty());
  EXPECT_TRUE(groups.of_size[1].empty());
  for (size_t size = 2; size < KeyGroups::kLeastLarge; ++size) {
    const std::vector<uint32_t>& members = groups.of_size[size];
    EXPECT_EQ(members.size() % size, 0u);
    for (auto it = members.begin(); it != members.end(); it += static_cast<std::ptrdiff_t>(size)) {
      lists.emplace_back(it, it + static_cast<std::ptrdiff_t>(size));
    }
  }
  const size_t small = lists.size();
  auto it = groups.large.begin();
  for (const uint32_t size : groups.large_sizes) {
    EXPECT_GE(size, KeyGroups::kLeastLarge);
    lists.emplace_back(it, it + size);
    it += size;
  }
  EXPECT_EQ(it, groups.large.end());
  std::stable_sort(lists.begin() + static_cast<std::ptrdiff_t>(small), lists.end(),
                   [](const auto& x, const auto& y) { return x.size() < y.size(); });
  return lists;
}

TEST(KeyGrouperTest, LeavesOutKeysOfOneDocument) {
  KeyGrouper grouper;
  std::vector<uint64_t> entries = {PackEntry(7, 0), PackEntry(3, 1), PackEntry(7, 2),
                                   PackEntry(5, 2), PackEntry(3, 4), PackEntry(7, 9)};
  EXPECT_EQ(ToLists(grouper.Group(&entries)), (Lists{{1, 4}, {0, 2, 9}}));
  entries = {PackEntry(7, 0), PackEntry(8, 1)};
  EXPECT_EQ(ToLists(grouper.Group(&entries)), Lists{});
  entries.clear();
  EXPECT_EQ(ToLists(grouper.Group(&entries)), Lists{});
}

TEST(KeyGrouperTest, EqualsMap) {
  std::mt19937_64 random(1);
  KeyGrouper grouper;
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    std::vector<uint64_t> entries = testing::RandomEntries(
        random() % 60, random() % 6, static_cast<uint32_t>(1 + random() % 60), random);
    const Lists expected = testing::NaiveGroups(entries);
    ASSERT_EQ(ToLists(grouper.Group(&entries)), expected);
  }
}

// Tables of several parts: keys of all 32 bits, of a narrow range, of few values, and of the high
// bits alone, as masked SimHashes are; documents in any order.
TEST(KeyGrouperTest, EqualsMapOnLargeTables) {
  std::mt19937_64 random(2);
  KeyGrouper grouper;
  for (int round = 0; round < 16; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    const size_t size = size_t{1} << (12 + random() % 7);
    std::vector<uint64_t> entries;
    for (uint32_t document = 0; document < size; ++document) {
      const uint64_t draw = random();
      const uint64_t keys[] = {draw % (4 * size) * 0x9e3779b1, 0xfff00000 + draw % (size / 2),
                               draw % 7, draw % 1024 << 22};
      entries.push_back(PackEntry(static_cast<uint32_t>(keys[round % 4]), document));
    }
    if (round >= 8) {
      std::shuffle(entries.begin(), entries.end(), random);
    }
    const Lists expected = testing::NaiveGroups(entries);
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(ToLists(grouper.Group(&entries)), expected);
  }
}

}  // namespace
}  // namespace reprise
