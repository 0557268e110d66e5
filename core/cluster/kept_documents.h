#ifndef REPRISE_CLUSTER_KEPT_DOCUMENTS_H_
#define REPRISE_CLUSTER_KEPT_DOCUMENTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/sorted_lists.h"
#include "reprise/index/candidate_index.h"

namespace reprise {

// The kept documents, as buckets offer them to those that come after: a small bucket, of no more
// documents than the capacity, all that are kept of it; a large one the first ones in keep order,
// up to the capacity, in a list that it has for them. Nearly all buckets are small, so what is kept
// is mostly told by a bit. Reading is safe from any thread while nobody adds.
class KeptDocuments {
 public:
  // The list of a large bucket: its number among these.
  using List = uint32_t;

  // More capacity than that is that much.
  static constexpr size_t kMostCapacity = (size_t{1} << 16) - 1;

  // `index` must outlive it. Where there are more than `most_lists` large buckets, only those that
  // some document searches have lists: who searches is offered the same.
  KeptDocuments(const CandidateIndex& index, size_t capacity, size_t most_lists = size_t{1} << 16)
      : index_(index),
        capacity_(std::min(capacity, kMostCapacity)),
        first_large_sketch_(index.FirstSketchBucketOf(capacity_ + 1)),
        sketch_end_(static_cast<uint32_t>(index.sketch_bucket_count())),
        first_large_fingerprint_(index.FirstFingerprintBucketOf(capacity_ + 1)),
        kept_(index.size(), false) {
    const size_t large =
        sketch_end_ - first_large_sketch_ + index.bucket_count() - first_large_fingerprint_;
    const size_t lists = large > most_lists ? NumberSearched(large) : large;
    entries_.resize(lists * Stride(), 0);
  }

  bool Contains(uint32_t rank) const { return kept_[rank]; }

  // Calls visit(rank) for the documents of small ones of `buckets`, kept or not, that come at or
  // after `first` and before `end` in keep order, each as often as it is in one. `buckets` ascend.
  template <typename Visit>
  void ForEachInSmall(absl::Span<const uint32_t> buckets, uint32_t first, uint32_t end,
                      std::vector<uint32_t>* scratch, Visit visit) const {
    const auto visit_some = [&](absl::Span<const uint32_t> small) {
      index_.ForEachBucketOf(small, scratch,
                             [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
                               for (const uint32_t rank : members) {
                                 if (rank >= end) {
                                   break;
                                 }
                                 if (rank >= first) {
                                   visit(rank);
                                 }
                               }
                             });
    };
    const Parts parts = PartsOf(buckets);
    visit_some(buckets.first(parts.small_sketches));
    visit_some(buckets.subspan(parts.sketches, parts.small_fingerprints));
  }

  // Calls visit(rank) for the documents that `lists` offer and that come at or after `first` in
  // keep order, each as often as it is offered.
  template <typename Visit>
  void ForEachInLists(absl::Span<const List> lists, uint32_t first, Visit visit) const {
    for (const List list : lists) {
      const uint32_t* const entries = &entries_[list * Stride()];
      for (uint32_t k = entries[0]; k > 0 && entries[k] >= first; --k) {
        visit(entries[k]);
      }
    }
  }

  // Replaces `*lists` by those of the large ones of `buckets`, which ascend.
  void FindLists(absl::Span<const uint32_t> buckets, std::vector<List>* lists) const {
    lists->clear();
    ForEachLarge(buckets, [&](uint32_t large) {
      const List list = list_of_large_.empty() ? large : list_of_large_[large];
      if (list != kNone) {
        lists->push_back(list);
      }
    });
  }

  // Takes out of `*lists` those without room: what they offer stays as it is.
  void RemoveFull(std::vector<List>* lists) const {
    std::erase_if(*lists, [this](List list) { return entries_[list * Stride()] == capacity_; });
  }

  // Keeps a document, and adds it to those of `lists` that have room. Call in keep order.
  void Add(uint32_t rank, absl::Span<const List> lists) {
    kept_[rank] = true;
    for (const List list : lists) {
      uint32_t& count = entries_[list * Stride()];
      if (count < capacity_) {
        ++count;
        entries_[list * Stride() + count] = rank;
      }
    }
  }

 private:
  static constexpr List kNone = ~List{0};

  // How a list of buckets, which ascends, is made up.
  struct Parts {
    size_t small_sketches;  // the first ones
    size_t sketches;
    size_t small_fingerprints;  // the first ones behind these
  };
  Parts PartsOf(absl::Span<const uint32_t> buckets) const {
    const size_t sketches = CountBelow(buckets, sketch_end_);
    return {CountBelow(buckets, first_large_sketch_), sketches,
            CountBelow(buckets, first_large_fingerprint_) - sketches};
  }

  // Calls visit(number) for the large ones of `buckets`, those of sketches numbered first.
  template <typename Visit>
  void ForEachLarge(absl::Span<const uint32_t> buckets, Visit visit) const {
    const Parts parts = PartsOf(buckets);
    for (const uint32_t bucket :
         buckets.subspan(parts.small_sketches, parts.sketches - parts.small_sketches)) {
      visit(bucket - first_large_sketch_);
    }
    for (const uint32_t bucket : buckets.subspan(parts.sketches + parts.small_fingerprints)) {
      visit(bucket - first_large_fingerprint_ + sketch_end_ - first_large_sketch_);
    }
  }

  // Fills list_of_large_ and returns how many lists there are.
  size_t NumberSearched(size_t large_buckets) {
    list_of_large_.assign(large_buckets, kNone);
    std::vector<uint32_t> scratch;
    List lists = 0;
    for (uint32_t rank = 0; rank < index_.size(); ++rank) {
      ForEachLarge(index_.BucketsToSearch(rank, &scratch), [&](uint32_t large) {
        if (list_of_large_[large] == kNone) {
          list_of_large_[large] = lists++;
        }
      });
    }
    return lists;
  }

  // Of a list: how many it offers, then these, then room for more.
  size_t Stride() const { return 1 + capacity_; }

  const CandidateIndex& index_;
  const size_t capacity_;
  const uint32_t first_large_sketch_;
  const uint32_t sketch_end_;
  const uint32_t first_large_fingerprint_;
  std::vector<bool> kept_;           // by rank
  std::vector<List> list_of_large_;  // by number; empty: each is its own
  std::vector<uint32_t> entries_;    // of all lists
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_KEPT_DOCUMENTS_H_
