#ifndef REPRISE_PIPELINE_TEXTS_H_
#define REPRISE_PIPELINE_TEXTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus_job.h"

namespace reprise {

// A document as it is read; the views end with the call that gets it.
struct ShownText {
  std::string_view id;
  std::string_view file;  // its input name
  uint64_t line = 0;      // 1-based (cli.md, "Line")
  std::string_view text;
};

// Receives document by document in input order. An error ends the job with it.
using TextSink = std::function<absl::Status(const ShownText& shown)>;

// Shows the texts of a corpus, without an output folder (the request's must be empty), once all of
// it has been read: only then are repeated ids known. Errors: as CorpusJob and `sink`.
absl::StatusOr<CorpusReport> ShowTexts(const CorpusRequest& request, const TextSink& sink,
                                       Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TEXTS_H_
