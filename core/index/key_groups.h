#ifndef REPRISE_INDEX_KEY_GROUPS_H_
#define REPRISE_INDEX_KEY_GROUPS_H_

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

// Finds them. Reuses its memory, up to 20 bytes for each entry of the largest table so far. One per
// thread.
class KeyGrouper {
 public:
  // Collects the groups of `*entries`, packed (key, document) pairs (radix_sort.h), each at most
  // once; leaves them in another order. Linear, and fastest in ascending order of documents.
  KeyGroups Group(std::vector<uint64_t>* entries);

 private:
  void SplitByKey(std::vector<uint64_t>* entries);
  // Replaces `candidates_` by the entries whose key comes back, and a few others.
  void KeepRepeated(absl::Span<const uint64_t> part);
  void AddGroups(KeyGroups* groups);

  std::vector<uint64_t> spare_;
  std::vector<size_t> part_ends_;     // in the entries, after SplitByKey
  std::vector<uint64_t> seen_;        // bits, by a hash of the key
  std::vector<uint64_t> seen_again_;  // likewise
  std::vector<uint64_t> candidates_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_KEY_GROUPS_H_
