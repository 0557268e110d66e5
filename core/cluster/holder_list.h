#ifndef REPRISE_CLUSTER_HOLDER_LIST_H_
#define REPRISE_CLUSTER_HOLDER_LIST_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "reprise/base/growing_array.h"

namespace reprise {

// The shingles of a collection of large texts, each with the number of texts that hold it: a sorted
// list, into which texts are merged in place. Takes 12 bytes for each different shingle, and 8 as
// long as there is one text; a table would take five times as much. Not thread-safe.
class HolderList {
 public:
  // How many texts hold a shingle of `ascending`, added up over all of these. Linear in both.
  uint64_t CountHolders(absl::Span<const uint64_t> ascending) const;

  // Adds `copies` texts of one set of shingles.
  void Add(absl::Span<const uint64_t> ascending, uint32_t copies);

  bool empty() const { return shingles_.empty(); }
  // Leaves it empty, its memory given back.
  void Free() {
    shingles_.Free();
    holders_.Free();
  }

 private:
  uint32_t Holders(size_t i) const { return holders_.empty() ? copies_of_first_ : holders_[i]; }

  GrowingArray<uint64_t> shingles_;  // ascending
  GrowingArray<uint32_t> holders_;   // by shingle; empty as long as there is one text
  uint32_t copies_of_first_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_HOLDER_LIST_H_
