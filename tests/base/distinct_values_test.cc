#include "reprise/base/distinct_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

// Takes all values out, and holds the pieces to what is promised of them.
std::vector<uint64_t> TakeAll(DistinctValues* values) {
  std::vector<uint64_t> all;
  values->ForEach([&all](absl::Span<const uint64_t> piece) {
    EXPECT_FALSE(piece.empty());
    all.insert(all.end(), piece.begin(), piece.end());
  });
  return all;
}

// Random values of `kinds` different ones, added a few at a time.
void ExpectDistinct(size_t count, uint64_t kinds, bool leading_bits, SpillBudget* budget,
                    size_t buffer_bytes, std::mt19937_64* random, DistinctValues* values) {
  SCOPED_TRACE(std::to_string(count) + " values, " + std::to_string(kinds) + " kinds, buffer of " +
               std::to_string(buffer_bytes) + (budget == nullptr ? "" : ", on disk"));
  std::set<uint64_t> expected;
  std::vector<uint64_t> some;
  for (size_t left = count; left > 0; left -= some.size()) {
    some.resize(std::min<size_t>(left, 1 + (*random)() % 30));
    for (uint64_t& value : some) {
      value = (*random)() % kinds * (leading_bits ? 0x9e3779b97f4a7c15ULL : 1);
    }
    expected.insert(some.begin(), some.end());
    values->Add(some);
  }
  ASSERT_EQ(TakeAll(values), std::vector<uint64_t>(expected.begin(), expected.end()));
  ASSERT_EQ(TakeAll(values), std::vector<uint64_t>());
}

TEST(DistinctValuesTest, EqualASet) {
  std::mt19937_64 random(1);
  TinyBudget budget;
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    SpillBudget* const spill = random() % 4 == 0 ? nullptr : &budget;
    const size_t buffer_bytes = random() % 3 == 0 ? 0 : 8 * (random() % 60);
    DistinctValues values(spill, buffer_bytes);
    // Twice: nothing may be left of the first time.
    for (int again = 0; again < 2; ++again) {
      ExpectDistinct(random() % 200, 1 + random() % 300, random() % 2 == 0, spill, buffer_bytes,
                     &random, &values);
    }
  }
  EXPECT_TRUE(budget.status().ok()) << budget.status();
}

// Runs that are longer than what is read of one at a time.
TEST(DistinctValuesTest, EqualASetWhereThereAreMany) {
  SCOPED_TRACE("seed 2");
  std::mt19937_64 random(2);
  TinyBudget budget;
  for (const uint64_t kinds : {uint64_t{1000}, uint64_t{50'000}, ~uint64_t{0}}) {
    for (const size_t buffer_bytes : {size_t{8} << 10, size_t{100} << 10, size_t{8} << 20}) {
      DistinctValues values(&budget, buffer_bytes);
      ExpectDistinct(200'000, kinds, /*leading_bits=*/true, &budget, buffer_bytes, &random,
                     &values);
    }
  }
  EXPECT_TRUE(budget.status().ok()) << budget.status();
}

TEST(DistinctValuesTest, LeastAndGreatestAreValuesLikeOthers) {
  TinyBudget budget;
  DistinctValues values(&budget, 0);
  const std::vector<uint64_t> ends = {0, ~uint64_t{0}};
  for (int i = 0; i < 5; ++i) {
    values.Add(ends);
  }
  EXPECT_EQ(TakeAll(&values), ends);
}

TEST(DistinctValuesTest, AnErrorOfTheDiskIsTheBudgets) {
  SpillBudget budget(0, ::testing::TempDir() + "/there is no such folder", /*piece_bytes=*/64);
  DistinctValues values(&budget, 0);
  for (uint64_t i = 0; i < 10'000; ++i) {
    values.Add({i});
  }
  TakeAll(&values);
  EXPECT_FALSE(budget.status().ok());
}

}  // namespace
}  // namespace reprise
