#include "reprise/cluster/kept_lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "testing/synthetic_corpus.h"

namespace reprise {
namespace {

using Ranks = std::vector<uint32_t>;
using Lists = std::vector<KeptLists::List>;

TEST(KeptListsTest, OfferTheFirstInKeepOrder) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, {});
    const SketchTable table = MakeRandomBandTable(corpus, 3, 6, seed);
    Monitor monitor;
    const absl::StatusOr<CandidateIndex> index =
        CandidateIndex::Build(table, corpus.document_of_rank, corpus.indexed, {}, &monitor);
    ASSERT_TRUE(index.ok());
    for (const size_t capacity : {0, 1, 2, 3, 8, 1000, 100000}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", capacity " + std::to_string(capacity));
      std::mt19937_64 random(seed);
      BitRanks searched(index->bucket_count());
      for (uint32_t bucket = 0; bucket < index->bucket_count(); ++bucket) {
        if (bucket % 5 != seed % 5) {
          searched.Add(bucket);
        }
      }
      searched.Finish();
      KeptLists lists(*index, searched, capacity);
      Ranks scratch;
      std::vector<Ranks> kept(index->bucket_count());  // all of them, first to last
      for (uint32_t rank = 0; rank < index->size(); ++rank) {
        if (random() % 4 != 0) {
          bool listed = false;
          for (const uint32_t bucket : index->BucketsOf(rank, &scratch)) {
            listed = listed || (searched.Contains(bucket) && kept[bucket].size() < capacity);
            kept[bucket].push_back(rank);
          }
          Lists joined;
          lists.Find(index->BucketsOf(rank, &scratch), &joined);
          if (random() % 2 == 0) {
            lists.RemoveFull(&joined);
          }
          lists.Prefetch(joined);
          ASSERT_EQ(lists.Add(rank, joined), listed);
        }
        const auto first = static_cast<uint32_t>(random() % (rank + 2));
        for (uint32_t bucket = 0; bucket < index->bucket_count(); ++bucket) {
          Lists list;
          lists.Find({bucket}, &list);
          ASSERT_EQ(list.size(), searched.Contains(bucket) ? 1U : 0U);
          if (list.empty()) {
            continue;
          }
          Ranks expected = kept[bucket];
          expected.resize(std::min(expected.size(), capacity));
          expected.erase(expected.begin(),
                         std::lower_bound(expected.begin(), expected.end(), first));
          std::reverse(expected.begin(), expected.end());
          Ranks offered;
          lists.ForEachSince(list, first, [&](uint32_t other) { offered.push_back(other); });
          ASSERT_EQ(offered, expected) << rank << ' ' << bucket;
          const size_t room = std::min(index->BucketSize(bucket), capacity);
          lists.RemoveFull(&list);
          ASSERT_EQ(list.empty(), kept[bucket].size() >= room) << rank << ' ' << bucket;
        }
      }
    }
  }
}

}  // namespace
}  // namespace reprise
