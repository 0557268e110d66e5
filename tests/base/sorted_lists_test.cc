#include "reprise/base/sorted_lists.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprise {
namespace {

TEST(CountCommonTest, SmallCases) {
  const std::vector<uint32_t> a = {0, 2, 5, 0xffffffff};
  const std::vector<uint32_t> b = {0, 1, 5, 6, 7, 0xffffffff};
  EXPECT_EQ(CountCommon<uint32_t>(a, b), 3u);
  EXPECT_EQ(CountCommon<uint32_t>(b, a), 3u);
  EXPECT_EQ(CountCommon<uint32_t>(a, a), 4u);
  EXPECT_EQ(CountCommon<uint32_t>(a, {}), 0u);
  EXPECT_EQ(CountCommon<uint32_t>({}, b), 0u);
}

TEST(CountCommonTest, EqualsNaiveTwinOnAllSmallSets) {
  constexpr uint32_t kUniverse = 6;
  const auto members = [](uint32_t set) {
    std::vector<uint32_t> list;
    for (uint32_t i = 0; i < kUniverse; ++i) {
      if (((set >> i) & 1) != 0) {
        list.push_back(i);
      }
    }
    return list;
  };
  for (uint32_t a = 0; a < 1 << kUniverse; ++a) {
    for (uint32_t b = 0; b < 1 << kUniverse; ++b) {
      ASSERT_EQ(CountCommon<uint32_t>(members(a), members(b)), members(a & b).size())
          << a << " and " << b;
    }
  }
}

TEST(CountBelowTest, EqualsCountingOneByOne) {
  const std::vector<uint32_t> list = {0, 2, 5, 5, 0xffffffff};
  for (const uint32_t limit : {0U, 1U, 2U, 3U, 5U, 6U, 0xffffffffU}) {
    size_t below = 0;
    for (const uint32_t value : list) {
      below += value < limit ? 1 : 0;
    }
    EXPECT_EQ(CountBelow<uint32_t>(list, limit), below) << limit;
    EXPECT_EQ(CountBelow<uint32_t>({}, limit), 0u);
  }
}

}  // namespace
}  // namespace reprise
