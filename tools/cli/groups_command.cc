#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "dedup_job.h"
#include "format.h"
#include "options.h"
#include "reprise/pipeline/dedup.h"

namespace reprise::cli {
namespace {

std::string GroupsSummary(const DedupReport& report, const DedupRequest& request) {
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

}  // namespace

void AddGroupsCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("groups", "Say which documents belong together: one story, many texts");
  const auto options = std::make_shared<DedupJob>();
  DedupRequest* request = &options->request;
  request->groups_only = true;
  AddJobOptions(command, options.get());
  AddRecordOptions(command, &request->settings);
  AddSourceOptions(command, &request->settings);
  command->add_option("--shingle", request->settings.shingle, "Tokens per shingle")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  AddResourceOptions(command, &request->resources);
  command->footer(
      "Example:\n"
      "  reprise groups news.jsonl -o stories\n"
      "writes stories/groups.jsonl: a line per story, with the ids of all its printings.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but malformed records were left out,\n"
      "130 interrupted.");
  command->callback([options, status] { *status = RunJob(*options, GroupsSummary); });
}

}  // namespace reprise::cli
