#ifndef REPRISE_INDEX_BUCKETS_H_
#define REPRISE_INDEX_BUCKETS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/index/key_groups.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// Which documents share a key, over any number of tables: the common form of LSH bands, SimHash
// tables and fingerprint postings. Documents are numbers below document_count(); a bucket is a
// group of documents.
//
// Build by Append any number of times, then Finish once; immutable and safe from any thread from
// then on. At most 2^32 - 1 documents and as many buckets. What is asked for stands in memory, or
// is read into the caller's scratch where it has spilled, and is valid until that changes.
class Buckets {
 public:
  // `spill`, which may be null, must outlive the buckets.
  explicit Buckets(size_t document_count, SpillBudget* spill = nullptr);

  // Adds the groups of one table. Keys of different calls are different keys.
  void Append(const KeyGroups& groups);

  // Makes BucketsOf available. `threads` >= 1 have no influence on what it says.
  void Finish(size_t threads = 1);

  size_t document_count() const { return document_count_; }
  size_t bucket_count() const { return starts_.count(); }

  // The documents of a bucket, ascending; at least two.
  absl::Span<const uint32_t> Members(uint32_t bucket, std::vector<uint32_t>* scratch) const {
    return members_.Read(starts_.Start(bucket), Size(bucket), scratch);
  }
  // How many these are.
  size_t Size(uint32_t bucket) const { return static_cast<size_t>(starts_.Size(bucket)); }
  // Calls visit(bucket, members) for the buckets [first, last) in their order.
  template <typename Visit>
  void ForEach(uint32_t first, uint32_t last, Visit visit) const {
    std::vector<uint32_t> scratch;
    PackedStarts::Sizes ahead = starts_.SizesFrom(first);
    PackedStarts::Sizes sizes = ahead;
    uint64_t next = first < last ? ahead.Next() : 0;
    for (uint32_t bucket = first; bucket < last;) {
      // Many small ones are read together.
      uint64_t together = 0;
      uint32_t end = bucket;
      do {
        together += next;
        next = ++end < last ? ahead.Next() : 0;
      } while (end < last && together + next <= kReadTogether);
      absl::Span<const uint32_t> all =
          members_.Read(starts_.Start(bucket), static_cast<size_t>(together), &scratch);
      for (; bucket < end; ++bucket) {
        const auto size = static_cast<size_t>(sizes.Next());
        visit(bucket, all.first(size));
        all.remove_prefix(size);
      }
    }
  }

  // The buckets that a document is in, ascending, which is the order in which they were added and,
  // within one call, of their keys.
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
  // Writes the buckets of the documents [begin, end), ascending, to `memberships`: those of each
  // from `next[document]` on, which is raised by their number.
  void Collect(size_t begin, size_t end, absl::Span<uint32_t> next,
               absl::Span<uint32_t> memberships) const;

  static constexpr uint64_t kReadTogether = uint64_t{1} << 16;

  size_t document_count_;
  PackedStarts starts_;
  SpillVector<uint32_t> members_;
  PackedStarts membership_starts_;
  SpillVector<uint32_t> memberships_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_BUCKETS_H_
