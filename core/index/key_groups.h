#ifndef REPRISE_INDEX_KEY_GROUPS_H_
#define REPRISE_INDEX_KEY_GROUPS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// The groups of two or more documents that share a key in one table (an LSH band, a SimHash table,
// a range of fingerprints), apart by size: nearly all are of two or three documents, so their sizes
// need not be stored. Keys with one document leave no trace, so a corpus without copies costs next
// to nothing.
struct KeyGroups {
  static constexpr size_t kLeastLarge = 8;  // documents

  // of_size[n], for 2 <= n < kLeastLarge: the groups of n documents, one after the other, by
  // ascending key; documents ascend within a group.
  std::array<std::vector<uint32_t>, kLeastLarge> of_size;
  // The others likewise, with the size of each.
  std::vector<uint32_t> large;
  std::vector<uint32_t> large_sizes;
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
