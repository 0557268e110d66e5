#include "reprise/index/candidate_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/sorted_lists.h"
#include "reprise/index/candidate_index.h"
#include "reprise/sketch/simhash.h"
#include "testing/synthetic_corpus.h"

namespace reprise {
namespace {

CandidateIndex::Options WithFingerprints() {
  CandidateIndex::Options options;
  options.fingerprint_buckets = true;
  return options;
}

// Chance hits may only make the filter more lenient; loading one document after the other leaves
// nothing behind. With every shingle in the sample, what truly shares enough always passes.
TEST(CandidateFilterTest, WholeSamplesNeverRejectWhatIsShared) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FewWordsShape());
    SketchChoice choice;
    choice.fingerprint_rate = 1.0;
    const SketchTable table = MakeSketchTable(corpus, choice);
    const CandidateIndex index = BuildIndex(table, corpus, WithFingerprints());
    CandidateFilter filter(index);
    size_t rejected = 0;
    for (uint32_t a = 0; a < corpus.size(); ++a) {
      if (!corpus.indexed[a]) {
        continue;
      }
      filter.Load(a);
      for (uint32_t b = 0; b < corpus.size(); ++b) {
        if (b == a || !corpus.indexed[b]) {
          continue;
        }
        const uint64_t shared = NaiveFigures(corpus.sets[a], corpus.sets[b]).shared;
        for (uint64_t least = 1; least <= shared; ++least) {
          ASSERT_TRUE(filter.MayShare(b, least)) << a << ' ' << b << ' ' << least;
        }
        rejected += filter.MayShare(b, corpus.sets[a].size()) ? 0 : 1;
      }
    }
    EXPECT_GT(rejected, corpus.size() * corpus.size() / 2);
  }
}

// Of those that are shared with others, one in 64 at most meets a bit by chance: so many bits are
// there for every fingerprint loaded. Five deviations of the binomial law are allowed; fewer meet
// where there are few buckets, whose numbers the hash spreads evenly.
TEST(CandidateFilterTest, MostSharedIsHardlyMoreThanShared) {
  for (const double rate : {0.2, 1.0}) {
    double unshared = 0.0;
    double excess = 0.0;
    for (uint64_t seed = 10; seed < 14; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", rate " + std::to_string(rate));
      const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FewWordsShape());
      SketchChoice choice;
      choice.fingerprint_rate = rate;
      const SketchTable table = MakeSketchTable(corpus, choice);
      const CandidateIndex index = BuildIndex(table, corpus, WithFingerprints());
      CandidateFilter filter(index);
      std::vector<uint32_t> scratch_a;
      std::vector<uint32_t> scratch_b;
      std::vector<std::vector<uint32_t>> fingerprints;  // by rank
      for (const uint32_t document : corpus.document_of_rank) {
        fingerprints.push_back(FingerprintsOf(table, document));
      }
      for (uint32_t a = 0; a < corpus.size(); ++a) {
        if (!corpus.indexed[a]) {
          continue;
        }
        filter.Load(a);
        ASSERT_EQ(filter.MostShared(a), index.FingerprintBucketsOf(a, &scratch_a).size());
        for (uint32_t b = 0; b < corpus.size(); ++b) {
          if (b == a || !corpus.indexed[b]) {
            continue;
          }
          const size_t shared = CountCommon<uint32_t>(fingerprints[a], fingerprints[b]);
          const size_t size = index.FingerprintBucketsOf(b, &scratch_b).size();
          ASSERT_GE(filter.MostShared(b), shared) << a << ' ' << b;
          ASSERT_LE(filter.MostShared(b), size) << a << ' ' << b;
          unshared += static_cast<double>(size - shared);
          excess += static_cast<double>(filter.MostShared(b) - shared);
        }
      }
    }
    EXPECT_GT(unshared, 10000.0);
    EXPECT_LE(excess, unshared / 64 + 5.0 * std::sqrt(unshared / 64));
  }
}

TEST(CandidateFilterTest, WithoutFingerprintsNothingIsShared) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(15, FewWordsShape());
  const SketchTable table = MakeSketchTable(corpus, {});
  const CandidateIndex index = BuildIndex(table, corpus, {});
  CandidateFilter filter(index);
  filter.Load(0);
  EXPECT_EQ(filter.MostShared(0), 0u);
  EXPECT_EQ(filter.MostShared(1), 0u);
}

