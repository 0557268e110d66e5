#ifndef REPRISE_CLUSTER_OFFER_LISTS_H_
#define REPRISE_CLUSTER_OFFER_LISTS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/index/candidate_index.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// The documents that every bucket offers, the first ones of a given order up to a capacity, where
// it is known beforehand who is offered. Immutable; safe from any thread.
class OfferLists {
 public:
  // Documents are offered by their place in `rank_of_place`; others of the index are not. `spill`,
  // which may be null, must outlive the lists.
  OfferLists(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
             size_t capacity, size_t threads, SpillBudget* spill);

  // How many places a bucket offers.
  size_t Size(uint32_t bucket) const { return static_cast<size_t>(starts_.Size(bucket)); }

  // Calls visit(place) for all that `buckets` offer, each as often as it is offered.
  template <typename Visit>
  void ForEach(absl::Span<const uint32_t> buckets, std::vector<uint32_t>* scratch,
               Visit visit) const {
    // Lists lie all over the memory: each is fetched while others are.
    constexpr size_t kAhead = 16;
    std::array<uint64_t, kAhead> starts;
    for (size_t begin = 0; begin < buckets.size(); begin += kAhead) {
      const size_t count = std::min(kAhead, buckets.size() - begin);
      for (size_t i = 0; i < count; ++i) {
        starts[i] = starts_.Start(buckets[begin + i]);
        lists_.Prefetch(starts[i]);
      }
      for (size_t i = 0; i < count; ++i) {
        for (const uint32_t place : lists_.Read(starts[i], Size(buckets[begin + i]), scratch)) {
          visit(place);
        }
      }
    }
  }

 private:
  PackedStarts starts_;  // in lists_, per bucket
  SpillVector<uint32_t> lists_;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_OFFER_LISTS_H_
