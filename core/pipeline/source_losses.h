#ifndef REPRISE_PIPELINE_SOURCE_LOSSES_H_
#define REPRISE_PIPELINE_SOURCE_LOSSES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "reprise/cluster/removals.h"
#include "reprise/pipeline/corpus.h"

namespace reprise {

// How much one source lost, and to whom.
struct SourceLoss {
  std::string source;  // empty: documents that name none
  uint64_t documents = 0;
  uint64_t removed = 0;
  // The sources of the kept documents, with how many were removed for them; most first.
  std::vector<std::pair<std::string, uint64_t>> to;

  double Share() const { return static_cast<double>(removed) / static_cast<double>(documents); }
};

// Of every source of the input, those that lost most documents first, then by name. Empty where
// sources are not known. Pure.
std::vector<SourceLoss> CountSourceLosses(const Corpus& corpus,
                                          const std::vector<Removal>& removals,
                                          const std::vector<uint32_t>& document_of_rank);

// FailedPrecondition where a source that is named loses more than the share `most` of its
// documents: says which do, and for which kept documents most of theirs are removed.
absl::Status CheckLosses(const std::vector<SourceLoss>& losses, double most, const Corpus& corpus,
                         const std::vector<Removal>& removals,
                         const std::vector<uint32_t>& document_of_rank);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SOURCE_LOSSES_H_
