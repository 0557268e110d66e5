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
  KeptLists(const CandidateIndex& index, size_t capacity) : counts_(index.bucket_count(), 0) {
    starts_.reserve(index.bucket_count() + 1);
    starts_.push_back(0);
    for (uint32_t bucket = 0; bucket < index.bucket_count(); ++bucket) {
      starts_.push_back(starts_.back() + std::min(capacity, index.Members(bucket).size()));
    }
    slots_.resize(starts_.back());
  }

  // Lists a kept document in its buckets, where there is room. Call in keep order.
  void Add(uint32_t rank, absl::Span<const uint32_t> buckets) {
    for (const uint32_t bucket : buckets) {
      const uint64_t slot = starts_[bucket] + counts_[bucket];
      if (slot < starts_[bucket + 1]) {
        slots_[slot] = rank;
        ++counts_[bucket];
      }
    }
  }

  // Calls visit(rank) for the documents that `bucket` offers and that come at or after `first` in
  // keep order, latest first.
  template <typename Visit>
  void ForEachSince(uint32_t bucket, uint32_t first, Visit visit) const {
    for (uint64_t i = starts_[bucket] + counts_[bucket]; i > starts_[bucket]; --i) {
      if (slots_[i - 1] < first) {
        return;
      }
      visit(slots_[i - 1]);
    }
  }

 private:
  std::vector<uint64_t> starts_;  // in slots_, per bucket
  std::vector<uint32_t> counts_;
  std::vector<uint32_t> slots_;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_KEPT_LISTS_H_
