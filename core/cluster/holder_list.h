#ifndef REPRISE_CLUSTER_HOLDER_LIST_H_
#define REPRISE_CLUSTER_HOLDER_LIST_H_

#include <cstdint>

#include "reprise/base/spill.h"
#include "reprise/verify/large_set.h"

namespace reprise {

// The shingles of a collection of large texts, each with the number of texts that hold it: an
// ascending list, made anew with each text that is merged into it, which spills. 8 bytes for each
// different shingle as long as there is one text, then 12, and as much again meanwhile. Not
// thread-safe.
class HolderList {
 public:
  // Without a budget everything stays in memory. `spill` must outlive the list.
  explicit HolderList(SpillBudget* spill = nullptr)
      : spill_(spill), shingles_(spill), holders_(spill) {}

  // Returns how many texts hold a shingle of `more`, added up over all of these, and then adds
  // `copies` texts of that set, unless it is the `last`, after which only Free makes sense. Linear
  // in both.
  uint64_t Add(ShingleStream* more, uint32_t copies, bool last);

  bool empty() const { return shingles_.empty(); }
  // Leaves it empty, its memory given back.
  void Free() { *this = HolderList(spill_); }

 private:
  SpillBudget* spill_;
  SpillVector<uint64_t> shingles_;  // ascending
  SpillVector<uint32_t> holders_;   // by shingle; empty as long as there is one text
  uint32_t copies_of_first_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_HOLDER_LIST_H_
