#ifndef REPRISE_PIPELINE_KEPT_REPEATS_H_
#define REPRISE_PIPELINE_KEPT_REPEATS_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {

// What may be cut out of those of the first `documents` documents that are not `removed`, because
// it comes back within them (FindTextRepeats), by document and place. The result may spill. Errors:
// those of `loader`; cancelled by `monitor`.
absl::StatusOr<SpillVector<TextCut>> RepeatsToCut(const std::vector<bool>& removed,
                                                  size_t documents, size_t threads,
                                                  SpillBudget* spill, TextLoader* loader,
                                                  Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_KEPT_REPEATS_H_
