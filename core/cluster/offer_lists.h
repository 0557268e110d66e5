#ifndef REPRISE_CLUSTER_OFFER_LISTS_H_
#define REPRISE_CLUSTER_OFFER_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/sorted_lists.h"
#include "reprise/base/spill.h"
#include "reprise/index/candidate_index.h"

namespace reprise {

// The documents that every bucket of fingerprints offers, the first ones of a given order up to a
// capacity, where it is known beforehand who is offered. Buckets of fewer documents offer all that
// take part, so lists are made for the others alone, which are few. Immutable; safe from
// any thread.
class OfferLists {
 public:
  // Documents are offered by their place in `rank_of_place`; others of the index are not. `index`
  // and `spill`, which may be null, must outlive the lists.
  OfferLists(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
             size_t capacity, SpillBudget* spill);

  // The first bucket of as many documents as the capacity.
  uint32_t first_large() const { return first_large_; }
  // How many places a bucket from first_large() on offers.
  size_t Size(uint32_t large) const {
    return static_cast<size_t>(starts_[large - first_large_ + 1] - starts_[large - first_large_]);
  }

  // Calls visit(place) for all that `buckets`, which ascend, offer that are below `end`: each as
  // often as it is offered.
  template <typename Visit>
  void ForEachBelow(uint32_t end, absl::Span<const uint32_t> buckets,
                    std::vector<uint32_t>* scratch, Visit visit) const {
    const size_t small = CountBelow(buckets, first_large_);
    index_.ForEachBucketOf(buckets.first(small), scratch,
                           [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
                             for (const uint32_t rank : members) {
                               if (place_of_rank_[rank] < end) {
                                 visit(place_of_rank_[rank]);
                               }
                             }
                           });
    for (const uint32_t bucket : buckets.subspan(small)) {
      for (const uint32_t place :
           places_.Read(starts_[bucket - first_large_], Size(bucket), scratch)) {
        if (place >= end) {
          break;
        }
        visit(place);
      }
    }
  }

 private:
  const CandidateIndex& index_;
  std::vector<uint32_t> place_of_rank_;  // past all places where there is none
  uint32_t first_large_;
  std::vector<uint64_t> starts_;  // in places_, from first_large_ on, and the end
  SpillVector<uint32_t> places_;  // ascending within a bucket
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_OFFER_LISTS_H_
