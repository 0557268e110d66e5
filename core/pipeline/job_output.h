#ifndef REPRISE_PIPELINE_JOB_OUTPUT_H_
#define REPRISE_PIPELINE_JOB_OUTPUT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/output_folder.h"

namespace reprise {

// In `<folder>/.reprise`: where a run leaves what one that goes on needs (DurablePoints), and what
// of that stays when it breaks off.
inline constexpr const char* kPointsFolder = "points";
std::vector<std::string> WhatStaysUnfinished();

// The output folder of a job that can be resumed. `job_name` is what its report calls it; `job`
// says what makes a run the same job as another (JobJson); it is left in the folder for a run that
// goes on, as are the durable points in kPointsFolder. None where the job is found finished and
// `resume` asks for nothing else; what it was killed before it could remove is removed.
//
// Errors: FailedPrecondition where the folder holds something else: a finished result, an
// unfinished one while `resume` is off, or one of another job, of which it says how it differs;
// those of OutputFolder::Create.
absl::StatusOr<std::optional<OutputFolder>> OpenJobOutput(const std::string& folder,
                                                          const std::string& work_folder,
                                                          const std::string& job_name,
                                                          const std::string& job, bool resume);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_JOB_OUTPUT_H_
