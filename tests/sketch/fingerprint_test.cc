#include "reprise/sketch/fingerprint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/sorted_lists.h"
#include "testing/random_shingles.h"

namespace reprise {
namespace {

std::vector<uint32_t> Sample(double rate, absl::Span<const uint64_t> shingles) {
  std::vector<uint32_t> fingerprints = {1, 2, 3};  // must go
  FingerprintSampler(rate).Sample(shingles, &fingerprints);
  return fingerprints;
}

std::vector<uint32_t> NaiveSample(double rate, absl::Span<const uint64_t> shingles) {
  std::set<uint32_t> fingerprints;
  for (const uint64_t shingle : shingles) {
    if (static_cast<double>(shingle >> 32) < rate * 4294967296.0) {
      fingerprints.insert(static_cast<uint32_t>(shingle & 0xffffffff));
    }
  }
  return {fingerprints.begin(), fingerprints.end()};
}

TEST(FingerprintSamplerTest, SelectsBelowTheThreshold) {
  const FingerprintSampler quarter(0.25);
  EXPECT_EQ(quarter.rate(), 0.25);
  EXPECT_TRUE(quarter.Selects(0));
  EXPECT_TRUE(quarter.Selects(0x3fffffffffffffff));
  EXPECT_FALSE(quarter.Selects(0x4000000000000000));
  EXPECT_FALSE(quarter.Selects(~uint64_t{0}));

  const FingerprintSampler all(1);
  EXPECT_TRUE(all.Selects(0));
  EXPECT_TRUE(all.Selects(~uint64_t{0}));

  // 2^32 / 3 = 0x55555555.55...
  const FingerprintSampler third(1.0 / 3);
  EXPECT_TRUE(third.Selects(0x5555555500000000));
  EXPECT_FALSE(third.Selects(0x5555555600000000));

  const FingerprintSampler least(1e-300);
  EXPECT_TRUE(least.Selects(0x00000000ffffffff));
  EXPECT_FALSE(least.Selects(0x0000000100000000));
}

TEST(FingerprintSamplerTest, EqualsNaiveTwin) {
  std::mt19937_64 random(1);
  for (const double rate : {1.0, 0.999, 0.5, 0.3, 1.0 / 16, 1e-3, 1e-9}) {
    for (size_t size = 0; size < 600; size += 1 + size / 20) {
      SCOPED_TRACE("seed 1, rate " + std::to_string(rate) + ", shingles " + std::to_string(size));
      std::vector<uint64_t> shingles = RandomShingles(size, random);
      // Repeated shingles, and different ones of one fingerprint.
      for (size_t i = 0; i + 10 < size; i += 10) {
        shingles[i + 1] = shingles[i];
        shingles[i + 2] = shingles[i] ^ (uint64_t{1} << 32);
      }
      ASSERT_EQ(Sample(rate, shingles), NaiveSample(rate, shingles));
    }
  }
}

TEST(FingerprintSamplerTest, EmptyAndSingle) {
  EXPECT_TRUE(Sample(1, {}).empty());
  const std::vector<uint64_t> one = {0x3fffffff89abcdef};
  EXPECT_EQ(Sample(0.25, one), std::vector<uint32_t>{0x89abcdef});
  EXPECT_TRUE(Sample(0.2, one).empty());
}

TEST(FingerprintSamplerTest, ValuesArePinned) {
  std::vector<uint64_t> shingles(20);
  for (size_t i = 0; i < shingles.size(); ++i) {
    shingles[i] = (i + 1) * 0x9e3779b97f4a7c15;
  }
  EXPECT_EQ(Sample(0.25, shingles),
            (std::vector<uint32_t>{0x76c84d11, 0x7c746c69, 0xf33cb97a, 0xf8e8d8d2, 0xfe94f82a}));
}

TEST(FingerprintSamplerTest, LowerRateIsASubset) {
  std::mt19937_64 random(2);
  const std::vector<uint64_t> shingles = RandomShingles(5000, random);
  std::vector<uint32_t> higher = Sample(1, shingles);
  for (const double rate : {0.9, 0.5, 0.25, 0.1, 0.01, 0.001}) {
    SCOPED_TRACE(rate);
    const std::vector<uint32_t> lower = Sample(rate, shingles);
    EXPECT_LT(lower.size(), higher.size());
    EXPECT_TRUE(std::includes(higher.begin(), higher.end(), lower.begin(), lower.end()));
    higher = lower;
  }
  EXPECT_FALSE(higher.empty());
}

// The size of a sample is binomial. Over 2,000 sets its mean has standard deviation
// sqrt(n*rate*(1-rate)/2000), and the ratio of its variance to theory about sqrt(2/2000) = .032;
// five of each are allowed.
TEST(FingerprintSamplerTest, SampleSizeIsBinomial) {
  constexpr size_t kSets = 2000;
  constexpr size_t kSize = 1000;
  std::mt19937_64 random(3);
  for (const double rate : {0.5, 0.1, 1.0 / 32}) {
    SCOPED_TRACE("seed 3, rate " + std::to_string(rate));
    const double variance = kSize * rate * (1 - rate);
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < kSets; ++i) {
      const auto size = static_cast<double>(Sample(rate, RandomShingles(kSize, random)).size());
      const double error = size - kSize * rate;
      sum += error;
      squares += error * error;
    }
    EXPECT_NEAR(sum / kSets, 0, 5 * std::sqrt(variance / kSets));
    EXPECT_NEAR(squares / kSets / variance, 1, 5 * std::sqrt((2 + 1 / variance) / kSets));
  }
}

// Given a sample of m > 0, the number of its members that the other text holds is hypergeometric,
// of mean m*c: the estimated coverage is unbiased. Its z scores, with the variance c(1-c)/m times
// the finite-population factor (n-m)/(n-1), must have mean 0 and variance 1; over 3,000 pairs the
// standard deviations are 1/sqrt(3000) and about sqrt(2/3000) = .026, and five are allowed. B is
// ten times as long as A.
TEST(FingerprintSamplerTest, CoverageIsUnbiased) {
  constexpr size_t kPairs = 3000;
  constexpr size_t kSizeA = 400;
  constexpr size_t kSizeB = 4000;
  std::mt19937_64 random(4);
  for (const double rate : {0.5, 0.125}) {
    for (const size_t shared : {80, 200, 320}) {
      const double coverage = static_cast<double>(shared) / kSizeA;
      SCOPED_TRACE("seed 4, rate " + std::to_string(rate) + ", c " + std::to_string(coverage));
      double sum = 0;
      double squares = 0;
      for (size_t i = 0; i < kPairs; ++i) {
        const std::vector<uint64_t> all = RandomShingles(kSizeA + kSizeB - shared, random);
        const auto span = absl::MakeConstSpan(all);
        const std::vector<uint32_t> a = Sample(rate, span.first(kSizeA));
        const std::vector<uint32_t> b = Sample(rate, span.last(kSizeB));
        ASSERT_FALSE(a.empty());
        const auto m = static_cast<double>(a.size());
        const double estimate = static_cast<double>(CountCommon<uint32_t>(a, b)) / m;
        const double variance = coverage * (1 - coverage) / m * (kSizeA - m) / (kSizeA - 1);
        const double z = (estimate - coverage) / std::sqrt(variance);
        sum += z;
        squares += z * z;
      }
      EXPECT_NEAR(sum / kPairs, 0, 5 / std::sqrt(kPairs));
      EXPECT_NEAR(squares / kPairs, 1, 5 * std::sqrt(2.0 / kPairs));
    }
  }
}

// That a shingle was selected says nothing about its fingerprint: every bit is fair. 64 * 32 fair
// coins a rate; the largest of 32 |z| exceeds 6 with probability below 1e-7.
TEST(FingerprintSamplerTest, FingerprintBitsAreFair) {
  std::mt19937_64 random(5);
  const std::vector<uint64_t> shingles = RandomShingles(100000, random);
  for (const double rate : {0.5, 0.01}) {
    SCOPED_TRACE("seed 5, rate " + std::to_string(rate));
    const std::vector<uint32_t> fingerprints = Sample(rate, shingles);
    const auto size = static_cast<double>(fingerprints.size());
    for (int bit = 0; bit < 32; ++bit) {
      const auto ones =
          static_cast<double>(std::count_if(fingerprints.begin(), fingerprints.end(),
                                            [bit](uint32_t f) { return ((f >> bit) & 1) != 0; }));
      EXPECT_LT(std::abs(ones - size / 2) / std::sqrt(size / 4), 6) << "bit " << bit;
    }
  }
}

}  // namespace
}  // namespace reprise
