#ifndef REPRISE_INDEX_BUCKETS_H_
#define REPRISE_INDEX_BUCKETS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// The groups of two or more documents that share a key in one table (an LSH band, a SimHash table,
// a range of fingerprints), by ascending key. Keys with one document leave no trace, so a corpus
// without copies costs next to nothing.
struct KeyGroups {
  std::vector<uint64_t> ends;     // group g is members [ends[g-1], ends[g])
  std::vector<uint32_t> members;  // documents, ascending within a group
};

// Sorts `*entries`, packed (key, document) pairs (radix_sort.h) in ascending order of documents,
// each pair at most once, and collects the groups. Pure; `*scratch` as for SortByKey.
KeyGroups GroupEntries(std::vector<uint64_t>* entries, std::vector<uint64_t>* scratch);

// Which documents share a key, over any number of tables: the common form of LSH bands, SimHash
// tables and fingerprint postings. Documents are numbers below document_count(); a bucket is a
// group of documents.
//
// Build by Append any number of times, then Finish once; immutable and safe from any thread from
// then on. At most 2^32 - 1 documents and as many buckets.
class Buckets {
 public:
  explicit Buckets(size_t document_count);

  // Adds the groups of one table. Keys of different calls are different keys.
  void Append(const KeyGroups& groups);

  // Makes BucketsOf available.
  void Finish();

  size_t document_count() const { return document_count_; }
  size_t bucket_count() const { return starts_.size() - 1; }

  // The documents of a bucket, ascending; at least two.
  absl::Span<const uint32_t> Members(uint32_t bucket) const {
    return {members_.data() + starts_[bucket], starts_[bucket + 1] - starts_[bucket]};
  }
  // The buckets that a document is in, ascending, which is the order in which they were added and,
  // within one call, of their keys.
  absl::Span<const uint32_t> BucketsOf(uint32_t document) const {
    return {memberships_.data() + membership_starts_[document],
            membership_starts_[document + 1] - membership_starts_[document]};
  }

 private:
  size_t document_count_;
  std::vector<uint64_t> starts_{0};
  std::vector<uint32_t> members_;
  std::vector<uint64_t> membership_starts_;
  std::vector<uint32_t> memberships_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_BUCKETS_H_
