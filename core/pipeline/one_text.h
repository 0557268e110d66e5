#ifndef REPRISE_PIPELINE_ONE_TEXT_H_
#define REPRISE_PIPELINE_ONE_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus_job.h"

namespace reprise {

// The only document of an input, as a job would read it.
struct OneText {
  std::string text;
  bool whole = true;  // whether nothing beside it was malformed or broken off
};

// Reads an input of exactly one document, of any format and packing (the request's `output` must be
// empty). Errors: as CorpusJob; InvalidArgument, with what to do, where there are more documents or
// none.
absl::StatusOr<OneText> ReadOneText(const CorpusRequest& request, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_ONE_TEXT_H_