// Two documents, of which the first has `sample` fingerprints of `shingles` shingles, all but
// `missing` of which the second has.
class MayShareTable {
 public:
  MayShareTable(uint32_t shingles, uint32_t sample, uint32_t missing) {
    table_.tokens.assign(2, shingles);
    table_.shingles.assign(2, shingles);
    std::vector<uint32_t> fingerprints(sample);
    std::iota(fingerprints.begin(), fingerprints.end(), 0U);
    table_.fingerprints.Add(fingerprints);
    table_.fingerprints.Add(absl::MakeConstSpan(fingerprints).subspan(missing));
    corpus_.texts.resize(2);
    corpus_.document_of_rank = {0, 1};
    corpus_.indexed = {true, true};
  }

  bool MayShare(uint64_t least_shared) const {
    const CandidateIndex index = BuildIndex(table_, corpus_, WithFingerprints());
    CandidateFilter filter(index);
    filter.Load(0);
    return filter.MayShare(1, least_shared);
  }

 private:
  SyntheticCorpus corpus_;
  SketchTable table_;
};

// P(Binomial(n, q) > most).
double BinomialAbove(uint32_t n, double q, uint32_t most) {
  double above = 0.0;
  for (uint32_t k = most + 1; k <= n; ++k) {
    above += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) +
                      k * std::log(q) + (n - k) * std::log1p(-q));
  }
  return above;
}

// The filter looks only at how many fingerprints of the sample are missing. Of a pair that shares
// exactly what is asked, that number is binomial at the most spread (low sampling rates). Exactly:
// what is rejected has at most the documented probability, and no more than two standard deviations
// and three fingerprints more than needed are let through.
TEST(CandidateFilterTest, RejectsOneInTenThousandAtMost) {
  constexpr uint32_t kShingles = 1000000;
  for (const uint32_t per_mille : {300, 500, 700, 823, 900, 950, 980, 990, 995, 999}) {
    for (const uint32_t sample : {1, 2, 3, 5, 7, 10, 20, 40, 66, 100, 300, 1000, 4000}) {
      SCOPED_TRACE("share " + std::to_string(per_mille) + ", sample " + std::to_string(sample));
      const uint64_t least_shared = uint64_t{kShingles} * per_mille / 1000;
      uint32_t low = 0;  // the most that may be missing, by bisection
      uint32_t high = sample + 1;
      ASSERT_TRUE(MayShareTable(kShingles, sample, 0).MayShare(least_shared));
      while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        (MayShareTable(kShingles, sample, middle).MayShare(least_shared) ? low : high) = middle;
      }
      const double lacking = 1.0 - per_mille / 1000.0;
      EXPECT_LE(BinomialAbove(sample, lacking, low), 1e-4) << low << " may be missing";

      uint32_t needed = 0;
      while (BinomialAbove(sample, lacking, needed) > 1e-4) {
        ++needed;
      }
      EXPECT_LE(low, needed + 3.0 + 2.0 * std::sqrt(sample * lacking * (1.0 - lacking)));
    }
  }
}

TEST(CandidateFilterTest, WithAllSharedOrAsked) {
  EXPECT_TRUE(MayShareTable(100, 100, 0).MayShare(100));
  EXPECT_FALSE(MayShareTable(100, 100, 1).MayShare(100));
  EXPECT_FALSE(MayShareTable(100, 100, 0).MayShare(101));  // more than there are
  EXPECT_TRUE(MayShareTable(100, 0, 0).MayShare(100));     // without a sample nothing is known
}

TEST(CandidateFilterTest, LooksAtSimHashDistance) {
  SyntheticCorpus corpus = MakeSyntheticCorpus(9, FewWordsShape());
  SketchChoice choice;
  choice.simhash = true;
  const SketchTable table = MakeSketchTable(corpus, choice);
  CandidateIndex::Options options;
  options.simhash_plan = PlanSimHash(0.8, 0.9, corpus.size());
  const CandidateIndex index = BuildIndex(table, corpus, options);
  CandidateFilter filter(index);
  size_t near = 0;
  for (uint32_t a = 0; a < corpus.size(); ++a) {
    if (corpus.sets[a].empty()) {
      continue;
    }
    filter.Load(a);
    for (uint32_t b = 0; b < corpus.size(); ++b) {
      const bool within =
          HammingDistance(SimHash(corpus.sets[a].shingles), SimHash(corpus.sets[b].shingles)) <=
          options.simhash_plan->max_distance;
      ASSERT_EQ(filter.MayShare(b, 1), within) << a << ' ' << b;
      near += within ? 1 : 0;
    }
  }
  EXPECT_GT(near, corpus.size());
  EXPECT_LT(near, corpus.size() * corpus.size() / 2);
}

}  // namespace
}  // namespace reprise
