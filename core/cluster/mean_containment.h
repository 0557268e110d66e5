#ifndef REPRISE_CLUSTER_MEAN_CONTAINMENT_H_
#define REPRISE_CLUSTER_MEAN_CONTAINMENT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/cluster/holder_list.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {

// The mean containment of all pairs of a collection of texts, in time linear in their shingles
// rather than in their pairs: what a text shares with all larger ones together is counted at once,
// and containment divides by the smaller set alone. Holds 48 to 96 bytes for each different
// shingle, and reuses that from one collection to the next; where the first text is large, what a
// HolderList does, which spills. Not thread-safe.
class MeanContainment {
 public:
  // `spill`, which may be null, must outlive this.
  explicit MeanContainment(SpillBudget* spill = nullptr) : list_(spill) {}

  // Begins a new collection.
  void Reset();

  // Adds `copies` >= 1 texts of one set, which has no more elements than any that was added before,
  // and at least one. After the `last`, which costs less, nothing may be added.
  void Add(const ShingleSet& set, uint64_t copies, bool last = false);

  // The same for a set of `size` elements of which it is known how many the texts before hold,
  // added up over these. All texts of a collection are added in one way or in the other.
  void AddCounted(uint64_t shared, uint64_t size, uint64_t copies);

  // Of all texts added; 1 for fewer than two.
  double Mean() const;

 private:
  // A shingle and how many texts hold it; none: the slot is free.
  struct Slot {
    uint64_t shingle = 0;
    uint64_t holders = 0;
  };

  // What add to the counts and return how many of the texts before, added up, hold a shingle.
  uint64_t AddToTable(const ShingleSet& set, uint64_t copies);
  uint64_t AddToList(const ShingleSet& set, uint64_t copies, bool last);
  // The slot of `shingle`, or the free one where it belongs.
  Slot& Find(uint64_t shingle);
  // Makes room for `more` shingles.
  void Reserve(size_t more);

  std::vector<Slot> slots_;  // open addressing, at most half full; a power of two, or none
  std::vector<Slot> old_;    // while slots are moved
  size_t used_ = 0;
  HolderList list_;  // instead of slots, where the first text is large
  uint64_t texts_ = 0;
  double sum_ = 0.0;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_MEAN_CONTAINMENT_H_
