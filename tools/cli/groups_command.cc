#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/io/file.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/result_files.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct GroupsOptions {
  DedupRequest request;
  bool quiet = false;
  bool json = false;
};

std::string Summary(const DedupReport& report, const DedupRequest& request) {
  std::string out = absl::StrCat(
      "Read ", Plural(report.documents, "document"), " (",
      FormatBytes(static_cast<double>(report.bytes)), ") from ", Plural(report.files, "file"),
      " in ", FormatSeconds(report.seconds), ".\n\n", FormatCount(report.grouped), " are in ",
      Plural(report.groups, "group"), " of texts that hold much of one another");
  absl::StrAppend(
      &out, report.groups == 0
                ? "."
                : absl::StrCat(", the largest of ", Plural(report.largest_group, "document"), "."));
  absl::StrAppend(&out, "\n");
  if (report.rejected != 0) {
    absl::StrAppend(&out, Plural(report.rejected, "record"), report.rejected == 1 ? " is" : " are",
                    " malformed and in no group.\n");
  }
  absl::StrAppend(&out, "\nThe groups are in ", request.output,
                  "/groups.jsonl\nTo look at them:  ", request.output, "/report.html\n");
  return out;
}

int Run(const GroupsOptions& options) {
  TerminalMonitor monitor(options.quiet);
  const absl::StatusOr<DedupReport> report = Dedup(options.request, &monitor);
  monitor.Finish();
  if (!report.ok()) {
    return ReportError(report.status());
  }
  if (report->was_finished && options.json) {
    const absl::StatusOr<std::string> earlier =
        ReadWholeFile(absl::StrCat(options.request.output, "/", kReportFile));
    return earlier.ok() ? PrintResult(*earlier) : ReportError(earlier.status());
  }
  if (report->was_finished) {
    return PrintResult(absl::StrCat("The result in ", options.request.output,
                                    " is complete; there is nothing to resume.\n"));
  }
  const int printed = PrintResult(options.json ? ReportJson(*report, options.request)
                                               : Summary(*report, options.request));
  return printed == kDone && report->rejected != 0 ? kDoneWithRejects : printed;
}

}  // namespace

void AddGroupsCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("groups", "Say which documents belong together: one story, many texts");
  const auto options = std::make_shared<GroupsOptions>();
  DedupRequest* request = &options->request;
  request->groups_only = true;
  command->add_option("INPUT", request->inputs, "Files, folders, or - for standard input")
      ->required();
  command->add_option("-o,--output", request->output, "Folder of the result; new or empty")
      ->type_name("OUT")
      ->required();
  AddRecordOptions(command, &request->settings);
  AddSourceOptions(command, &request->settings);
  command->add_option("--shingle", request->settings.shingle, "Tokens per shingle")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  AddResourceOptions(command, &request->resources);
  command->add_option("--tmp", request->work_folder, "Folder for temporary files")
      ->type_name("DIR")
      ->default_str("OUT/.reprise");
  command->add_flag("--resume", request->resume, "Go on with an interrupted run of the same job");
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json, "Print the report as JSON instead of a summary");
  command->footer(
      "Example:\n"
      "  reprise groups news.jsonl -o stories\n"
      "writes stories/groups.jsonl: a line per story, with the ids of all its printings.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but malformed records were left out,\n"
      "130 interrupted.");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
