#ifndef REPRISE_PIPELINE_BYTE_RANGES_H_
#define REPRISE_PIPELINE_BYTE_RANGES_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus_job.h"

namespace reprise {

// What `reprise passages --min-bytes` is asked to do.
struct ByteRangesRequest {
  CorpusRequest corpus;    // `output` is needed
  size_t min_bytes = 100;  // the shortest substring that counts; at least 1
};

struct ByteRangesReport {
  CorpusReport corpus;
  uint64_t text_bytes = 0;  // of all texts
  uint64_t ranges = 0;
  uint64_t repeated_bytes = 0;  // in ranges
};

// Finds the bytes of exact repeats (FindRepeatedBytes) in the decoded texts of a corpus, one after
// the other in input order without separator, and writes ranges.tsv (begin, tab, end per line, no
// header) and report.json. The texts are in memory while it runs, and ForEachRepeatedBytes has what
// they leave of it.
//
// Errors: as CorpusJob; InvalidArgument where min_bytes is 0 or there is no output folder;
// ResourceExhausted, saying how much is needed, where the memory is less than 1.75 times the texts,
// kDocumentBytes a document and kFileBytes a file: before reading where plain text alone is too
// much, else once all has been read.
absl::StatusOr<ByteRangesReport> FindCorpusByteRanges(const ByteRangesRequest& request,
                                                      Monitor* monitor);

// The content of report.json.
std::string ByteRangesReportJson(const ByteRangesReport& report, const ByteRangesRequest& request);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_BYTE_RANGES_H_
