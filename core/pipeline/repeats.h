#ifndef REPRISE_PIPELINE_REPEATS_H_
#define REPRISE_PIPELINE_REPEATS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus_job.h"
#include "reprise/verify/text_repeats.h"

namespace reprise {

// What `reprise repeats` is asked to do.
struct RepeatsRequest {
  CorpusRequest corpus;  // with an output, the documents are written there without their cuts
  size_t min_tokens = 8;
  // Whether the sink is shown every document, not only those that repeat something.
  bool show_all = false;
};

struct RepeatsReport {
  CorpusReport corpus;
  uint64_t documents_with_repeats = 0;
  uint64_t passages = 0;  // that come back within their document
  uint64_t cuts = 0;
};

// Receives what was found, document by document in input order; the views end with the call. An
// error ends the job with it.
using RepeatsSink = std::function<absl::Status(const std::string& id, std::string_view text,
                                               const TextRepeats& repeats)>;

// Finds the passages that come back within single documents (FindTextRepeats) and, where the
// request has an output folder, writes the corpus with the first occurrence of each kept and the
// others cut by whole lines and sentences: kept/, rejected/, cuts.jsonl, inputs.jsonl, report.json.
// `restore` undoes it. What is found spills past half of the memory. Errors: as CorpusJob;
// InvalidArgument where min_tokens is 0; ResourceExhausted for more documents than the memory has
// room for; those of the disk.
absl::StatusOr<RepeatsReport> FindCorpusRepeats(const RepeatsRequest& request,
                                                const RepeatsSink& sink, Monitor* monitor);

// The content of report.json.
std::string RepeatsReportJson(const RepeatsReport& report, const RepeatsRequest& request);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_REPEATS_H_
