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
// header) and report.json. Where the memory has room for 1.75 times the texts, kDocumentBytes a
// document and kFileBytes a file, ForEachRepeatedBytes finds them in memory, faster the more is
// left; else, or where a record to be read needs that room, the texts go to the folder of temporary
// files, and ForEachStoredRepeat finds the same there.
//
// Errors: as CorpusJob; InvalidArgument where min_bytes is 0 or there is no output folder;
// ResourceExhausted, with what is needed, where the disk has no room, which is looked at before
// anything is read, and where documents and files take more than CheckDocumentMemory allows; those
// of writing temporary files.
absl::StatusOr<ByteRangesReport> FindCorpusByteRanges(const ByteRangesRequest& request,
                                                      Monitor* monitor);

// The content of report.json.
std::string ByteRangesReportJson(const ByteRangesReport& report, const ByteRangesRequest& request);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_BYTE_RANGES_H_
