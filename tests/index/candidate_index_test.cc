#include "reprise/index/candidate_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "testing/synthetic_corpus.h"

namespace reprise {
namespace {

using Ranks = std::vector<uint32_t>;

SketchChoice AllSketches(double rate) {
  SketchChoice choice;
  choice.lsh = LshPlan{5, 2};
  choice.fingerprint_rate = rate;
  choice.simhash = true;
  return choice;
}

std::vector<Ranks> BySize(std::vector<Ranks> buckets) {
  std::stable_sort(buckets.begin(), buckets.end(),
                   [](const Ranks& x, const Ranks& y) { return x.size() < y.size(); });
  return buckets;
}

// What the index should hold, by maps: the documents of every key, table after table.
struct NaiveIndex {
  std::vector<std::map<uint32_t, Ranks>> tables;  // bands, then SimHash
  std::map<uint32_t, Ranks> fingerprints;

  NaiveIndex(const SketchTable& table, const SyntheticCorpus& corpus,
             const CandidateIndex::Options& options) {
    const size_t masks = options.simhash_plan ? options.simhash_plan->masks.size() : 0;
    tables.resize(table.bands() + masks);
    for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
      if (!corpus.indexed[rank]) {
        continue;
      }
      const uint32_t document = corpus.document_of_rank[rank];
      for (size_t band = 0; band < table.bands(); ++band) {
        tables[band][table.band_keys[band][document]].push_back(rank);
      }
      for (size_t i = 0; i < masks; ++i) {
        const uint64_t mask = options.simhash_plan->masks[i];
        tables[table.bands() + i][SimHashKey(table.simhashes[document], mask)].push_back(rank);
      }
      if (options.coverage_plan || options.fingerprint_buckets) {
        for (const uint32_t fingerprint : FingerprintsOf(table, document)) {
          fingerprints[fingerprint].push_back(rank);
        }
      }
    }
  }

  std::vector<Ranks> SketchBuckets() const {
    std::vector<Ranks> buckets;
    for (const std::map<uint32_t, Ranks>& keys : tables) {
      AddShared(keys, &buckets);
    }
    return BySize(std::move(buckets));
  }

  std::vector<Ranks> FingerprintBuckets() const {
    std::vector<Ranks> buckets;
    AddShared(fingerprints, &buckets);
    return BySize(std::move(buckets));
  }

  std::vector<Ranks> Buckets() const {
    std::vector<Ranks> buckets = SketchBuckets();
    for (Ranks& bucket : FingerprintBuckets()) {
      buckets.push_back(std::move(bucket));
    }
    return buckets;
  }

  // The members of the buckets of the tables that `rank` stands in.
  std::vector<Ranks> OfTables(uint32_t rank) const {
    std::vector<Ranks> buckets;
    for (const std::map<uint32_t, Ranks>& keys : tables) {
      for (const auto& [key, ranks] : keys) {
        if (ranks.size() > 1 && std::binary_search(ranks.begin(), ranks.end(), rank)) {
          buckets.push_back(ranks);
        }
      }
    }
    return buckets;
  }

  // Likewise of its rarest fingerprints. Ties go by fingerprint; those that nobody else has are
  // probes as well.
  std::vector<Ranks> OfRarest(absl::Span<const uint32_t> sample, size_t probes) const {
    std::vector<Ranks> buckets;
    std::vector<std::pair<size_t, uint32_t>> rarest;
    for (const uint32_t fingerprint : sample) {
      rarest.emplace_back(fingerprints.at(fingerprint).size(), fingerprint);
    }
    std::sort(rarest.begin(), rarest.end());
    rarest.resize(std::min(rarest.size(), probes));
    for (const auto& [size, fingerprint] : rarest) {
      if (size > 1) {
        buckets.push_back(fingerprints.at(fingerprint));
      }
    }
    return buckets;
  }

