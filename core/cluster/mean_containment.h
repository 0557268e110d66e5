#ifndef REPRISE_CLUSTER_MEAN_CONTAINMENT_H_
#define REPRISE_CLUSTER_MEAN_CONTAINMENT_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {

// The mean containment of all pairs of a collection of texts, in time linear in their shingles
// rather than in their pairs: what a text shares with all larger ones together is counted at once,
// and containment divides by the smaller set alone. Not thread-safe.
class MeanContainment {
 public:
  // Adds `copies` >= 1 texts of one set, which has no more elements than any that was added before,
  // and at least one.
  void Add(const ShingleSet& set, uint64_t copies);

  // Of all texts added; 1 for fewer than two.
  double Mean() const;

 private:
  absl::flat_hash_map<uint64_t, uint64_t> holders_;  // texts that hold a shingle
  uint64_t texts_ = 0;
  double sum_ = 0.0;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_MEAN_CONTAINMENT_H_
