#ifndef REPRISE_PIPELINE_EVALUATION_H_
#define REPRISE_PIPELINE_EVALUATION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "reprise/cluster/agreement.h"

namespace reprise {

// What `reprise eval` is asked to compare.
struct EvaluationRequest {
  std::string result;  // folder of a result, or a table of clusters
  std::string truth;   // a table of labels, or of pairs
  std::string id_field = "id";
  std::string label_field = "label";      // of the truth
  std::string cluster_field = "cluster";  // of a table of clusters
};

// How much of what was said is true, and of what is true was said.
struct PairScores {
  uint64_t said = 0;
  uint64_t known = 0;
  uint64_t both = 0;

  double Precision() const { return ShareOf(both, said); }
  double Recall() const { return ShareOf(both, known); }
  double F1() const { return HarmonicMean(Precision(), Recall()); }
};

struct Evaluation {
  uint64_t documents = 0;  // of the truth
  uint64_t unknown = 0;    // in clusters, but not in the truth: left out
  // Of pairs of documents that are in one cluster.
  PairScores pairs;
  std::optional<Agreement> agreement;  // where the truth has labels
  // Where the result has removals: how many there are, and of how many the kept document is of the
  // same label, or a true pair.
  std::optional<uint64_t> removals;
  uint64_t true_removals = 0;
};

// Scores the clusters of a result against the truth. Tables are JSON Lines, or lines with fields
// separated by tabs or commas (RFC 4180 without line breaks in fields) whose first line names them.
// Truth: `id` and a label on every line; or pairs, `a` and `b`. Clusters: groups.jsonl of a result,
// or `id` and cluster. Documents of the truth that are in no cluster are each one of their own. Of
// documents that are in clusters alone, labels say nothing, and they are left out; a truth of pairs
// says that they are in none.
//
// Errors: those of reading; InvalidArgument, with file and line, for what is none of these, an id
// that is named twice, a pair of one document, a truth without a line, or when no id of the result
// is one of the truth.
absl::StatusOr<Evaluation> Evaluate(const EvaluationRequest& request);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_EVALUATION_H_