 private:
  static void AddShared(const std::map<uint32_t, Ranks>& keys, std::vector<Ranks>* buckets) {
    for (const auto& [key, ranks] : keys) {
      if (ranks.size() > 1) {
        buckets->push_back(ranks);
      }
    }
  }
};

// The members of `buckets`, each a different one of those that a document stands in, in any order
// but a fixed one.
std::vector<Ranks> MembersOf(const CandidateIndex& index, const Ranks& standing,
                             absl::Span<const uint32_t> buckets) {
  std::vector<Ranks> members;
  for (const uint32_t bucket : buckets) {
    EXPECT_TRUE(std::binary_search(standing.begin(), standing.end(), bucket)) << bucket;
    EXPECT_EQ(std::count(buckets.begin(), buckets.end(), bucket), 1) << bucket;
    Ranks scratch;
    const absl::Span<const uint32_t> all = index.Members(bucket, &scratch);
    EXPECT_EQ(all.size(), index.BucketSize(bucket));
    members.emplace_back(all.begin(), all.end());
  }
  std::sort(members.begin(), members.end());
  return members;
}

std::vector<Ranks> Sorted(std::vector<Ranks> members) {
  std::sort(members.begin(), members.end());
  return members;
}

void ExpectEqualsNaive(const CandidateIndex& index, const SketchTable& table,
                       const SyntheticCorpus& corpus, const CandidateIndex::Options& options) {
  const NaiveIndex naive(table, corpus, options);
  const std::vector<Ranks> buckets = naive.Buckets();
  ASSERT_EQ(index.size(), corpus.size());
  ASSERT_EQ(index.bucket_count(), buckets.size());
  ASSERT_EQ(index.sketch_bucket_count(), naive.SketchBuckets().size());
  Ranks scratch;
  for (uint32_t bucket = 0; bucket < buckets.size(); ++bucket) {
    ASSERT_EQ(index.Members(bucket, &scratch), absl::MakeConstSpan(buckets[bucket])) << bucket;
  }
  const CoveragePlan other_plan(0.5, 0.9, 5);
  for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
    SCOPED_TRACE("rank " + std::to_string(rank));
    const Ranks fingerprints = FingerprintsOf(table, corpus.document_of_rank[rank]);
    ASSERT_EQ(index.tokens(rank), corpus.sets[rank].tokens);
    ASSERT_EQ(index.shingles(rank), corpus.sets[rank].size());
    ASSERT_EQ(index.FingerprintCount(rank),
              options.HasFingerprintBuckets() ? fingerprints.size() : 0);
    if (options.simhash_plan) {
      ASSERT_EQ(index.simhash(rank), table.simhashes[corpus.document_of_rank[rank]]);
      ASSERT_EQ(index.max_simhash_distance(), options.simhash_plan->max_distance);
    }
    Ranks standing;
    for (uint32_t bucket = 0; bucket < buckets.size(); ++bucket) {
      if (std::binary_search(buckets[bucket].begin(), buckets[bucket].end(), rank)) {
        standing.push_back(bucket);
      }
    }
    ASSERT_EQ(index.BucketsOf(rank, &scratch), absl::MakeConstSpan(standing));

    // Those of the fingerprints come last.
    std::vector<Ranks> expected = naive.OfTables(rank);
    ASSERT_EQ(index.FingerprintBucketsOf(rank, &scratch),
              absl::MakeConstSpan(standing).subspan(expected.size()));

    const auto rarest = [&](const CoveragePlan& plan) {
      const bool standing_there =
          corpus.indexed[rank] && (options.coverage_plan || options.fingerprint_buckets);
      return standing_there ? naive.OfRarest(fingerprints, plan.Probes(fingerprints.size(),
                                                                       corpus.sets[rank].size()))
                            : std::vector<Ranks>();
    };
    ASSERT_EQ(
        MembersOf(index, standing, index.RarestFingerprintBuckets(rank, other_plan, &scratch)),
        Sorted(rarest(other_plan)));
    if (options.coverage_plan && corpus.sets[rank].tokens >= options.min_coverage_tokens) {
      const std::vector<Ranks> looked_up = rarest(*options.coverage_plan);
      expected.insert(expected.end(), looked_up.begin(), looked_up.end());
    }
    ASSERT_EQ(MembersOf(index, standing, index.BucketsToSearch(rank, &scratch)), Sorted(expected));
  }
  const size_t sketch_buckets = index.sketch_bucket_count();
  for (size_t size = 0; size < 2 * corpus.size(); ++size) {
    const auto first = [&](size_t begin, size_t end) {
      while (begin < end && buckets[begin].size() < size) {
        ++begin;
      }
      return begin;
    };
    ASSERT_EQ(index.FirstSketchBucketOf(size), first(0, sketch_buckets)) << size;
    ASSERT_EQ(index.FirstFingerprintBucketOf(size), first(sketch_buckets, buckets.size())) << size;
  }
}

