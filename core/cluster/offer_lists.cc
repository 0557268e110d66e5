#include "reprise/cluster/offer_lists.h"

#include <algorithm>
#include <limits>

namespace reprise {

OfferLists::OfferLists(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
                       size_t capacity, SpillBudget* spill)
    : index_(index),
      place_of_rank_(index.size(), std::numeric_limits<uint32_t>::max()),
      first_large_(index.FirstFingerprintBucketOf(capacity)),
      places_(spill) {
  for (uint32_t place = 0; place < rank_of_place.size(); ++place) {
    place_of_rank_[rank_of_place[place]] = place;
  }
  std::vector<uint32_t> scratch;
  std::vector<uint32_t> offered;
  starts_.push_back(0);
  for (uint32_t bucket = first_large_; bucket < index.bucket_count(); ++bucket) {
    offered.clear();
    for (const uint32_t rank : index.Members(bucket, &scratch)) {
      if (place_of_rank_[rank] < rank_of_place.size()) {
        offered.push_back(place_of_rank_[rank]);
      }
    }
    if (offered.size() > capacity) {
      std::nth_element(offered.begin(), offered.begin() + static_cast<std::ptrdiff_t>(capacity),
                       offered.end());
      offered.resize(capacity);
    }
    std::sort(offered.begin(), offered.end());
    places_.Append(offered);
    starts_.push_back(places_.size());
  }
}

}  // namespace reprise
