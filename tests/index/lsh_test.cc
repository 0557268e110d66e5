#include "reprise/index/lsh.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "reprise/sketch/minhash.h"

namespace reprise {
namespace {

constexpr size_t kMostRows = 32;

std::vector<uint32_t> Keys(const std::vector<uint32_t>& signature, const LshPlan& plan) {
  std::vector<uint32_t> keys(plan.bands);
  BandKeys(signature, plan, absl::MakeSpan(keys));
  return keys;
}

TEST(LshTest, DetectionProbabilityIsPinned) {
  EXPECT_NEAR(DetectionProbability(0.7, LshPlan{16, 8}), 0.6133, 0.0001);
  EXPECT_NEAR(DetectionProbability(0.7, LshPlan{32, 4}), 0.9998, 0.0001);
  EXPECT_NEAR(DetectionProbability(0.5, LshPlan{1, 3}), 0.125, 1e-15);
  EXPECT_EQ(DetectionProbability(1.0, LshPlan{1, 8}), 1.0);
  EXPECT_EQ(DetectionProbability(0.0, LshPlan{5, 2}), 0.0);
}

// The fewest bands of `rows` rows that detect well enough, by counting up.
size_t NaiveBands(double jaccard, double recall, size_t rows) {
  size_t bands = 1;
  while (DetectionProbability(jaccard, LshPlan{bands, rows}) < recall) {
    ++bands;
  }
  return bands;
}

// The recall is met up to the last digits of a double, by the most rows possible and the fewest
// bands: the naive search agrees unless the recall is met within those digits.
TEST(LshTest, PlanHasTheMostRowsThatMeetTheRecall) {
  constexpr double kDigits = 1e-12;
  for (const double jaccard : {0.05, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0}) {
    for (const double recall : {0.01, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.9975, 0.9999}) {
      for (const size_t max_hashes : {1, 2, 7, 16, 64, 100, 128, 256, 1000}) {
        SCOPED_TRACE("jaccard " + std::to_string(jaccard) + ", recall " + std::to_string(recall) +
                     ", max_hashes " + std::to_string(max_hashes));
        const LshPlan plan = PlanLsh(jaccard, recall, max_hashes);
        ASSERT_GE(DetectionProbability(jaccard, plan), recall - kDigits);
        ASSERT_GE(plan.rows, 1u);
        ASSERT_LE(plan.bands, NaiveBands(jaccard, recall + kDigits, plan.rows));
        ASSERT_GE(plan.bands, NaiveBands(jaccard, recall - kDigits, plan.rows));
        ASSERT_TRUE(plan.hashes() <= max_hashes || plan.rows == 1);
        if (plan.rows < kMostRows) {
          const size_t more = plan.rows + 1;
          ASSERT_GT(more * NaiveBands(jaccard, recall + kDigits, more), max_hashes);
        }
      }
    }
  }
}

TEST(LshTest, PlanOfDefaultsIsPinned) {
  const LshPlan plan = PlanLsh(0.7, 0.9975, 128);
  EXPECT_EQ(plan.bands, 22u);
  EXPECT_EQ(plan.rows, 4u);
}

// Two sets of known Jaccard share a band as often as theory says. Each of the 3,000 pairs is an
// independent trial: five standard deviations are allowed.
TEST(LshTest, MinHashSignaturesAreDetectedAsOftenAsTheorySays) {
  constexpr int kPairs = 3000;
  constexpr size_t kUnion = 200;
  std::mt19937_64 random(1);
  for (const LshPlan plan : {LshPlan{16, 8}, LshPlan{32, 4}, LshPlan{9, 3}}) {
    const MinHasher hasher(plan.hashes());
    for (const size_t shared : {60, 100, 140, 180}) {
      const double jaccard = static_cast<double>(shared) / kUnion;
      SCOPED_TRACE("seed 1, bands " + std::to_string(plan.bands) + ", jaccard " +
                   std::to_string(jaccard));
      int detected = 0;
      for (int pair = 0; pair < kPairs; ++pair) {
        std::vector<uint64_t> all(kUnion);
        std::generate(all.begin(), all.end(), [&] { return random(); });
        const size_t only_a = (kUnion - shared) / 2;
        std::vector<uint32_t> a(plan.hashes());
        std::vector<uint32_t> b(plan.hashes());
        hasher.Sketch(absl::MakeConstSpan(all).first(only_a + shared), absl::MakeSpan(a));
        hasher.Sketch(absl::MakeConstSpan(all).subspan(only_a), absl::MakeSpan(b));
        const std::vector<uint32_t> keys_a = Keys(a, plan);
        const std::vector<uint32_t> keys_b = Keys(b, plan);
        bool same = false;
        for (size_t band = 0; band < plan.bands; ++band) {
          same = same || keys_a[band] == keys_b[band];
        }
        detected += same ? 1 : 0;
      }
      const double expected = DetectionProbability(jaccard, plan);
      const double deviation = std::sqrt(expected * (1.0 - expected) / kPairs);
      EXPECT_NEAR(static_cast<double>(detected) / kPairs, expected, 5.0 * deviation + 0.5 / kPairs);
    }
  }
}

TEST(LshTest, BandKeysArePinned) {
  const std::vector<uint32_t> signature = {0, 1, 0xffffffff, 0x80000000, 5, 6, 7};
  EXPECT_EQ(Keys(signature, {3, 2}), (std::vector<uint32_t>{0x2a98f501, 0x2489f713, 0x7161c94b}));
  EXPECT_EQ(Keys(signature, {1, 7}), (std::vector<uint32_t>{0x6031a82b}));
}

// A key depends on all rows of its band, in order.
TEST(LshTest, KeysAreEqualExactlyWhenAllRowsOfTheBandAre) {
  const LshPlan plan{6, 3};
  std::mt19937_64 random(2);
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    std::vector<uint32_t> a(plan.hashes());
    // Few values, so that equal rows and bands are frequent.
    std::generate(a.begin(), a.end(), [&] { return static_cast<uint32_t>(random() % 2); });
    std::vector<uint32_t> b(plan.hashes());
    std::generate(b.begin(), b.end(), [&] { return static_cast<uint32_t>(random() % 2); });
    const std::vector<uint32_t> keys_a = Keys(a, plan);
    const std::vector<uint32_t> keys_b = Keys(b, plan);
    for (size_t band = 0; band < plan.bands; ++band) {
      const auto begin = static_cast<std::ptrdiff_t>(band * plan.rows);
      const auto end = begin + static_cast<std::ptrdiff_t>(plan.rows);
      const bool equal = std::equal(a.begin() + begin, a.begin() + end, b.begin() + begin);
      ASSERT_EQ(keys_a[band] == keys_b[band], equal) << band;
    }
  }
}

TEST(LshTest, EqualRowsInDifferentBandsGiveDifferentKeys) {
  const LshPlan plan{50, 3};
  std::vector<uint32_t> keys = Keys(std::vector<uint32_t>(plan.hashes(), 12345), plan);
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

}  // namespace
}  // namespace reprise
