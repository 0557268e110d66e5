#ifndef REPRISE_CLUSTER_REMOVALS_H_
#define REPRISE_CLUSTER_REMOVALS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/index/candidate_index.h"
#include "reprise/verify/rule.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

// A document that is left out, with the kept document that justifies it. Documents are named by
// rank (place in keep order); `kept` < `removed`.
struct Removal {
  uint32_t removed = 0;
  uint32_t kept = 0;
  Verdict verdict = Verdict::kNone;
  PairFigures figures;   // A is the removed document, B the kept one
  bool variant = false;  // equal but for figures

  // Shingles of the removed document that the kept one does not hold.
  uint64_t Unheld() const { return figures.size_a - figures.shared; }
};

struct RemovalOptions {
  Rule rule;
  // Kept documents that one bucket offers to those that come after: the first so many. What bounds
  // the cost where thousands of documents resemble each other too little to remove one another:
  // each is then compared with a bounded number of the others, not with all, and may stay where
  // only one of those it was not compared with would have removed it (docs/guarantees.md).
  size_t bucket_capacity = 32;
  // Documents whose candidates are verified side by side. No influence on the answer.
  size_t batch = 1024;
  size_t threads = 1;
  // The documents of the first so many ranks are references: they stay, whatever they resemble.
  uint32_t references = 0;
  // Whether other kept documents justify removals too, or references alone.
  bool within = true;
  // Whether a document stays that is equal to another one but for its figures, unless a third one
  // justifies its removal.
  bool keep_variants = false;
  // Whether equal texts may have different shingle sets, because what does not count differs. A
  // copy of a removed text then stays unless its set is the same.
  bool copies_may_differ = false;
};

// Goes through the documents in keep order; each is kept unless a kept document that precedes it
// satisfies the rule (docs/guarantees.md). `first_of_equal[rank]` is the rank of the first
// document with byte-equal text, `rank` itself where that is the first or where the text is empty;
// only first ones are in the index. A copy of a kept first one is removed as `exact`; other
// copies are judged like their first one, with the figures of the same text.
//
// Returned in order of `removed`. The kept document named is, among the candidates that satisfy
// the rule, the one of highest Jaccard, then coverage, then earliest in keep order. The answer
// depends on documents, rule, bucket_capacity alone. Cost: per document, the kept
// documents listed in the buckets it searches, at most bucket_capacity each.
//
// Errors: those of `sets`; cancelled by `monitor`.
absl::StatusOr<std::vector<Removal>> FindRemovals(const CandidateIndex& index,
                                                  const std::vector<uint32_t>& first_of_equal,
                                                  const RemovalOptions& options,
                                                  ShingleSetSource* sets, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_REMOVALS_H_
