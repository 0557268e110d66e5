#ifndef REPRISE_CLUSTER_PAIRS_H_
#define REPRISE_CLUSTER_PAIRS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/index/candidate_index.h"
#include "reprise/verify/rule.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

// Two documents, by rank, that satisfy the rule in at least one direction; a < b.
struct VerifiedPair {
  uint32_t a = 0;
  uint32_t b = 0;
  PairFigures figures;
};

// All candidate pairs of the index that satisfy the rule, ordered by a, then b. Their number is not
// bounded: where thousands of documents resemble each other, there are millions of pairs. What does
// not fit into `spill`, which may be null, is on disk; memory holds the candidates of some
// documents at a time. The answer does not depend on `threads`, at least 1. Errors: those of
// `sets`; cancelled by `monitor`; those of the disk are the budget's.
absl::StatusOr<SpillVector<VerifiedPair>> FindPairs(const CandidateIndex& index, const Rule& rule,
                                                    size_t threads, SpillBudget* spill,
                                                    ShingleSetSource* sets, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_PAIRS_H_
