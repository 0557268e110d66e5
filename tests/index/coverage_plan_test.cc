#include "reprise/index/coverage_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "reprise/sketch/fingerprint.h"

namespace reprise {
namespace {

constexpr int kPercents[] = {1, 50, 70, 80, 90, 95, 99, 100};
constexpr double kRecalls[] = {0.5, 0.9, 0.995, 0.9999};

double Share(int percent) { return percent / 100.0; }

// How many of `shingles` may be missing at that coverage, in integers.
size_t MayLack(int percent, size_t shingles) {
  return shingles - (shingles * static_cast<size_t>(percent) + 99) / 100;
}

std::string Name(int percent, double recall, size_t shingles) {
  return "coverage " + std::to_string(percent) + " %, recall " + std::to_string(recall) +
         ", shingles " + std::to_string(shingles);
}

// P(Binomial(n, p) = k) for k in [0, n].
std::vector<double> Binomial(size_t n, double p) {
  std::vector<double> law(n + 1, 0.0);
  if (p >= 1.0) {
    law[n] = 1.0;
    return law;
  }
  const auto dn = static_cast<double>(n);
  for (size_t k = 0; k <= n; ++k) {
    const auto dk = static_cast<double>(k);
    law[k] = std::exp(std::lgamma(dn + 1) - std::lgamma(dk + 1) - std::lgamma(dn - dk + 1) +
                      dk * std::log(p) + (dn - dk) * std::log1p(-p));
  }
  return law;
}

// The chance that a text of `shingles` is found when the other one lacks as many of them as it may
// and those are the rarest, so that they are looked up first: found when there are more probes than
// missing fingerprints. Exact, by summing over the sizes of both samples.
double WorstChance(const CoveragePlan& plan, int percent, size_t shingles) {
  const size_t lacking = MayLack(percent, shingles);
  const std::vector<double> missing = Binomial(lacking, plan.rate());
  const std::vector<double> shared = Binomial(shingles - lacking, plan.rate());
  double found = 0.0;
  for (size_t x = 0; x < missing.size(); ++x) {
    for (size_t y = 0; y < shared.size(); ++y) {
      if (missing[x] * shared[y] > 1e-18 && plan.Probes(x + y, shingles) > x) {
        found += missing[x] * shared[y];
      }
    }
  }
  return found;
}

TEST(CoveragePlanTest, ProbesAreBounded) {
  for (const int percent : kPercents) {
    for (const double recall : kRecalls) {
      for (const size_t least : {1, 16, 1000}) {
        SCOPED_TRACE(Name(percent, recall, least));
        const CoveragePlan plan(Share(percent), recall, least);
        ASSERT_GT(plan.rate(), 0.0);
        ASSERT_LE(plan.rate(), 1.0);
        for (const size_t shingles : {1, 2, 7, 10, 16, 100, 1000, 1024, 5000, 200000}) {
          EXPECT_EQ(plan.Probes(0, shingles), 0u);
          for (size_t fingerprints = 1; fingerprints <= shingles;
               fingerprints += 1 + fingerprints / 7) {
            const size_t probes = plan.Probes(fingerprints, shingles);
            ASSERT_GE(probes, 1u) << fingerprints;
            ASSERT_LE(probes, fingerprints) << shingles;
            ASSERT_LE(probes, MayLack(percent, shingles) + 1) << fingerprints << ' ' << shingles;
          }
        }
      }
    }
  }
}

// Where the whole set is the sample there is no chance left: more are looked up than may be
// missing.
TEST(CoveragePlanTest, WholeSampleAlwaysFinds) {
  for (const int percent : kPercents) {
    for (const double recall : kRecalls) {
      const CoveragePlan plan(Share(percent), recall, 1);
      for (size_t shingles = 1; shingles <= 3000; ++shingles) {
        ASSERT_GT(plan.Probes(shingles, shingles), MayLack(percent, shingles))
            << Name(percent, recall, shingles);
      }
    }
  }
}

TEST(CoveragePlanTest, FullCoverageLooksUpOne) {
  const CoveragePlan plan(1.0, 0.995, 16);
  for (const size_t shingles : {1, 16, 1000, 100000}) {
    EXPECT_EQ(plan.Probes(shingles, shingles), 1u);
  }
}

TEST(CoveragePlanTest, FewShinglesAreAllSampled) {
  EXPECT_EQ(CoveragePlan(0.9, 0.995, 1).rate(), 1.0);
  EXPECT_EQ(CoveragePlan(0.9, 0.995, 2).rate(), 1.0);
  EXPECT_EQ(CoveragePlan(0.5, 0.995, 3).rate(), 1.0);
  EXPECT_LT(CoveragePlan(0.9, 0.995, 16).rate(), 0.5);
  EXPECT_LT(CoveragePlan(0.9, 0.995, 1000).rate(), 0.01);
}

// Probes must stay far below "look everything up", or frequent words would be expanded after all.
TEST(CoveragePlanTest, ProbesAreFew) {
  const CoveragePlan plan(0.9, 0.995, 16);
  EXPECT_LE(plan.Probes(100, 300), 25u);
  EXPECT_LE(plan.Probes(1000, 3000), 160u);
  EXPECT_LE(plan.Probes(10000, 30000), 1200u);
}

TEST(CoveragePlanTest, MeetsTheRecallInTheWorstCase) {
  for (const int percent : {50, 70, 80, 90, 95, 99, 100}) {
    for (const double recall : {0.9, 0.995, 0.9999}) {
      for (const size_t least : {16, 60, 400}) {
        const CoveragePlan plan(Share(percent), recall, least);
        for (const size_t shingles : {16, 17, 20, 29, 60, 61, 130, 400, 777, 2000}) {
          if (shingles >= least) {
            SCOPED_TRACE(Name(percent, recall, shingles) + ", at least " + std::to_string(least));
            EXPECT_GE(WorstChance(plan, percent, shingles), recall);
          }
        }
      }
    }
  }
}

// More fingerprints than are tabulated (1,024).
TEST(CoveragePlanTest, MeetsTheRecallWithLargeSamples) {
  for (const int percent : {50, 90, 99}) {
    const CoveragePlan plan(Share(percent), 0.995, 16);
    SCOPED_TRACE(Name(percent, 0.995, 5000));
    ASSERT_GT(plan.rate() * 5000, 1300);
    EXPECT_GE(WorstChance(plan, percent, 5000), 0.995);
  }
}

// The same with real samples of random shingles: the share found over 2,000 pairs is at most five
// standard deviations below what was promised.
TEST(CoveragePlanTest, RealSamplesMeetTheRecall) {
  constexpr int kTrials = 2000;
  std::mt19937_64 random(1);
  for (const int percent : {50, 80, 90, 100}) {
    for (const double recall : {0.9, 0.995}) {
      for (const size_t shingles : {16, 40, 120, 500}) {
        SCOPED_TRACE("seed 1, " + Name(percent, recall, shingles));
        const CoveragePlan plan(Share(percent), recall, shingles);
        const FingerprintSampler sampler(plan.rate());
        const size_t lacking = MayLack(percent, shingles);
        int found = 0;
        for (int trial = 0; trial < kTrials; ++trial) {
          size_t missing = 0;
          size_t shared = 0;
          for (size_t i = 0; i < shingles; ++i) {
            if (sampler.Selects(random())) {
              ++(i < lacking ? missing : shared);
            }
          }
          found += plan.Probes(missing + shared, shingles) > missing ? 1 : 0;
        }
        EXPECT_GE(static_cast<double>(found) / kTrials,
                  recall - 5.0 * std::sqrt(recall * (1.0 - recall) / kTrials));
      }
    }
  }
}

}  // namespace
}  // namespace reprise
