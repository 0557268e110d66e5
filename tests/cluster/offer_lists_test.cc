#include "reprise/cluster/offer_lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "testing/synthetic_corpus.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Places = std::vector<uint32_t>;

// The first places of those that take part, by sorting.
Places Offered(const CandidateIndex& index, uint32_t bucket, const Places& rank_of_place,
               size_t capacity) {
  Places places;
  std::vector<uint32_t> scratch;
  for (const uint32_t rank : index.Members(bucket, &scratch)) {
    const auto place = std::find(rank_of_place.begin(), rank_of_place.end(), rank);
    if (place != rank_of_place.end()) {
      places.push_back(static_cast<uint32_t>(place - rank_of_place.begin()));
    }
  }
  std::sort(places.begin(), places.end());
  places.resize(std::min(places.size(), capacity));
  return places;
}

TEST(OfferListsTest, OffersTheFirstPlaces) {
  size_t offered_by_large = 0;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FewWordsShape());
    SketchChoice choice;
    choice.fingerprint_rate = 0.5;
    choice.lsh = LshPlan{3, 2};  // whose buckets are not asked about
    const SketchTable table = MakeSketchTable(corpus, choice);
    CandidateIndex::Options options;
    options.fingerprint_buckets = true;
    const CandidateIndex index = BuildIndex(table, corpus, options);
    std::mt19937_64 random(seed);
    Places rank_of_place;
    for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
      if (random() % 4 != 0) {
        rank_of_place.push_back(rank);
      }
    }
    std::shuffle(rank_of_place.begin(), rank_of_place.end(), random);
    for (const size_t capacity : {1, 2, 3, 5, 9, 1000}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", capacity " + std::to_string(capacity));
      TinyBudget spill;
      const OfferLists lists(index, rank_of_place, capacity, seed % 2 == 0 ? nullptr : &spill);
      ASSERT_EQ(lists.first_large(), index.FirstFingerprintBucketOf(capacity));
      for (uint32_t bucket = lists.first_large(); bucket < index.bucket_count(); ++bucket) {
        const size_t size = Offered(index, bucket, rank_of_place, capacity).size();
        ASSERT_EQ(lists.Size(bucket), size) << bucket;
        offered_by_large += size;
      }
      std::vector<uint32_t> scratch;
      for (int round = 0; round < 20; ++round) {
        std::vector<uint32_t> buckets;
        for (auto bucket = static_cast<uint32_t>(index.sketch_bucket_count());
             bucket < index.bucket_count(); ++bucket) {
          if (random() % 4 == 0) {
            buckets.push_back(bucket);
          }
        }
        const auto end = static_cast<uint32_t>(random() % (rank_of_place.size() + 1));
        Places expected;
        for (const uint32_t bucket : buckets) {
          for (const uint32_t place : Offered(index, bucket, rank_of_place, capacity)) {
            if (place < end) {
              expected.push_back(place);
            }
          }
        }
        Places offered;
        lists.ForEachBelow(end, buckets, &scratch,
                           [&](uint32_t place) { offered.push_back(place); });
        std::sort(expected.begin(), expected.end());
        std::sort(offered.begin(), offered.end());
        ASSERT_EQ(offered, expected);
      }
    }
  }
  EXPECT_GT(offered_by_large, 1000u);
}

}  // namespace
}  // namespace reprise
