#include "reprise/pipeline/job_output.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/result_folder.h"

namespace reprise {
namespace {

// Where a run leaves what it was asked for, for one that resumes it.
constexpr const char* kJobFile = "job.json";

// Whether a run may begin in, or go on with, the output folder as it was found.
absl::Status CheckOutput(const std::string& folder, const std::string& job, bool resume,
                         OutputFolder::Found found) {
  if (found == OutputFolder::Found::kFinished && !resume) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " holds a finished result; choose another place for this one"));
  }
  if (found != OutputFolder::Found::kUnfinished) {
    return absl::OkStatus();
  }
  if (!resume) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder,
                     " holds an unfinished run; resume it (--resume), or choose "
                     "another place for the result"));
  }
  const absl::StatusOr<std::string> begun =
      ReadWholeFile(OutputFolder::HiddenPath(folder, kJobFile));
  const std::string difference = begun.ok() ? JobDifference(*begun, job) : std::string();
  if (!difference.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        folder, " holds an unfinished run of another job, which differs in: ", difference,
        "; choose another place for the result"));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> WhatStaysUnfinished() { return {kJobFile, kPointsFolder}; }

absl::StatusOr<std::optional<OutputFolder>> OpenJobOutput(const std::string& folder,
                                                          const std::string& work_folder,
                                                          const std::string& job_name,
                                                          const std::string& job, bool resume) {
  const absl::StatusOr<OutputFolder::Found> found = OutputFolder::Inspect(folder, kReportFile);
  absl::Status status = found.ok() ? CheckOutput(folder, job, resume, *found) : found.status();
  if (!status.ok()) {
    return status;
  }
  if (*found == OutputFolder::Found::kFinished) {
    const absl::StatusOr<ResultFolder> result = ResultFolder::Open(folder);
    if (!result.ok() || result->job() != job_name) {
      return result.ok() ? absl::FailedPreconditionError(
                               absl::StrCat(folder, " holds a finished result of another job (",
                                            result->job(), "); choose another place for this one"))
                         : result.status();
    }
    OutputFolder::RemoveHidden(folder);
    return std::optional<OutputFolder>();
  }
  absl::StatusOr<OutputFolder> output = OutputFolder::Create(
      folder, work_folder, resume ? WhatStaysUnfinished() : std::vector<std::string>());
  if (!output.ok()) {
    return output.status();
  }
  status = WriteWholeFile(OutputFolder::HiddenPath(folder, kJobFile), job);
  if (!status.ok()) {
    return status;
  }
  return std::optional<OutputFolder>(*std::move(output));
}

}  // namespace reprise
