#include "reprise/sketch/simhash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "reprise/text/hash.h"
#include "testing/random_shingles.h"

namespace reprise {
namespace {

uint64_t NaiveSimHash(absl::Span<const uint64_t> shingles) {
  uint64_t hash = 0;
  for (int bit = 0; bit < 64; ++bit) {
    int64_t votes = 0;
    for (const uint64_t shingle : shingles) {
      votes += ((Mix64(shingle) >> bit) & 1) != 0 ? 1 : -1;
    }
    hash |= uint64_t{votes > 0} << bit;
  }
  return hash;
}

// The inverse of Mix64, to choose the votes in a test.
uint64_t Unmix64(uint64_t x) {
  x = (x ^ (x >> 31) ^ (x >> 62)) * 0x319642b2d24d8ec3;
  x = (x ^ (x >> 27) ^ (x >> 54)) * 0x96de1b173f119089;
  return x ^ (x >> 30) ^ (x >> 60);
}

TEST(SimHashTest, EqualsNaiveTwin) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    std::mt19937_64 random(seed);
    for (size_t size = 0; size < 300; ++size) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", shingles " + std::to_string(size));
      const std::vector<uint64_t> shingles = RandomShingles(size, random);
      ASSERT_EQ(SimHash(shingles), NaiveSimHash(shingles));
    }
    for (const size_t size : {1023, 1024, 4095, 4096, 4097, 20001}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", shingles " + std::to_string(size));
      const std::vector<uint64_t> shingles = RandomShingles(size, random);
      ASSERT_EQ(SimHash(shingles), NaiveSimHash(shingles));
    }
  }
}

TEST(SimHasherTest, PiecesMakeNoDifference) {
  SCOPED_TRACE("seed 9");
  std::mt19937_64 random(9);
  for (size_t size = 0; size < 300; ++size) {
    const std::vector<uint64_t> shingles = RandomShingles(size, random);
    SimHasher hasher;
    absl::Span<const uint64_t> rest(shingles);
    while (!rest.empty()) {
      const auto piece = rest.first(random() % (rest.size() + 1));
      hasher.Add(piece);
      rest.remove_prefix(piece.size());
    }
    ASSERT_EQ(hasher.Hash(), SimHash(shingles));
  }
}

// Every number of votes for and against, the same for all bits: also those that random shingles
// never have.
TEST(SimHashTest, EveryCountOfVotes) {
  const uint64_t all = Unmix64(~uint64_t{0});
  ASSERT_EQ(Mix64(all), ~uint64_t{0});
  for (size_t against = 0; against <= 70; ++against) {
    for (size_t in_favour = 0; in_favour <= 70; ++in_favour) {
      std::vector<uint64_t> shingles(against, 0);
      shingles.insert(shingles.end(), in_favour, all);
      ASSERT_EQ(SimHash(shingles), in_favour > against ? ~uint64_t{0} : 0)
          << in_favour << " for, " << against << " against";
    }
  }
}

TEST(SimHashTest, EmptySingleAndTie) {
  EXPECT_EQ(SimHash({}), 0u);
  const std::vector<uint64_t> one = {0x0123456789abcdef};
  EXPECT_EQ(SimHash(one), Mix64(one[0]));
  const std::vector<uint64_t> two = {0x0123456789abcdef, 0xfedcba9876543210};
  EXPECT_EQ(SimHash(two), Mix64(two[0]) & Mix64(two[1]));
}

TEST(SimHashTest, OrderDoesNotMatter) {
  std::mt19937_64 random(7);
  std::vector<uint64_t> shingles = RandomShingles(101, random);
  const uint64_t expected = SimHash(shingles);
  std::shuffle(shingles.begin(), shingles.end(), random);
  EXPECT_EQ(SimHash(shingles), expected);
}

TEST(SimHashTest, ValuesArePinned) {
  const std::vector<uint64_t> one = {0x0123456789abcdef};
  const std::vector<uint64_t> three = {0x0123456789abcdef, 0xfedcba9876543210, 0x8000000000000001};
  std::vector<uint64_t> hundred(100);
  for (size_t i = 0; i < hundred.size(); ++i) {
    hundred[i] = (i + 1) * 0x9e3779b97f4a7c15;
  }
  EXPECT_EQ(SimHash(one), 0xb2c058e4ebb5112cu);
  EXPECT_EQ(SimHash(three), 0xa2c20ca0ef30bb6cu);
  EXPECT_EQ(SimHash(hundred), 0x464c213a10c33561u);
}

