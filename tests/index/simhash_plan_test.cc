#include "reprise/index/simhash_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "reprise/sketch/simhash.h"

namespace reprise {
namespace {

constexpr size_t kMostTables = 512;
constexpr double kJaccards[] = {0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, 0.995, 1.0};
constexpr double kSimHashRecalls[] = {0.5, 0.9, 0.95, 0.995};
constexpr size_t kDocuments[] = {0, 1, 1000, 100000, 10000000};

std::string Name(double jaccard, double recall, size_t documents) {
  return "jaccard " + std::to_string(jaccard) + ", recall " + std::to_string(recall) +
         ", documents " + std::to_string(documents);
}

// Whether some table sees none of the bits in which a pair differs.
bool SomeTableAgrees(const std::vector<uint64_t>& masks, uint64_t difference) {
  return std::any_of(masks.begin(), masks.end(),
                     [difference](uint64_t mask) { return (mask & difference) == 0; });
}

// Whether a plan makes candidates of two signatures that differ in the bits of `difference`.
bool Proposes(const SimHashPlan& plan, uint64_t difference) {
  return std::popcount(difference) <= plan.max_distance && SomeTableAgrees(plan.masks, difference);
}

size_t Choose(size_t n, size_t k) {
  size_t choices = 1;
  for (size_t i = 1; i <= k; ++i) {
    choices = choices * (n - k + i) / i;
  }
  return choices;
}

uint64_t RandomBits(int count, std::mt19937_64& random) {
  uint64_t bits = 0;
  while (std::popcount(bits) < count) {
    bits |= uint64_t{1} << (random() % 64);
  }
  return bits;
}

TEST(PermutedBlockMasksTest, OneTablePerChoiceOfBlocks) {
  for (const int blocks : {1, 2, 3, 5, 7, 8, 16, 64}) {
    for (int distance = 0; distance < std::min(blocks, 4); ++distance) {
      SCOPED_TRACE(std::to_string(blocks) + " blocks, distance " + std::to_string(distance));
      const std::vector<uint64_t> masks = PermutedBlockMasks(blocks, distance);
      const std::set<uint64_t> distinct(masks.begin(), masks.end());
      EXPECT_EQ(distinct.size(), masks.size());
      EXPECT_EQ(masks.size(), Choose(static_cast<size_t>(blocks), static_cast<size_t>(distance)));
      for (const uint64_t mask : masks) {
        // No block is shorter than the others by more than a bit.
        EXPECT_GE(std::popcount(mask), 64 / blocks * (blocks - distance));
      }
    }
  }
}

// All differences of up to two bits, and of three where that is the distance.
TEST(PermutedBlockMasksTest, FindsEveryPairWithinTheDistance) {
  for (const int distance : {0, 1, 2, 3}) {
    for (int blocks = distance + 1; blocks <= distance + 6; ++blocks) {
      SCOPED_TRACE(std::to_string(blocks) + " blocks, distance " + std::to_string(distance));
      const std::vector<uint64_t> masks = PermutedBlockMasks(blocks, distance);
      ASSERT_TRUE(SomeTableAgrees(masks, 0));
      for (int i = 0; i < 64 && distance >= 1; ++i) {
        const uint64_t one = uint64_t{1} << i;
        ASSERT_TRUE(SomeTableAgrees(masks, one)) << i;
        for (int j = 0; j < i && distance >= 2; ++j) {
          const uint64_t two = one | uint64_t{1} << j;
          ASSERT_TRUE(SomeTableAgrees(masks, two)) << i << ' ' << j;
          for (int k = 0; k < j && distance >= 3; ++k) {
            ASSERT_TRUE(SomeTableAgrees(masks, two | uint64_t{1} << k))
                << i << ' ' << j << ' ' << k;
          }
        }
      }
    }
  }
}

TEST(PermutedBlockMasksTest, FindsSampledPairsWithinLargerDistances) {
  std::mt19937_64 random(1);
  for (const int distance : {4, 5, 7}) {
    const std::vector<uint64_t> masks = PermutedBlockMasks(distance + 3, distance);
    for (int round = 0; round < 20000; ++round) {
      const uint64_t difference = RandomBits(distance, random);
      ASSERT_TRUE(SomeTableAgrees(masks, difference)) << "seed 1, " << distance << ' ' << round;
    }
  }
}

// With as many blocks as differing bits, one bit in each block is missed by every table.
TEST(PermutedBlockMasksTest, PromisesNoMore) {
  const uint64_t one_bit_per_block = 0x0001000100010001;
  EXPECT_FALSE(SomeTableAgrees(PermutedBlockMasks(4, 3), one_bit_per_block));
  EXPECT_TRUE(SomeTableAgrees(PermutedBlockMasks(4, 3), one_bit_per_block >> 16));
}

// The law of the distance, from its definition, by Pascal's rule in place of logarithms.
double NaiveWithin(double jaccard, int distance) {
  const double q = ExpectedSimHashBitDifference(jaccard);
  std::vector<double> law = {1.0};
  for (int bit = 0; bit < 64; ++bit) {
    law.push_back(0.0);
    for (size_t d = law.size() - 1; d > 0; --d) {
      law[d] = law[d] * (1.0 - q) + law[d - 1] * q;
    }
    law[0] *= 1.0 - q;
  }
  double within = 0.0;
  for (size_t d = 0; d <= static_cast<size_t>(distance); ++d) {
    within += law[d];
  }
  return within;
}

TEST(PlanSimHashTest, MeetsTheRecallUnlessTablesRunOut) {
  for (const double jaccard : kJaccards) {
    for (const double recall : kSimHashRecalls) {
      for (const size_t documents : kDocuments) {
        SCOPED_TRACE(Name(jaccard, recall, documents));
        const SimHashPlan plan = PlanSimHash(jaccard, recall, documents);
        ASSERT_FALSE(plan.masks.empty());
        ASSERT_LE(plan.masks.size(), kMostTables);
        EXPECT_GE(NaiveWithin(jaccard, plan.max_distance), recall);
        if (plan.masks.size() < kMostTables) {
          EXPECT_GE(DetectionProbability(jaccard, plan), recall - 1e-12);
        } else {
          // Only hard questions need that many.
          EXPECT_TRUE(jaccard <= 0.85 || (jaccard <= 0.9 && documents > 100000));
        }
      }
    }
  }
}

// Long keys keep strangers apart: bits enough that two of `documents` or so share one.
TEST(PlanSimHashTest, KeysGrowWithTheNumberOfDocuments) {
  for (const double jaccard : kJaccards) {
    for (const size_t documents : kDocuments) {
      SCOPED_TRACE(Name(jaccard, 0.95, documents));
      for (const uint64_t mask : PlanSimHash(jaccard, 0.95, documents).masks) {
        EXPECT_GE(std::popcount(mask), 8);
        EXPECT_GE(std::exp2(std::popcount(mask)), static_cast<double>(documents) / 2.0);
      }
    }
  }
}

TEST(PlanSimHashTest, ChoosesTheCheaperKindOfTable) {
  const SimHashPlan equal = PlanSimHash(1.0, 0.995, 1000000);
  EXPECT_TRUE(equal.permuted_blocks);
  EXPECT_EQ(equal.max_distance, 0);
  EXPECT_EQ(equal.masks, std::vector<uint64_t>{~uint64_t{0}});

  const SimHashPlan nearly = PlanSimHash(0.9999, 0.995, 100000);
  EXPECT_TRUE(nearly.permuted_blocks);
  EXPECT_EQ(nearly.max_distance, 2);
  EXPECT_EQ(nearly.masks, PermutedBlockMasks(3, 2));

  const SimHashPlan near = PlanSimHash(0.95, 0.995, 100000);
  EXPECT_FALSE(near.permuted_blocks);
  EXPECT_LT(near.masks.size(), 60u);
  EXPECT_LT(near.masks.size(), PlanSimHash(0.9, 0.995, 100000).masks.size());
}

TEST(PlanSimHashTest, IsDeterministic) {
  for (const double jaccard : kJaccards) {
    const SimHashPlan a = PlanSimHash(jaccard, 0.95, 5000);
    const SimHashPlan b = PlanSimHash(jaccard, 0.95, 5000);
    EXPECT_EQ(a.masks, b.masks);
    EXPECT_EQ(a.max_distance, b.max_distance);
    EXPECT_EQ(a.permuted_blocks, b.permuted_blocks);
  }
}

// A pair that differs in each bit with the chance of its Jaccard.
uint64_t RandomDifference(double jaccard, std::mt19937_64& random) {
  std::bernoulli_distribution differs(ExpectedSimHashBitDifference(jaccard));
  uint64_t difference = 0;
  for (int bit = 0; bit < 64; ++bit) {
    difference |= uint64_t{differs(random)} << bit;
  }
  return difference;
}

// The formula is the mean over all draws of masks: with new masks for every pair it must hold
// within five standard deviations of 20,000 trials.
TEST(DetectionProbabilityTest, IsTheMeanOverRandomMasks) {
  constexpr int kTrials = 20000;
  std::mt19937_64 random(2);
  for (const double jaccard : {0.7, 0.9, 0.97}) {
    for (const int selected : {9, 16, 23}) {
      for (const size_t tables : {1, 4, 20}) {
        SCOPED_TRACE("seed 2, jaccard " + std::to_string(jaccard) + ", tables " +
                     std::to_string(tables) + " of bits " + std::to_string(selected));
        SimHashPlan plan{false, 12, std::vector<uint64_t>(tables)};
        int proposed = 0;
        for (int trial = 0; trial < kTrials; ++trial) {
          for (uint64_t& mask : plan.masks) {
            mask = RandomBits(selected, random);
          }
          proposed += Proposes(plan, RandomDifference(jaccard, random)) ? 1 : 0;
        }
        const double expected = DetectionProbability(jaccard, plan);
        EXPECT_NEAR(static_cast<double>(proposed) / kTrials, expected,
                    5.0 * std::sqrt(expected * (1.0 - expected) / kTrials));
      }
    }
  }
}

// A plan is one draw of masks, or permuted blocks. Five standard deviations of 40,000 trials are
// allowed, and for sampled masks a tenth of what the plan may lose: few tables differ from their
// mean, mostly to the better since the draw happened to overlap little.
TEST(PlanSimHashTest, ProposesAsManyPairsAsItPromises) {
  constexpr int kTrials = 40000;
  std::mt19937_64 random(3);
  for (const double jaccard : {0.9, 0.95, 0.99, 0.9995}) {
    for (const double recall : {0.5, 0.9, 0.995}) {
      for (const size_t documents : {1000, 100000}) {
        SCOPED_TRACE("seed 3, " + Name(jaccard, recall, documents));
        const SimHashPlan plan = PlanSimHash(jaccard, recall, documents);
        int proposed = 0;
        for (int trial = 0; trial < kTrials; ++trial) {
          proposed += Proposes(plan, RandomDifference(jaccard, random)) ? 1 : 0;
        }
        const double expected = DetectionProbability(jaccard, plan);
        const double allowed = 5.0 * std::sqrt(expected * (1.0 - expected) / kTrials);
        const double share = static_cast<double>(proposed) / kTrials;
        if (plan.permuted_blocks) {
          EXPECT_NEAR(share, expected, allowed);
        } else {
          EXPECT_GE(share, expected - allowed - 0.1 * (1.0 - recall));
        }
      }
    }
  }
}

TEST(SimHashKeyTest, IsPinned) {
  EXPECT_EQ(SimHashKey(0x0123456789abcdef, ~uint64_t{0}), 0xb2c058e4U);
  EXPECT_EQ(SimHashKey(0x0123456789abcdef, 0xff00000000000001), 0x9935f5bbU);
}

TEST(SimHashKeyTest, DependsOnTheSelectedBitsAlone) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 2000; ++round) {
    const uint64_t signature = random();
    const uint64_t mask = random();
    ASSERT_EQ(SimHashKey(signature, mask), SimHashKey(signature ^ (random() & ~mask), mask));
    const uint64_t selected = uint64_t{1} << (random() % 64);
    ASSERT_NE(SimHashKey(signature, mask | selected),
              SimHashKey(signature ^ selected, mask | selected))
        << "seed 4, round " << round;
  }
}

}  // namespace
}  // namespace reprise