TEST(CandidateIndexTest, EqualsNaiveIndexForEveryChoiceOfSketches) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FewWordsShape());
    for (const double coverage : {0.6, 0.9, 1.0}) {
      for (const bool planned : {false, true}) {
        for (const bool simhash : {false, true}) {
          SCOPED_TRACE("seed " + std::to_string(seed) + ", coverage " + std::to_string(coverage) +
                       (planned ? ", planned" : "") + (simhash ? ", simhash" : ""));
          CandidateIndex::Options options;
          options.min_coverage_tokens = 12;
          options.fingerprint_buckets = seed % 2 == 0;
          double rate = 0.3;
          if (planned) {
            options.coverage_plan.emplace(coverage, 0.9, 10);
            rate = options.coverage_plan->rate();
          }
          if (simhash) {
            options.simhash_plan = PlanSimHash(0.9, 0.9, corpus.size());
          }
          SketchChoice choice = AllSketches(rate);
          if (simhash) {
            choice.lsh.reset();
          }
          const SketchTable table = MakeSketchTable(corpus, choice);
          ASSERT_NO_FATAL_FAILURE(
              ExpectEqualsNaive(BuildIndex(table, corpus, options), table, corpus, options));
          options.threads = 1 + seed;
          TinyBudget spill;
          const SketchTable spilled = MakeSketchTable(corpus, choice, &spill);
          EXPECT_EQ(spilled.fingerprints.total(), table.fingerprints.total());
          options.spill = &spill;
          options.entries_at_a_time = 100;
          ASSERT_NO_FATAL_FAILURE(
              ExpectEqualsNaive(BuildIndex(spilled, corpus, options), table, corpus, options));
          EXPECT_TRUE(spill.status().ok()) << spill.status();
        }
      }
    }
  }
}

// By all keys of all tables; fingerprints have no say.
TEST(CandidateIndexTest, SharedSketchBucketsEqualNaiveKeys) {
  for (uint64_t seed = 10; seed < 14; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FewWordsShape());
    for (const bool fingerprints : {false, true}) {
      for (const bool simhash : {false, true}) {
        SCOPED_TRACE("seed " + std::to_string(seed) + (fingerprints ? ", fingerprints" : "") +
                     (simhash ? ", simhash" : ""));
        CandidateIndex::Options options;
        options.fingerprint_buckets = fingerprints;
        if (simhash) {
          options.simhash_plan = PlanSimHash(0.9, 0.9, corpus.size());
        }
        const SketchTable table = MakeSketchTable(corpus, AllSketches(1.0));
        const CandidateIndex index = BuildIndex(table, corpus, options);
        const auto keys = [&](uint32_t rank) {
          const uint32_t document = corpus.document_of_rank[rank];
          Ranks all;
          for (size_t band = 0; band < table.bands(); ++band) {
            all.push_back(table.band_keys[band][document]);
          }
          for (size_t i = 0; simhash && i < options.simhash_plan->masks.size(); ++i) {
            all.push_back(SimHashKey(table.simhashes[document], options.simhash_plan->masks[i]));
          }
          return all;
        };
        size_t sharing = 0;
        size_t pairs = 0;
        for (uint32_t b = 0; b < corpus.size(); ++b) {
          for (uint32_t a = 0; a < corpus.size(); ++a) {
            if (a != b) {
              const Ranks keys_a = keys(a);
              const Ranks keys_b = keys(b);
              bool expected = false;
              for (size_t i = 0; i < keys_a.size(); ++i) {
                expected = expected || keys_a[i] == keys_b[i];
              }
              expected = expected && corpus.indexed[a] && corpus.indexed[b];
              ASSERT_EQ(index.ShareSketchBucket(a, b), expected) << a << ' ' << b;
              sharing += expected ? 1 : 0;
              ++pairs;
            }
          }
        }
        EXPECT_GT(sharing, 50u);
        EXPECT_LT(sharing, pairs / 2);
      }
    }
  }
}

// It takes the lists out of the table, and is the same.
TEST(CandidateIndexTest, MayConsumeItsSketches) {
  for (uint64_t seed = 20; seed < 24; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FewWordsShape());
    CandidateIndex::Options options;
    options.min_coverage_tokens = 12;
    options.coverage_plan.emplace(0.9, 0.9, 10);
    options.threads = 1 + seed % 3;
    const SketchChoice choice = AllSketches(options.coverage_plan->rate());
    TinyBudget spill;
    SpillBudget* const budget = seed % 2 == 0 ? &spill : nullptr;
    const SketchTable table = MakeSketchTable(corpus, choice);
    SketchTable consumed = MakeSketchTable(corpus, choice, budget);
    options.spill = budget;
    Monitor monitor;
    const absl::StatusOr<CandidateIndex> index = CandidateIndex::Build(
        &consumed, corpus.document_of_rank, corpus.indexed, options, &monitor);
    ASSERT_TRUE(index.ok()) << index.status();
    ASSERT_NO_FATAL_FAILURE(ExpectEqualsNaive(*index, table, corpus, options));
    for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
      EXPECT_EQ(consumed.fingerprints.Size(column), 0u);
    }
    for (const SpillVector<uint32_t>& band : consumed.band_keys) {
      EXPECT_TRUE(band.empty());
    }
  }
}

