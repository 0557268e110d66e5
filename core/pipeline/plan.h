#ifndef REPRISE_PIPELINE_PLAN_H_
#define REPRISE_PIPELINE_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/disk_room.h"
#include "reprise/pipeline/plan_estimate.h"
#include "reprise/pipeline/settings.h"

namespace reprise {

// A run of `reprise dedup` that is thought of.
struct PlanRequest {
  std::vector<std::string> inputs;   // files, folders or "-"
  std::vector<std::string> against;  // files or folders of references (DedupRequest)
  // Where the result would go, and the temporary files; neither has to exist. Empty: the current
  // folder, and inside `output`.
  std::string output;
  std::string work_folder;
  Settings settings;
  // Threads beyond those of this machine are taken to be as fast as these.
  Resources resources;
  std::optional<double> hours;  // that the run may take, above 0; none: as long as one machine does
  uint64_t sample_bytes = uint64_t{64} << 20;  // unpacked, about
};

struct PlanReport {
  uint64_t files = 0;
  uint64_t input_bytes = 0;  // as they are
  uint64_t reference_files = 0;
  uint64_t reference_bytes = 0;  // as they are
  // The sample.
  uint64_t sample_documents = 0;
  uint64_t sample_bytes = 0;     // unpacked
  uint64_t sample_rejected = 0;  // malformed records in it
  uint64_t broken = 0;           // packed files that break off within it
  uint64_t longest_record = 0;   // bytes, of those seen
  double seconds = 0.0;          // that all this took
  RunEstimate run;
  uint64_t checkpoint_bytes = 0;  // beside the result while a long run lasts (DedupRequest)
  DiskNeeds needs;
  DiskRoom room;
  absl::Status disk;  // CheckDisk of these two
  MachineCount machines;
};

// Says what a run would need, from a sample of its input on which it is carried out. What is
// written meanwhile goes to a folder of its own, in `work_folder` or else in the system's folder
// for temporary files, and is gone in the end. Errors: as Dedup, as far as the sample shows what is
// wrong; InvalidArgument for hours that are not above 0; FailedPrecondition where there is no
// folder for temporary files.
absl::StatusOr<PlanReport> Plan(const PlanRequest& request, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PLAN_H_
