#include "reprise/cluster/offer_lists.h"

#include <algorithm>
#include <limits>

#include "reprise/base/parallel.h"

namespace reprise {
namespace {

// Whether a bucket may offer any of `documents`; empty where most may.
std::vector<bool> BucketsOfFew(const CandidateIndex& index,
                               const std::vector<uint32_t>& documents) {
  constexpr size_t kFew = 8;  // in so many documents, one
  std::vector<bool> offers;
  if (documents.size() > index.size() / kFew) {
    return offers;
  }
  offers.resize(index.bucket_count(), false);
  std::vector<uint32_t> scratch;
  for (const uint32_t rank : documents) {
    for (const uint32_t bucket : index.BucketsOf(rank, &scratch)) {
      offers[bucket] = true;
    }
  }
  return offers;
}

}  // namespace

OfferLists::OfferLists(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
                       size_t capacity, size_t threads, SpillBudget* spill)
    : lists_(spill) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  std::vector<uint32_t> place_of_rank(index.size(), kNone);
  for (uint32_t place = 0; place < rank_of_place.size(); ++place) {
    place_of_rank[rank_of_place[place]] = place;
  }
  const std::vector<bool> offers = BucketsOfFew(index, rank_of_place);
  struct Part {
    std::vector<uint32_t> places;  // of the buckets, one after the other
    std::vector<uint32_t> sizes;   // per bucket
  };
  constexpr size_t kBucketsPerTask = size_t{1} << 12;
  const auto make = [&](size_t /*worker*/, size_t task, Part* part) {
    part->places.clear();
    part->sizes.clear();
    const size_t first = task * kBucketsPerTask;
    const size_t last = std::min(first + kBucketsPerTask, index.bucket_count());
    index.ForEachBucket(static_cast<uint32_t>(first), static_cast<uint32_t>(last),
                        [&](uint32_t bucket, absl::Span<const uint32_t> members) {
                          if (!offers.empty() && !offers[bucket]) {
                            part->sizes.push_back(0);
                            return;
                          }
                          const size_t from = part->places.size();
                          for (const uint32_t rank : members) {
                            if (place_of_rank[rank] != kNone) {
                              part->places.push_back(place_of_rank[rank]);
                            }
                          }
                          std::sort(part->places.begin() + static_cast<std::ptrdiff_t>(from),
                                    part->places.end());
                          part->places.resize(std::min(part->places.size(), from + capacity));
                          part->sizes.push_back(static_cast<uint32_t>(part->places.size() - from));
                        });
    return absl::OkStatus();
  };
  const auto take = [&](const Part& part) {
    lists_.Append(part.places);
    for (const uint32_t size : part.sizes) {
      starts_.Append(size);
    }
  };
  // Never fails.
  const size_t tasks = (index.bucket_count() + kBucketsPerTask - 1) / kBucketsPerTask;
  ParallelInOrder<Part>(threads, 4 * threads, tasks, make, take).IgnoreError();
}

}  // namespace reprise
