#include "reprise/cluster/offer_lists.h"

#include <algorithm>
#include <limits>

namespace reprise {

OfferLists::OfferLists(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
                       size_t capacity, SpillBudget* spill)
    : lists_(spill) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  std::vector<uint32_t> place_of_rank(index.size(), kNone);
  for (uint32_t place = 0; place < rank_of_place.size(); ++place) {
    place_of_rank[rank_of_place[place]] = place;
  }
  std::vector<uint32_t> places;
  index.ForEachBucket([&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
    places.clear();
    for (const uint32_t rank : members) {
      if (place_of_rank[rank] != kNone) {
        places.push_back(place_of_rank[rank]);
      }
    }
    std::sort(places.begin(), places.end());
    places.resize(std::min(places.size(), capacity));
    lists_.Append(places);
    starts_.Append(places.size());
  });
}

}  // namespace reprise
