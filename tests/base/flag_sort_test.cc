#include "reprise/base/flag_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace reprise {
namespace {

// Lists short enough to be compared and long enough for several bytes; values that differ in their
// first bytes, in their last, or hardly at all.
TEST(FlagSortTest, EqualsSorting) {
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  for (const size_t size : {0, 1, 2, 63, 64, 65, 500, 3000, 200000}) {
    for (const uint64_t mask : {~uint64_t{0}, uint64_t{0}, uint64_t{1}, uint64_t{0xFFF},
                                uint64_t{0xF00000000000000F}, uint64_t{0xFF} << 56}) {
      std::vector<uint64_t> values(size);
      for (uint64_t& value : values) {
        value = random() & mask;
      }
      std::vector<uint64_t> expected = values;
      std::sort(expected.begin(), expected.end());
      FlagSort(absl::MakeSpan(values));
      ASSERT_EQ(values, expected) << size << " values of " << mask;
      FlagSort(absl::MakeSpan(values));
      ASSERT_EQ(values, expected) << "sorted already";
      std::reverse(values.begin(), values.end());
      FlagSort(absl::MakeSpan(values));
      ASSERT_EQ(values, expected) << "reversed";
    }
  }
}

}  // namespace
}  // namespace reprise
