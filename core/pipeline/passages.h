#ifndef REPRISE_PIPELINE_PASSAGES_H_
#define REPRISE_PIPELINE_PASSAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus_job.h"

namespace reprise {

// What `reprise passages` is asked to do.
struct PassagesRequest {
  CorpusRequest corpus;      // `output` is needed
  size_t min_tokens = 30;    // 1 to 2^32 - 1; small ones take more memory
  std::string source_field;  // names a document's source; empty: the host of its member "url"
  std::string date_field;    // of the timeline; empty: none is made
  bool cut = false;          // write the corpus with the first occurrence of each passage alone
};

struct PassagesReport {
  CorpusReport corpus;
  uint64_t passages = 0;
  uint64_t syndicated = 0;
  uint64_t boilerplate = 0;
  uint64_t quotes = 0;
  uint64_t occurrences = 0;
  uint64_t documents_with_passages = 0;
  uint64_t sources = 0;  // known ones
  uint64_t cuts = 0;
  uint64_t stories = 0;  // of the timeline
};

// Finds the passages that documents share (SharedRunFinder), judges each (JudgePassages) and writes
// passages.jsonl and report.json; with `cut` the corpus as well (kept/, cuts.jsonl, inputs.jsonl),
// in which each passage stands once: in its first occurrence in input order, whole lines and
// sentences being cut from the others; with a date field timeline.json and timeline.html.
//
// What grows with the corpus spills past half of the memory; the answer does not depend on it.
//
// Errors: as CorpusJob; InvalidArgument where min_tokens is out of range or there is no output
// folder; ResourceExhausted, with the memory that would do, for more documents than fit or for
// passages that hang together through documents and do not fit (SharedRunFinder::GroupStretches),
// and for more than 2^32 - 2 tokens of these; those of the disk that tables spill to.
absl::StatusOr<PassagesReport> FindCorpusPassages(const PassagesRequest& request, Monitor* monitor);

// The content of report.json.
std::string PassagesReportJson(const PassagesReport& report, const PassagesRequest& request);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGES_H_
