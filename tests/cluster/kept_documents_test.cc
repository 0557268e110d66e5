#include "reprise/cluster/kept_documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "testing/synthetic_corpus.h"

namespace reprise {
namespace {

using Ranks = std::vector<uint32_t>;
using Lists = std::vector<KeptDocuments::List>;

// Bands and fingerprints of random keys, so that there are buckets of all sizes in both.
CandidateIndex RandomIndex(const SketchTable& table, const SyntheticCorpus& corpus) {
  CandidateIndex::Options options;
  options.coverage_plan.emplace(0.5, 0.9, 5);
  options.min_coverage_tokens = 0;
  return BuildIndex(table, corpus, options);
}

Ranks ToVector(absl::Span<const uint32_t> values) { return {values.begin(), values.end()}; }

Ranks AllBuckets(const CandidateIndex& index) {
  Ranks buckets(index.bucket_count());
  std::iota(buckets.begin(), buckets.end(), 0U);
  return buckets;
}

// What `buckets` offer at or after `first`, by definition, in any order but a fixed one. `kept` are
// those of each bucket, first to last.
Ranks Offered(const CandidateIndex& index, const Ranks& buckets, const std::vector<Ranks>& kept,
              size_t capacity, uint32_t first) {
  Ranks offered;
  for (const uint32_t bucket : buckets) {
    const size_t most = index.BucketSize(bucket) <= capacity ? kept[bucket].size() : capacity;
    for (size_t i = 0; i < std::min(most, kept[bucket].size()); ++i) {
      if (kept[bucket][i] >= first) {
        offered.push_back(kept[bucket][i]);
      }
    }
  }
  std::sort(offered.begin(), offered.end());
  return offered;
}

TEST(KeptDocumentsTest, OffersTheFirstInKeepOrder) {
  size_t in_lists = 0;
  size_t in_small = 0;
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, {});
    SketchTable table = MakeRandomBandTable(corpus, 3, 6, seed);
    for (size_t document = 0; document < corpus.size(); ++document) {
      std::mt19937_64 keys(seed * 1000 + document);
      Ranks fingerprints;
      for (uint32_t key = 0; key < 40; ++key) {
        if (keys() % (key + 2) == 0) {
          fingerprints.push_back(key << 26);
        }
      }
      table.fingerprints.Add(fingerprints);
    }
    const CandidateIndex index = RandomIndex(table, corpus);
    for (const size_t capacity : {0, 1, 2, 3, 8, 1000, 100000}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", capacity " + std::to_string(capacity));
      std::mt19937_64 random(seed);
      // Whether there are lists of those buckets alone that are searched.
      const bool of_searched = seed % 2 == 0;
      KeptDocuments documents(index, capacity, of_searched ? 0 : size_t{1} << 20);
      Ranks scratch;
      Ranks bucket_scratch;
      std::vector<Ranks> kept(index.bucket_count());  // all of them, first to last
      for (uint32_t rank = 0; rank < index.size(); ++rank) {
        ASSERT_FALSE(documents.Contains(rank));
        if (random() % 4 != 0) {
          const absl::Span<const uint32_t> standing = index.BucketsOf(rank, &scratch);
          for (const uint32_t bucket : standing) {
            kept[bucket].push_back(rank);
          }
          Lists joined;
          documents.FindLists(standing, &joined);
          if (random() % 2 == 0) {
            documents.RemoveFull(&joined);
          }
          documents.Add(rank, joined);
          ASSERT_TRUE(documents.Contains(rank));
        }

        // Any buckets may be asked about that have lists.
        const auto asker = static_cast<uint32_t>(random() % index.size());
        const Ranks searched =
            of_searched ? ToVector(index.BucketsToSearch(asker, &scratch)) : AllBuckets(index);
        Ranks buckets;
        for (const uint32_t bucket : searched) {
          if (random() % 3 == 0) {
            buckets.push_back(bucket);
          }
        }
        const auto first = static_cast<uint32_t>(random() % (rank + 2));
        const uint32_t end = rank + 1;
        Ranks offered;
        documents.ForEachInSmall(buckets, first, end, &bucket_scratch, [&](uint32_t other) {
          ASSERT_GE(other, first);
          ASSERT_LT(other, end);
          if (documents.Contains(other)) {
            offered.push_back(other);
            ++in_small;
          }
        });
        Lists lists;
        documents.FindLists(buckets, &lists);
        documents.ForEachInLists(lists, first, [&](uint32_t other) {
          offered.push_back(other);
          ++in_lists;
        });
        std::sort(offered.begin(), offered.end());
        ASSERT_EQ(offered, Offered(index, buckets, kept, capacity, first)) << rank;

        // What has no room is out.
        size_t with_room = 0;
        for (const uint32_t bucket : buckets) {
          with_room +=
              index.BucketSize(bucket) > capacity && kept[bucket].size() < capacity ? 1 : 0;
        }
        documents.RemoveFull(&lists);
        ASSERT_EQ(lists.size(), with_room) << rank;
      }
    }
  }
  EXPECT_GT(in_lists, 5000u);
  EXPECT_GT(in_small, 5000u);
}

}  // namespace
}  // namespace reprise
