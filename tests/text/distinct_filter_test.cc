#include "reprise/text/distinct_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "hwy/highway.h"
#include "testing/forced_target.h"

namespace reprise {
namespace {

std::vector<uint64_t> NaiveDistinct(const std::vector<uint64_t>& values) {
  std::set<uint64_t> seen;
  std::vector<uint64_t> kept;
  for (const uint64_t value : values) {
    if (seen.insert(value).second) {
      kept.push_back(value);
    }
  }
  return kept;
}

TEST(DistinctFilterTest, KeepsFirstOccurrencesInOrder) {
  DistinctFilter filter;
  std::vector<uint64_t> values = {7, 0, 7, 9, 0, ~uint64_t{0}, 9, 1, ~uint64_t{0}};
  filter.Apply(&values);
  EXPECT_EQ(values, (std::vector<uint64_t>{7, 0, 9, ~uint64_t{0}, 1}));
  values.clear();
  filter.Apply(&values);
  EXPECT_TRUE(values.empty());
}

TEST(DistinctFilterTest, AllShortLists) {
  // 0 is the table's mark of a free slot; 1, 17 and 33 meet in one slot of its smallest table, and
  // 15 and 31 at its end.
  const std::vector<uint64_t> alphabet = {0, 1, 17, 33, 15, 31};
  DistinctFilter filter;
  size_t codes = 1;  // lists of `size` values
  for (size_t size = 0; size <= 6; ++size, codes *= alphabet.size()) {
    for (size_t code = 0; code < codes; ++code) {
      std::vector<uint64_t> values;
      for (size_t i = 0, rest = code; i < size; ++i, rest /= alphabet.size()) {
        values.push_back(alphabet[rest % alphabet.size()]);
      }
      const std::vector<uint64_t> expected = NaiveDistinct(values);
      filter.Apply(&values);
      ASSERT_EQ(values, expected) << code << " of " << size;
    }
  }
}

TEST(DistinctFilterTest, EqualsASetOnRandomListsOfChangingSize) {
  SCOPED_TRACE("seed 3");
  std::mt19937_64 random(3);
  DistinctFilter filter;  // one for all: nothing of a list may be left for the next
  for (int round = 0; round < 3000; ++round) {
    std::vector<uint64_t> values(random() % 300);
    const uint64_t different = 1 + random() % 400;
    const uint64_t factor = round % 3 == 0 ? 1 : round % 3 == 1 ? 1024 : 0x9e3779b97f4a7c15;
    for (uint64_t& value : values) {
      value = random() % different * factor;
    }
    const std::vector<uint64_t> expected = NaiveDistinct(values);
    filter.Apply(&values);
    ASSERT_EQ(values, expected) << "round " << round;
  }
}

// Few that come back are looked for one by one, many by a table; lists of thousands by it at once.
// On every instruction set that was compiled and that this machine has.
TEST(DistinctFilterTest, EqualsASetWhateverShareComesBack) {
  SCOPED_TRACE("seed 5");
  std::mt19937_64 random(5);
  DistinctFilter filter;
  const std::vector<int64_t> targets = hwy::SupportedAndGeneratedTargets();
  for (const size_t size : {20, 350, 4096, 4097, 10000}) {
    for (size_t repeated = 0; repeated <= 40; ++repeated) {
      const testing::ForcedTarget forced(targets[repeated % targets.size()]);
      std::vector<uint64_t> values(size);
      for (uint64_t& value : values) {
        value = random();
      }
      for (size_t i = 0; i < repeated; ++i) {
        values[random() % size] = values[random() % size];
      }
      const std::vector<uint64_t> expected = NaiveDistinct(values);
      filter.Apply(&values);
      ASSERT_EQ(values, expected) << repeated << " of " << size;
    }
  }
}

}  // namespace
}  // namespace reprise
