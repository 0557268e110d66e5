#ifndef REPRISE_INDEX_BUCKETS_H_
#define REPRISE_INDEX_BUCKETS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/index/key_groups.h"
#include "reprise/index/packed_starts.h"
#include "reprise/index/size_class.h"

namespace reprise {

// Which documents share a key, over any number of tables: the common form of LSH bands, SimHash
// tables and fingerprint postings. Documents are numbers below document_count(); a bucket is a
// group of documents.
//
// Buckets are numbered section by section, and within one by ascending size, those of one size in
// the order in which they were added and, within one call, of their keys. So the rarest of a
// document's buckets in a section are the first ones of its list.
//
// Build by Append any number of times, then Finish once; immutable and safe from any thread from
// then on. At most 2^32 - 1 documents and as many buckets. What is asked for stands in memory, or
// is read into the caller's scratch where it has spilled, and is valid until that changes.
class Buckets {
 public:
  // Of so many sections. `spill`, which may be null, must outlive the buckets.
  Buckets(size_t document_count, size_t sections, SpillBudget* spill = nullptr);

  // Adds the groups of one table to a section. Keys of different calls are different keys.
  void Append(size_t section, const KeyGroups& groups);
  // Makes the rest available. `threads` >= 1 have no influence on what it says.
  void Finish(size_t threads = 1);

  size_t document_count() const { return document_count_; }
  size_t bucket_count() const { return firsts_.back(); }

  // The documents of a bucket, ascending; at least two.
  absl::Span<const uint32_t> Members(uint32_t bucket, std::vector<uint32_t>* scratch) const {
    const size_t of = ClassOf(bucket);
    return classes_[of].Members(bucket - firsts_[of], scratch);
  }
  // How many these are.
  size_t Size(uint32_t bucket) const {
    const size_t of = ClassOf(bucket);
    return classes_[of].Size(bucket - firsts_[of]);
  }
  // Calls visit(bucket, members) for `buckets`, which ascend. They lie all over the memory: each is
  // fetched while others are.
  template <typename Visit>
  void ForEachOf(absl::Span<const uint32_t> buckets, std::vector<uint32_t>* scratch,
                 Visit visit) const {
    constexpr size_t kAhead = 16;
    std::array<size_t, kAhead> classes;
    size_t of = 0;
    for (size_t begin = 0; begin < buckets.size(); begin += kAhead) {
      const size_t count = std::min(kAhead, buckets.size() - begin);
      for (size_t i = 0; i < count; ++i) {
        const uint32_t bucket = buckets[begin + i];
        while (bucket >= firsts_[of + 1]) {
          ++of;
        }
        classes[i] = of;
        classes_[of].Prefetch(bucket - firsts_[of]);
      }
      for (size_t i = 0; i < count; ++i) {
        const uint32_t bucket = buckets[begin + i];
        visit(bucket, classes_[classes[i]].Members(bucket - firsts_[classes[i]], scratch));
      }
    }
  }

  // Where a section begins; after the last one, bucket_count().
  uint32_t SectionBegin(size_t section) const { return firsts_[section * kClasses]; }
  // The first bucket of a section that has `size` documents or more; the section's end where there
  // is none.
  uint32_t FirstOfSize(size_t section, size_t size) const;

  // The buckets that a document is in, ascending.
  absl::Span<const uint32_t> BucketsOf(uint32_t document, std::vector<uint32_t>* scratch) const {
    return memberships_.Read(membership_starts_.Start(document),
                             static_cast<size_t>(membership_starts_.Size(document)), scratch);
  }

  // Fetch into the cache what BucketsOf will need: first where the list begins, then, once that is
  // there, the list.
  void PrefetchStart(uint32_t document) const { membership_starts_.Prefetch(document); }
  void PrefetchBucketsOf(uint32_t document) const {
    memberships_.Prefetch(membership_starts_.Start(document), membership_starts_.Size(document));
  }

 private:
  // Per section: of 2, 3, ... documents, and of the larger ones.
  static constexpr size_t kClasses = KeyGroups::kLeastLarge - 1;

  size_t ClassOf(uint32_t bucket) const {
    return static_cast<size_t>(std::upper_bound(firsts_.begin(), firsts_.end(), bucket) -
                               firsts_.begin()) -
           1;
  }
  // Calls visit(bucket, members) for all buckets in their order.
  template <typename Visit>
  void ForEach(Visit visit) const;
  // Writes the buckets of the documents [begin, end), ascending, to `memberships`: those of each
  // from `next[document]` on, which is raised by their number.
  void Collect(size_t begin, size_t end, absl::Span<uint32_t> next,
               absl::Span<uint32_t> memberships) const;

  size_t document_count_;
  std::vector<SizeClass> classes_;      // kClasses for each section
  std::vector<uint32_t> firsts_ = {0};  // the first bucket of each, and the end
  PackedStarts membership_starts_;
  SpillVector<uint32_t> memberships_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_BUCKETS_H_
