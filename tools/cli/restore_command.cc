#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "reprise/pipeline/restore.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct RestoreOptions {
  std::string result;
  std::string target;
  bool quiet = false;
  bool json = false;
};

int Run(const RestoreOptions& options) {
  TerminalMonitor monitor(options.quiet);
  const absl::StatusOr<RestoreReport> report = Restore(options.result, options.target, &monitor);
  monitor.Finish();
  if (!report.ok()) {
    return ReportError(report.status());
  }
  if (options.json) {
    return PrintResult(
        absl::StrCat("{\"files\":", report->files, ",\"bytes\":", report->bytes, "}\n"));
  }
  return PrintResult(absl::StrCat("Restored ", Plural(report->files, "file"), " (",
                                  FormatBytes(static_cast<double>(report->bytes)), ") in ",
                                  options.target,
                                  "; each has the hash of the input it came from.\n"));
}

}  // namespace

void AddRestoreCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("restore", "Put the input of a finished dedup together again");
  const auto options = std::make_shared<RestoreOptions>();
  command->add_option("OUT", options->result, "Folder of a finished result")->required();
  command->add_option("-o,--output", options->target, "Folder for the files; new or empty")
      ->type_name("DIR")
      ->required();
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json, "Print the result as JSON");
  command->footer("Example:\n  reprise restore clean -o as-it-was");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
