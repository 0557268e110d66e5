#include "reprise/cluster/threshold_sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "testing/synthetic_corpus.h"

namespace reprise {

bool operator==(const SampledPair& x, const SampledPair& y) {
  return x.a == y.a && x.b == y.b && x.jaccard == y.jaccard && x.proposed == y.proposed;
}

std::ostream& operator<<(std::ostream& out, const SampledPair& pair) {
  return out << pair.a << ' ' << pair.b << ": " << pair.jaccard
             << (pair.proposed ? ", proposed" : "");
}

namespace {

constexpr size_t kAll = 1000000;

std::vector<SampledPair> NaivePairs(const SyntheticCorpus& corpus, const SketchTable& table,
                                    const ThresholdSampleOptions& options) {
  std::vector<SampledPair> pairs;
  for (uint32_t a = 0; a < corpus.size(); ++a) {
    for (uint32_t b = a + 1; b < corpus.size(); ++b) {
      if (!corpus.indexed[a] || !corpus.indexed[b]) {
        continue;
      }
      const double jaccard = NaiveFigures(corpus.sets[a], corpus.sets[b]).Jaccard();
      if (jaccard >= options.jaccard - options.margin &&
          jaccard <= options.jaccard + options.margin) {
        pairs.push_back({a, b, jaccard,
                         ShareAKey(table, corpus.document_of_rank[a], corpus.document_of_rank[b])});
      }
    }
  }
  return pairs;
}

std::vector<SampledPair> Sample(const CandidateIndex& index, const SyntheticCorpus& corpus,
                                const ThresholdSampleOptions& options) {
  MemoryShingleSets sets(corpus);
  Monitor monitor;
  const absl::StatusOr<std::vector<SampledPair>> pairs =
      SamplePairsNearThreshold(index, options, &sets, &monitor);
  EXPECT_TRUE(pairs.ok()) << pairs.status();
  return *pairs;
}

CorpusShape SampledShape() {
  CorpusShape shape;
  shape.strangers = 60;
  shape.near_copies = 60;
  shape.containments = 40;
  shape.chains = 8;
  shape.chain_length = 8;
  return shape;
}

// Bands that miss about as many pairs of this kind as they find.
SketchTable TableOf(const SyntheticCorpus& corpus, double rate) {
  SketchChoice choice;
  choice.lsh = LshPlan{3, 4};
  choice.fingerprint_rate = rate;
  return MakeSketchTable(corpus, choice);
}

CandidateIndex IndexOf(const SketchTable& table, const SyntheticCorpus& corpus) {
  CandidateIndex::Options options;
  options.fingerprint_buckets = true;
  return BuildIndex(table, corpus, options);
}

// Where every shingle is a fingerprint and every document is asked, no pair is missed.
TEST(ThresholdSampleTest, EqualNaivePairsWhereEverythingIsSampled) {
  size_t proposed = 0;
  size_t found = 0;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, SampledShape());
    const SketchTable table = TableOf(corpus, 1.0);
    const CandidateIndex index = IndexOf(table, corpus);
    for (const double jaccard : {0.5, 0.7, 0.95}) {
      for (const size_t threads : {1, 2, 4}) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", jaccard " + std::to_string(jaccard) +
                     ", threads " + std::to_string(threads));
        const ThresholdSampleOptions options{jaccard, 0.1, kAll, threads};
        const std::vector<SampledPair> expected = NaivePairs(corpus, table, options);
        ASSERT_EQ(Sample(index, corpus, options), expected);
        found += expected.size();
        proposed += static_cast<size_t>(
            std::count_if(expected.begin(), expected.end(),
                          [](const SampledPair& pair) { return pair.proposed; }));
      }
    }
  }
  EXPECT_GT(proposed, 200u);
  EXPECT_GT(found - proposed, 200u);
}

// Fewer documents and fewer fingerprints find fewer pairs, in order, once, and every one of them is
// right.
TEST(ThresholdSampleTest, EverySampledPairIsReal) {
  size_t found = 0;
  for (uint64_t seed = 10; seed < 16; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, SampledShape());
    const SketchTable table = TableOf(corpus, 0.3);
    const CandidateIndex index = IndexOf(table, corpus);
    size_t most = 0;
    for (const size_t documents : {size_t{0}, size_t{1}, size_t{20}, size_t{150}, kAll}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", documents " + std::to_string(documents));
      ThresholdSampleOptions options{0.7, 0.1, documents, 1};
      const std::vector<SampledPair> pairs = Sample(index, corpus, options);
      const std::vector<SampledPair> all = NaivePairs(corpus, table, options);
      size_t next = 0;
      for (const SampledPair& pair : pairs) {
        while (next < all.size() && !(all[next] == pair)) {
          ++next;
        }
        ASSERT_LT(next, all.size()) << pair;
        ++next;
      }
      options.threads = 3;
      ASSERT_EQ(Sample(index, corpus, options), pairs);
      most = std::max(most, pairs.size());
      if (documents == kAll) {
        ASSERT_EQ(pairs.size(), most);
      }
    }
    found += most;
  }
  EXPECT_GT(found, 200u);
}

TEST(ThresholdSampleTest, OfNoDocuments) {
  const SyntheticCorpus corpus;
  const SketchTable table;
  EXPECT_TRUE(Sample(IndexOf(table, corpus), corpus, {}).empty());
}

TEST(ThresholdSampleTest, ReturnsCancellationAndErrors) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(20, SampledShape());
  const SketchTable table = TableOf(corpus, 1.0);
  const CandidateIndex index = IndexOf(table, corpus);
  for (const int patience : {0, 3}) {
    MemoryShingleSets sets(corpus);
    CancellingMonitor monitor(patience);
    EXPECT_EQ(SamplePairsNearThreshold(index, {}, &sets, &monitor).status().code(),
              absl::StatusCode::kCancelled);
  }
  const ThresholdSampleOptions options{0.7, 0.1, kAll, 2};
  std::set<uint32_t> paired;
  for (const SampledPair& pair : Sample(index, corpus, options)) {
    paired.insert({pair.a, pair.b});
  }
  ASSERT_GT(paired.size(), 20u);
  for (const uint32_t rank : paired) {
    MemoryShingleSets sets(corpus);
    sets.FailAt(rank);
    Monitor monitor;
    EXPECT_EQ(SamplePairsNearThreshold(index, options, &sets, &monitor).status(),
              absl::DataLossError("rank " + std::to_string(rank) + " is unreadable"));
  }
}

}  // namespace
}  // namespace reprise
