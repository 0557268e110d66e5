#ifndef REPRISE_CLUSTER_KEPT_LISTS_H_
#define REPRISE_CLUSTER_KEPT_LISTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/index/candidate_index.h"

namespace reprise {

// The kept documents that every bucket offers to those that come after: the first ones in keep
// order, up to a capacity. Reading is safe from any thread while nobody adds.
class KeptLists {
 public:
  KeptLists(const CandidateIndex& index, size_t capacity) {
    starts_.reserve(index.bucket_count() + 1);
    starts_.push_back(0);
    for (uint32_t bucket = 0; bucket < index.bucket_count(); ++bucket) {
      starts_.push_back(starts_.back() + 1 + std::min(capacity, index.Members(bucket).size()));
    }
    lists_.resize(starts_.back(), 0);
  }

  // Lists a kept document in its buckets, where there is room; false where there was none in any.
  // Call in keep order.
  bool Add(uint32_t rank, absl::Span<const uint32_t> buckets) {
    bool listed = false;
    for (const uint32_t bucket : buckets) {
      if (!IsFull(bucket)) {
        const uint64_t start = starts_[bucket];
        lists_[start + ++lists_[start]] = rank;
        listed = true;
      }
    }
    return listed;
  }

  // Whether what `bucket` offers stays as it is.
  bool IsFull(uint32_t bucket) const {
    return lists_[starts_[bucket]] + 1 == starts_[bucket + 1] - starts_[bucket];
  }

  // Calls visit(rank) for the documents that `buckets` offer and that come at or after `first` in
  // keep order, each as often as it is offered.
  template <typename Visit>
  void ForEachSince(absl::Span<const uint32_t> buckets, uint32_t first, Visit visit) const {
    // Lists lie all over the memory: each is fetched while others are.
    for (const uint32_t bucket : buckets) {
      __builtin_prefetch(&lists_[starts_[bucket]]);
      __builtin_prefetch(&lists_[starts_[bucket + 1] - 1]);
    }
    for (const uint32_t bucket : buckets) {
      const uint32_t* const list = &lists_[starts_[bucket]];
      for (uint32_t i = list[0]; i > 0 && list[i] >= first; --i) {
        visit(list[i]);
      }
    }
  }

 private:
  std::vector<uint64_t> starts_;  // in lists_, per bucket
  std::vector<uint32_t> lists_;   // per bucket: how many it offers, then these, then room for more
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_KEPT_LISTS_H_
