#ifndef REPRISE_CLUSTER_KEPT_LISTS_H_
#define REPRISE_CLUSTER_KEPT_LISTS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/index/bit_ranks.h"
#include "reprise/index/candidate_index.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// The kept documents that buckets offer to those that come after: the first ones in keep order, up
// to a capacity. Reading is safe from any thread while nobody adds.
class KeptLists {
 public:
  // Of the buckets in `searched` alone: others are never asked, and may be named in vain. Both must
  // outlive the lists.
  KeptLists(const CandidateIndex& index, const BitRanks& searched, size_t capacity)
      : searched_(searched) {
    for (uint32_t bucket = 0; bucket < index.bucket_count(); ++bucket) {
      if (searched.Contains(bucket)) {
        starts_.Append(1 + std::min(capacity, index.BucketSize(bucket)));
      }
    }
    lists_.resize(starts_.total(), 0);
  }

  // Lists a kept document in its buckets, where there is room; false where there was none in any.
  // Call in keep order.
  bool Add(uint32_t rank, absl::Span<const uint32_t> buckets) {
    bool listed = false;
    for (const uint32_t bucket : buckets) {
      if (!searched_.Contains(bucket)) {
        continue;
      }
      const uint32_t list = searched_.Rank(bucket);
      uint32_t* const entries = &lists_[starts_.Start(list)];
      if (entries[0] + 1 < starts_.Size(list)) {
        entries[++entries[0]] = rank;
        listed = true;
      }
    }
    return listed;
  }

  // Whether what `bucket` offers stays as it is.
  bool IsFull(uint32_t bucket) const {
    const uint32_t list = searched_.Rank(bucket);
    return lists_[starts_.Start(list)] + 1 == starts_.Size(list);
  }

  // Calls visit(rank) for the documents that `buckets`, all of them searched ones, offer and that
  // come at or after `first` in keep order, each as often as it is offered.
  template <typename Visit>
  void ForEachSince(absl::Span<const uint32_t> buckets, uint32_t first, Visit visit) const {
    // Lists lie all over the memory: each is fetched while others are.
    constexpr size_t kAhead = 16;
    std::array<uint64_t, kAhead> starts;
    for (size_t begin = 0; begin < buckets.size(); begin += kAhead) {
      const size_t count = std::min(kAhead, buckets.size() - begin);
      for (size_t i = 0; i < count; ++i) {
        starts[i] = starts_.Start(searched_.Rank(buckets[begin + i]));
        __builtin_prefetch(&lists_[starts[i]]);
      }
      for (size_t i = 0; i < count; ++i) {
        const uint32_t* const list = &lists_[starts[i]];
        for (uint32_t k = list[0]; k > 0 && list[k] >= first; --k) {
          visit(list[k]);
        }
      }
    }
  }

 private:
  const BitRanks& searched_;
  PackedStarts starts_;          // in lists_, per searched bucket
  std::vector<uint32_t> lists_;  // of each: how many it offers, then these, then room for more
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_KEPT_LISTS_H_
