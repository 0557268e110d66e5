#ifndef REPRISE_INDEX_REPEATED_HASHES_H_
#define REPRISE_INDEX_REPEATED_HASHES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/base/spill_sort.h"

namespace reprise {

// Which hashes of documents stand in other documents too. A hash is known by its place: the how
// manieth of which document. They are sorted, 16 bytes each, on disk where the budget is exceeded;
// what stays in memory is 8 bytes per document and, from Finish on, a bit per hash.
//
// Add once for each document, then Finish once; the rest may be called from any thread from then
// on.
class RepeatedHashes {
 public:
  // Without a budget everything stays in memory. `budget` must outlive this.
  explicit RepeatedHashes(SpillBudget* budget = nullptr) : entries_(budget), claim_(budget) {}

  // Adds the hashes of the next document, which is 0, 1, 2, ...; at most 2^32 of each.
  void Add(absl::Span<const uint64_t> hashes);

  // Finds those that stand in several documents.
  void Finish();

  size_t documents() const { return starts_.size() - 1; }
  // Whether the hash stands in another document too.
  bool IsRepeated(uint32_t document, size_t index) const {
    const uint64_t place = starts_[document] + index;
    return (repeated_[place / 64] >> (place % 64) & 1) != 0;
  }
  // Whether any of a document's hashes does.
  bool AnyRepeated(uint32_t document) const;

 private:
  struct Entry {
    uint64_t hash;
    uint32_t document;
    uint32_t index;
  };
  struct ByHash {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.hash != b.hash ? a.hash < b.hash : a.document < b.document;
    }
  };

  void Mark(const Entry& entry);

  SpillSorter<Entry, ByHash> entries_;  // empty after Finish
  std::vector<uint64_t> starts_{0};     // of each document's hashes among all
  std::vector<uint64_t> repeated_;      // bits, by place among all
  SpillClaim claim_;                    // of repeated_
};

}  // namespace reprise

#endif  // REPRISE_INDEX_REPEATED_HASHES_H_
