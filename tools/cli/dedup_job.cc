#include "dedup_job.h"

#include "absl/strings/str_cat.h"
#include "exit_status.h"
#include "reprise/io/file.h"
#include "reprise/pipeline/result_files.h"
#include "terminal_monitor.h"

namespace reprise::cli {

void AddJobOptions(CLI::App* command, DedupJob* job) {
  DedupRequest* request = &job->request;
  command->add_option("INPUT", request->inputs, "Files, folders, or - for standard input")
      ->required();
  command->add_option("-o,--output", request->output, "Folder of the result; new or empty")
      ->type_name("OUT")
      ->required();
  command->add_option("--tmp", request->work_folder, "Folder for temporary files")
      ->type_name("DIR")
      ->default_str("OUT/.reprise");
  command->add_flag("--resume", request->resume, "Go on with an interrupted run of the same job");
  command
      ->add_option("--checkpoint", request->checkpoint_seconds,
                   "Seconds of work after which what was found is made durable for --resume")
      ->type_name("SECONDS")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("--quiet", job->quiet, "Show no progress");
  command->add_flag("--json", job->json, "Print the report as JSON instead of a summary");
}

int RunJob(const DedupJob& job,
           std::string (*summary)(const DedupReport& report, const DedupRequest& request)) {
  TerminalMonitor monitor(job.quiet);
  const absl::StatusOr<DedupReport> report = Dedup(job.request, &monitor);
  monitor.Finish();
  if (!report.ok()) {
    return ReportError(report.status());
  }
  if (report->was_finished && job.json) {
    const absl::StatusOr<std::string> earlier =
        ReadWholeFile(absl::StrCat(job.request.output, "/", kReportFile));
    return earlier.ok() ? PrintResult(*earlier) : ReportError(earlier.status());
  }
  if (report->was_finished) {
    return PrintResult(absl::StrCat("The result in ", job.request.output,
                                    " is complete; there is nothing to resume.\n"));
  }
  const int printed =
      PrintResult(job.json ? ReportJson(*report, job.request) : summary(*report, job.request));
  const bool malformed =
      report->rejected + report->reference_rejected != 0 || !report->broken.empty();
  return printed == kDone && malformed ? kDoneWithRejects : printed;
}

}  // namespace reprise::cli
