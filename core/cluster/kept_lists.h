#ifndef REPRISE_CLUSTER_KEPT_LISTS_H_
#define REPRISE_CLUSTER_KEPT_LISTS_H_

#include <algorithm>
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
  // The list of a bucket, for as long as the lists are there.
  using List = uint64_t;

  // More capacity than that is that much.
  static constexpr size_t kMostCapacity = (size_t{1} << 16) - 1;

  // Of the buckets in `searched` alone: others are never asked. Both must outlive the lists.
  KeptLists(const CandidateIndex& index, const BitRanks& searched, size_t capacity)
      : searched_(searched) {
    const auto capacity_of = [&](uint32_t bucket) {
      return std::min({capacity, kMostCapacity, index.BucketSize(bucket)});
    };
    for (uint32_t bucket = 0; bucket < index.bucket_count(); ++bucket) {
      if (searched.Contains(bucket)) {
        starts_.Append(1 + capacity_of(bucket));
      }
    }
    entries_.resize(starts_.total(), 0);
    PackedStarts::Sizes sizes = starts_.SizesFrom(0);
    for (uint64_t start = 0; start < entries_.size();) {
      const uint64_t size = sizes.Next();
      entries_[start] = static_cast<uint32_t>(size - 1) << kCapacityShift;
      start += size;
    }
  }

  // Replaces `*lists` by those of `buckets`; buckets that are not searched have none.
  void Find(absl::Span<const uint32_t> buckets, std::vector<List>* lists) const {
    lists->clear();
    for (const uint32_t bucket : buckets) {
      if (searched_.Contains(bucket)) {
        lists->push_back(starts_.Start(searched_.Rank(bucket)));
      }
    }
  }

  // Takes out of `*lists` those without room: what they offer stays as it is.
  void RemoveFull(std::vector<List>* lists) const {
    size_t count = 0;
    InTurn(*lists, [&](List list) {
      (*lists)[count] = list;
      count += IsFull(entries_[list]) ? 0 : 1;
    });
    lists->resize(count);
  }

  // Adds a kept document to those of `lists` that have room; false where none has. Call in keep
  // order.
  bool Add(uint32_t rank, absl::Span<const List> lists) {
    bool listed = false;
    for (const List list : lists) {
      uint32_t& head = entries_[list];
      if (!IsFull(head)) {
        ++head;
        entries_[list + Count(head)] = rank;
        listed = true;
      }
    }
    return listed;
  }

  // Calls visit(rank) for the documents that `lists` offer and that come at or after `first` in
  // keep order, each as often as it is offered.
  template <typename Visit>
  void ForEachSince(absl::Span<const List> lists, uint32_t first, Visit visit) const {
    InTurn(lists, [&](List list) {
      const uint32_t* const entries = &entries_[list];
      for (uint32_t k = Count(entries[0]); k > 0 && entries[k] >= first; --k) {
        visit(entries[k]);
      }
    });
  }

  // Fetches `lists` into the cache for a look that follows soon.
  void Prefetch(absl::Span<const List> lists) const {
    for (const List list : lists) {
      __builtin_prefetch(&entries_[list], 1);
    }
  }

 private:
  static constexpr int kCapacityShift = 16;

  static uint32_t Count(uint32_t head) { return head & kMostCapacity; }
  static bool IsFull(uint32_t head) { return Count(head) == head >> kCapacityShift; }

  // Lists lie all over the memory: each is fetched while others are looked at.
  template <typename Look>
  void InTurn(absl::Span<const List> lists, Look look) const {
    constexpr size_t kAhead = 16;
    Prefetch(lists.first(std::min(lists.size(), kAhead)));
    for (size_t i = 0; i < lists.size(); ++i) {
      if (i + kAhead < lists.size()) {
        __builtin_prefetch(&entries_[lists[i + kAhead]]);
      }
      look(lists[i]);
    }
  }

  const BitRanks& searched_;
  PackedStarts starts_;  // in entries_, per searched bucket
  // Of each list: how many it offers and, kCapacityShift bits higher, may offer; then these; then
  // room for more.
  std::vector<uint32_t> entries_;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_KEPT_LISTS_H_
