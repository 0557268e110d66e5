#ifndef REPRISE_PIPELINE_RESTORE_H_
#define REPRISE_PIPELINE_RESTORE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"

namespace reprise {

struct RestoreReport {
  uint64_t files = 0;
  uint64_t bytes = 0;
};

// Puts the input of a finished `reprise dedup` together again from kept/, removed/ and rejected/:
// every file under its input name in the folder `target`, as it was (unpacked, where it is packed),
// which the hashes in inputs.jsonl prove before anything gets its final name.
//
// Errors: FailedPrecondition where `result` is no finished result, or that of a dry run, or
// `target` holds something; DataLoss where the result's files are malformed, or where what comes
// out is not what went in, naming the file (kept/ or removed/ was edited); those of reading and
// writing; cancelled by `monitor`.
absl::StatusOr<RestoreReport> Restore(const std::string& result, const std::string& target,
                                      Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_RESTORE_H_