TEST(HammingDistanceTest, CountsDifferingBits) {
  EXPECT_EQ(HammingDistance(0, 0), 0);
  EXPECT_EQ(HammingDistance(0, ~uint64_t{0}), 64);
  EXPECT_EQ(HammingDistance(0x8000000000000001, 0x0000000000000003), 2);
}

TEST(ExpectedSimHashBitDifferenceTest, KnownAngles) {
  EXPECT_DOUBLE_EQ(ExpectedSimHashBitDifference(0), 0.5);            // right angle
  EXPECT_DOUBLE_EQ(ExpectedSimHashBitDifference(1.0 / 3), 1.0 / 3);  // 60 degrees
  EXPECT_DOUBLE_EQ(ExpectedSimHashBitDifference(1), 0);
  EXPECT_DOUBLE_EQ(ExpectedSimHashBitDifference(-1), 0.5);
  EXPECT_DOUBLE_EQ(ExpectedSimHashBitDifference(2), 0);
  // Two sides of 45 degrees: 2J/(1+J) = 1/sqrt(2).
  const double j = 1 / (2 * std::sqrt(2.0) - 1);
  EXPECT_NEAR(ExpectedSimHashBitDifference(j), 0.25, 1e-15);
}

// The distance is binomial, 64 trials of probability p. Over 2,000 pairs its mean has standard
// deviation sqrt(64p(1-p)/2000), and the ratio of its variance to theory about sqrt(2/2000) = .032
// (plus the binomial's excess kurtosis, at most 1/(64p) / 2000 under the root); five of each are
// allowed. An odd size leaves no ties.
TEST(SimHashTest, DistanceHasMeanAndVarianceOfTheory) {
  constexpr size_t kPairs = 2000;
  constexpr size_t kSize = 4001;
  std::mt19937_64 random(8);
  for (const size_t shared : {0, 2000, 2667, 3294, 3790, 3960}) {
    const double jaccard = static_cast<double>(shared) / static_cast<double>(2 * kSize - shared);
    SCOPED_TRACE("seed 8, J " + std::to_string(jaccard));
    const double p = ExpectedSimHashBitDifference(jaccard);
    const double mean = 64 * p;
    const double variance = 64 * p * (1 - p);
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < kPairs; ++i) {
      const std::vector<uint64_t> all = RandomShingles(2 * kSize - shared, random);
      const auto span = absl::MakeConstSpan(all);
      const double error =
          HammingDistance(SimHash(span.first(kSize)), SimHash(span.last(kSize))) - mean;
      sum += error;
      squares += error * error;
    }
    EXPECT_NEAR(sum / kPairs, 0, 5 * std::sqrt(variance / kPairs));
    EXPECT_NEAR(squares / kPairs / variance, 1, 5 * std::sqrt((2 + 1 / variance) / kPairs));
  }
}

TEST(SimHashTest, IdenticalSetsDoNotDiffer) {
  std::mt19937_64 random(9);
  const std::vector<uint64_t> shingles = RandomShingles(500, random);
  std::vector<uint64_t> reversed(shingles.rbegin(), shingles.rend());
  EXPECT_EQ(HammingDistance(SimHash(shingles), SimHash(reversed)), 0);
}

// Shingles that hash-threshold sampling selects share their high bits; their votes must not.
TEST(SimHashTest, SelectedShinglesVoteWithoutBias) {
  std::mt19937_64 random(10);
  std::vector<uint64_t> shingles = RandomShingles(501, random);
  for (uint64_t& shingle : shingles) {
    shingle >>= 16;
  }
  // 64 fair bits: 32 ones, standard deviation 4; five are allowed.
  EXPECT_NEAR(HammingDistance(SimHash(shingles), 0), 32, 20);
  EXPECT_NE(SimHash(shingles) >> 48, 0u);
}

}  // namespace
}  // namespace reprise
