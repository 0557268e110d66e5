#ifndef REPRISE_PIPELINE_DEDUP_CHECKS_H_
#define REPRISE_PIPELINE_DEDUP_CHECKS_H_

#include "absl/status/status.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/dedup.h"

namespace reprise {

// InvalidArgument where what is asked for is out of range, contradicts itself, or lacks what it
// depends on.
absl::Status ValidateRequest(const DedupRequest& request);

// A member that no record has is a slip of the pen: `monitor` is told of one, and
// FailedPrecondition says so where a safeguard depends on it. A corpus without documents lacks
// none.
absl::Status CheckFields(const Corpus& corpus, const DedupRequest& request, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_CHECKS_H_
