#ifndef REPRISE_TOOLS_CLI_DEDUP_JOB_H_
#define REPRISE_TOOLS_CLI_DEDUP_JOB_H_

#include <CLI/CLI.hpp>
#include <string>

#include "reprise/pipeline/dedup.h"

namespace reprise::cli {

// What `dedup` and `groups`, two faces of one job, have in common.
struct DedupJob {
  DedupRequest request;
  bool quiet = false;
  bool json = false;
};

// INPUT, --output, --tmp, --resume, --quiet, --json.
void AddJobOptions(CLI::App* command, DedupJob* job);

// Runs the job, prints `summary` of it, or the report as JSON, and returns the exit status.
int RunJob(const DedupJob& job,
           std::string (*summary)(const DedupReport& report, const DedupRequest& request));

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_DEDUP_JOB_H_
