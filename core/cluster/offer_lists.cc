#include "reprise/cluster/offer_lists.h"

#include <algorithm>
#include <limits>

#include "reprise/base/parallel.h"

namespace reprise {

OfferLists::OfferLists(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
                       size_t capacity, size_t threads, SpillBudget* spill)
    : lists_(spill) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  std::vector<uint32_t> place_of_rank(index.size(), kNone);
  for (uint32_t place = 0; place < rank_of_place.size(); ++place) {
    place_of_rank[rank_of_place[place]] = place;
  }
  struct Part {
    std::vector<uint32_t> places;  // of the buckets, one after the other
    std::vector<uint32_t> sizes;   // per bucket
  };
  // Some tasks at a time, so that threads help and the order stays that of the buckets.
  constexpr uint64_t kBucketsPerTask = uint64_t{1} << 12;
  std::vector<Part> parts(4 * threads);
  for (uint64_t begin = 0; begin < index.bucket_count(); begin += parts.size() * kBucketsPerTask) {
    // Never fails.
    ParallelFor(threads, parts.size(), [&](size_t /*worker*/, size_t task) {
      Part& part = parts[task];
      part.places.clear();
      part.sizes.clear();
      const uint64_t first =
          std::min<uint64_t>(begin + task * kBucketsPerTask, index.bucket_count());
      const uint64_t last = std::min<uint64_t>(first + kBucketsPerTask, index.bucket_count());
      index.ForEachBucket(static_cast<uint32_t>(first), static_cast<uint32_t>(last),
                          [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
                            const size_t from = part.places.size();
                            for (const uint32_t rank : members) {
                              if (place_of_rank[rank] != kNone) {
                                part.places.push_back(place_of_rank[rank]);
                              }
                            }
                            std::sort(part.places.begin() + static_cast<std::ptrdiff_t>(from),
                                      part.places.end());
                            part.places.resize(std::min(part.places.size(), from + capacity));
                            part.sizes.push_back(static_cast<uint32_t>(part.places.size() - from));
                          });
      return absl::OkStatus();
    }).IgnoreError();
    for (const Part& part : parts) {
      lists_.Append(part.places);
      for (const uint32_t size : part.sizes) {
        starts_.Append(size);
      }
    }
  }
}

}  // namespace reprise
