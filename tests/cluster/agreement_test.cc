#include "reprise/cluster/agreement.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

using Partition = std::vector<uint32_t>;

// Counts pairs one by one.
Agreement NaivePairs(const Partition& clusters, const Partition& labels) {
  Agreement agreement;
  for (size_t i = 0; i < clusters.size(); ++i) {
    for (size_t j = i + 1; j < clusters.size(); ++j) {
      const bool together = clusters[i] == clusters[j];
      const bool alike = labels[i] == labels[j];
      agreement.cluster_pairs += together ? 1 : 0;
      agreement.label_pairs += alike ? 1 : 0;
      agreement.common_pairs += together && alike ? 1 : 0;
    }
  }
  return agreement;
}

void ExpectPairs(const Partition& clusters, const Partition& labels) {
  const Agreement expected = NaivePairs(clusters, labels);
  const Agreement measured = MeasureAgreement(clusters, labels);
  EXPECT_EQ(measured.cluster_pairs, expected.cluster_pairs);
  EXPECT_EQ(measured.label_pairs, expected.label_pairs);
  EXPECT_EQ(measured.common_pairs, expected.common_pairs);
}

TEST(AgreementTest, PairsAreThoseCountedOneByOne) {
  // All partitions of up to five documents, by their numbers in base 5.
  for (size_t size = 0; size <= 5; ++size) {
    Partition fixed;
    for (size_t i = 0; i < size; ++i) {
      fixed.push_back(static_cast<uint32_t>(i / 2));
    }
    for (uint32_t code = 0; code < 3125; ++code) {
      Partition partition;
      for (uint32_t rest = code; partition.size() < size; rest /= 5) {
        partition.push_back(rest % 5);
      }
      ExpectPairs(partition, fixed);
    }
  }
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Partition clusters(200);
    Partition labels(200);
    for (size_t i = 0; i < clusters.size(); ++i) {
      clusters[i] = static_cast<uint32_t>(random() % (2 * seed));
      labels[i] = random() % 3 == 0 ? static_cast<uint32_t>(random()) % 7 : clusters[i];
    }
    ExpectPairs(clusters, labels);
  }
}

// Values of scikit-learn 1.7's adjusted_rand_score and homogeneity_completeness_v_measure.
TEST(AgreementTest, ScoresAreThoseOfTheirDefinition) {
  const Agreement some = MeasureAgreement({0, 0, 0, 1, 1, 1, 2, 2}, {0, 0, 1, 1, 1, 2, 2, 2});
  EXPECT_NEAR(some.adjusted_rand, 0.23809523809523808, 1e-12);
  EXPECT_NEAR(some.homogeneity, 0.5588730382170324, 1e-12);
  EXPECT_NEAR(some.completeness, 0.5588730382170324, 1e-12);
  EXPECT_NEAR(some.v_measure, 0.5588730382170324, 1e-12);

  const Agreement alone = MeasureAgreement({0, 1, 2, 3, 4, 5}, {0, 0, 1, 1, 2, 2});
  EXPECT_NEAR(alone.adjusted_rand, 0.0, 1e-12);
  EXPECT_NEAR(alone.homogeneity, 1.0, 1e-12);
  EXPECT_NEAR(alone.completeness, 0.6131471927654586, 1e-12);

  const Agreement together = MeasureAgreement({0, 0, 0, 0}, {0, 1, 0, 1});
  EXPECT_NEAR(together.adjusted_rand, 0.0, 1e-12);
  EXPECT_NEAR(together.homogeneity, 0.0, 1e-12);
  EXPECT_NEAR(together.completeness, 1.0, 1e-12);
}

TEST(AgreementTest, EqualPartitionsAgreeWhateverTheirNumbers) {
  for (const Partition& labels : {Partition{}, Partition{7}, Partition{1, 1, 1}, Partition{4, 5, 6},
                                  Partition{9, 2, 9, 2, 2}}) {
    Partition clusters;
    for (const uint32_t label : labels) {
      clusters.push_back(label * 1000);
    }
    const Agreement agreement = MeasureAgreement(clusters, labels);
    EXPECT_EQ(agreement.documents, labels.size());
    EXPECT_DOUBLE_EQ(agreement.adjusted_rand, 1.0);
    EXPECT_DOUBLE_EQ(agreement.v_measure, 1.0);
  }
}

TEST(AgreementTest, SharesAndMeansOfNothing) {
  EXPECT_EQ(ShareOf(0, 0), 1.0);
  EXPECT_EQ(ShareOf(1, 4), 0.25);
  EXPECT_EQ(HarmonicMean(0.0, 0.0), 0.0);
  EXPECT_EQ(HarmonicMean(1.0, 0.5), 2.0 / 3.0);
}

}  // namespace
}  // namespace reprise