TEST(CandidateIndexTest, WithoutSketchesThereAreNoBuckets) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(7, FewWordsShape());
  const SketchTable table = MakeSketchTable(corpus, {});
  const CandidateIndex index = BuildIndex(table, corpus, {});
  EXPECT_EQ(index.bucket_count(), 0u);
  Ranks scratch;
  EXPECT_TRUE(index.BucketsToSearch(0, &scratch).empty());
  EXPECT_TRUE(index.RarestFingerprintBuckets(0, CoveragePlan(0.5, 0.9, 5), &scratch).empty());
  EXPECT_TRUE(index.FingerprintBucketsOf(0, &scratch).empty());
  EXPECT_FALSE(index.ShareSketchBucket(0, 1));
  EXPECT_EQ(index.max_simhash_distance(), 64);
}

TEST(CandidateIndexTest, OfNoDocuments) {
  const SyntheticCorpus corpus;
  const SketchTable table;
  CandidateIndex::Options options;
  options.coverage_plan.emplace(0.9, 0.995, 16);
  options.simhash_plan = PlanSimHash(0.9, 0.9, 0);
  const CandidateIndex index = BuildIndex(table, corpus, options);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_EQ(index.bucket_count(), 0u);
}

TEST(CandidateIndexTest, ReportsCancellation) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(8, FewWordsShape());
  const SketchTable table = MakeSketchTable(corpus, AllSketches(1.0));
  for (const size_t threads : {1, 3}) {
    for (const int patience : {0, 3}) {
      CancellingMonitor monitor(patience);
      CandidateIndex::Options options;
      options.threads = threads;
      const absl::StatusOr<CandidateIndex> index =
          CandidateIndex::Build(table, corpus.document_of_rank, corpus.indexed, options, &monitor);
      EXPECT_EQ(index.status().code(), absl::StatusCode::kCancelled);
    }
  }
}

// So many fingerprints that their columns are cut into parts by key, and
// nobody can tell. Three documents hold every first, second and third of 4.5 million values that
// span the whole range, the ends included.
TEST(CandidateIndexTest, PartsDoNotShow) {
  constexpr uint32_t kValues = 4500000;
  const auto value = [](uint32_t i) {
    return static_cast<uint32_t>(uint64_t{i} * 0xffffffff / (kValues - 1));
  };
  SyntheticCorpus corpus;
  corpus.texts.resize(4);
  corpus.document_of_rank = {2, 0, 3, 1};
  corpus.indexed = {true, true, false, true};
  const std::vector<uint32_t> every_of_document = {1, 2, 1, 3};
  SketchTable table;
  table.tokens.assign(4, kValues);
  table.shingles.assign(4, kValues);
  for (const uint32_t every : every_of_document) {
    Ranks values;
    for (uint32_t i = 0; i < kValues; i += every) {
      values.push_back(value(i));
    }
    table.fingerprints.Add(values);
  }
  ASSERT_GT(table.fingerprints.total(), size_t{8} << 20);
  CandidateIndex::Options options;
  options.coverage_plan.emplace(0.9, 0.995, 1);
  options.threads = 2;
  options.entries_at_a_time = size_t{1} << 20;
  const CandidateIndex index = BuildIndex(table, corpus, options);

  // Ranks 0, 1 and 3 are documents 2, 0 and 1: all of the values, all of them, every second one.
  ASSERT_EQ(index.bucket_count(), kValues);
  Ranks scratch;
  for (uint32_t bucket = 0; bucket < kValues; ++bucket) {
    const bool of_three = bucket >= kValues / 2;
    const absl::Span<const uint32_t> members = index.Members(bucket, &scratch);
    ASSERT_EQ(members.size(), of_three ? 3u : 2u) << bucket;
    ASSERT_EQ(members.front(), 0u);
    ASSERT_EQ(members.back(), of_three ? 3u : 1u);
  }
  EXPECT_EQ(index.BucketsOf(0, &scratch).size(), kValues);
  EXPECT_TRUE(index.BucketsOf(2, &scratch).empty());
  EXPECT_EQ(index.BucketsOf(3, &scratch).size(), kValues / 2);
}

}  // namespace
}  // namespace reprise
