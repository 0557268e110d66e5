#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/pipeline/plan.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct PlanOptions {
  PlanRequest request;
  bool quiet = false;
  bool json = false;
};

uint64_t Count(double value) { return static_cast<uint64_t>(std::llround(value)); }

// "4.2 s", "3 min 20 s", "2 h 5 min".
std::string FormatLong(double seconds) {
  if (seconds < 60.0) {
    return FormatSeconds(seconds);
  }
  const uint64_t whole = Count(seconds);
  return whole < 3600 ? absl::StrCat(whole / 60, " min ", whole % 60, " s")
                      : absl::StrCat(FormatCount(whole / 3600), " h ", whole / 60 % 60, " min");
}

void AppendRow(std::string_view name, std::string_view value, std::string_view note,
               std::string* out) {
  absl::StrAppend(out, "  ", Absl(name), std::string(18 - std::min<size_t>(18, name.size()), ' '));
  out->append(14 - std::min<size_t>(14, value.size()), ' ');
  absl::StrAppend(out, Absl(value), note.empty() ? "" : "  ", Absl(note), "\n");
}

std::string SampleNote(const PlanReport& report) {
  return absl::StrCat("From a sample of ", Plural(report.sample_documents, "document"), " (",
                      FormatBytes(static_cast<double>(report.sample_bytes)), ") out of ",
                      Plural(report.files, "file"), " (",
                      FormatBytes(static_cast<double>(report.input_bytes)),
                      "), searched as dedup would, in ", FormatSeconds(report.seconds), ":\n\n");
}

void AppendTimes(const PlanReport& report, const PlanRequest& request, std::string* out) {
  AppendRow("time", FormatLong(report.run.seconds),
            absl::StrCat("with ", Plural(request.resources.threads, "thread")), out);
  constexpr double kWorthNaming = 0.05;
  for (const auto& [stage, seconds] : report.run.stage_seconds) {
    if (seconds >= kWorthNaming * report.run.seconds) {
      AppendRow("", FormatLong(seconds), stage, out);
    }
  }
}

void AppendDisk(const PlanReport& report, std::string* out) {
  const DiskNeeds& needs = report.needs;
  const auto size = [](uint64_t bytes) { return FormatBytes(static_cast<double>(bytes)); };
  AppendRow("disk", FormatBytes(report.run.result_bytes), "for the result, at most about the input",
            out);
  if (report.checkpoint_bytes != 0) {
    AppendRow("", size(report.checkpoint_bytes),
              "beside it, to go on from should it be interrupted, while it runs", out);
  }
  if (report.run.unpacked_copies > 0.0) {
    AppendRow("", FormatBytes(report.run.unpacked_copies),
              "for unpacked copies of packed files, while it runs", out);
  }
  if (report.run.spilled_bytes > 0.0) {
    AppendRow("", FormatBytes(report.run.spilled_bytes),
              "for tables beyond the memory allowed, while it runs", out);
  }
  if (report.room.shared && needs.work != 0) {
    AppendRow("", size(*needs.together), "at its peak", out);
  }
  AppendRow("", size(report.room.output_free),
            report.room.shared || needs.work == 0
                ? absl::StrCat("free there: ", report.disk.ok() ? "it fits" : "it does NOT fit")
                : std::string("free for the result"),
            out);
  if (!report.room.shared && needs.work != 0) {
    AppendRow("", size(report.room.work_free),
              absl::StrCat("free for temporary files: ",
                           report.disk.ok() ? "it fits" : "it does NOT fit"),
              out);
  }
}

void AppendMachines(const PlanReport& report, const PlanRequest& request, std::string* out) {
  const MachineCount& machines = report.machines;
  if (request.hours.has_value() || machines.machines() > 1) {
    AppendRow("machines", FormatCount(machines.machines()),
              absl::StrCat("like this one: ", FormatCount(machines.by_time), " by time, ",
                           FormatCount(machines.by_memory), " by memory"),
              out);
  }
}

std::string Table(const PlanReport& report, const PlanRequest& request) {
  const RunEstimate& run = report.run;
  std::string out = SampleNote(report);
  AppendRow("documents", FormatCount(Count(run.documents)),
            absl::StrCat(FormatBytes(run.unpacked_bytes), " unpacked"), &out);
  if (!request.against.empty()) {
    AppendRow("references", FormatCount(Count(run.reference_documents)),
              absl::StrCat("documents in ", Plural(report.reference_files, "file"), " (",
                           FormatBytes(static_cast<double>(report.reference_bytes)),
                           "), read and held as well"),
              &out);
  }
  AppendTimes(report, request, &out);
  AppendRow(
      "memory", FormatBytes(run.memory_in_use),
      absl::StrCat("in use with the ", FormatBytes(static_cast<double>(request.resources.memory)),
                   " allowed (--memory)"),
      &out);
  AppendRow("", FormatBytes(run.memory_without_disk), "to allow, so that no table goes to disk",
            &out);
  AppendRow("", FormatBytes(run.least_memory), "to allow at least", &out);
  AppendDisk(report, &out);
  AppendMachines(report, request, &out);
  absl::StrAppend(&out,
                  "\nA sample shows few of the copies; comparing grows a little faster than the "
                  "documents,\nand faster still where most of them are copies.\n");
  if (!report.disk.ok()) {
    absl::StrAppend(&out, "\nToo little disk: ", std::string(report.disk.message()), ".\n");
  }
  if (static_cast<double>(request.resources.memory) < run.least_memory) {
    absl::StrAppend(&out, "\nToo little memory: allow at least ",
                    FormatCount(Count(run.least_memory) / (1 << 20) + 1), "M (--memory).\n");
  }
  if (report.sample_rejected != 0) {
    absl::StrAppend(&out, "\n", Plural(report.sample_rejected, "record"),
                    " of the sample malformed; dedup sets such aside and says what is wrong.\n");
  }
  return out;
}

std::string PlanJson(const PlanReport& report, const PlanRequest& request) {
  using Object = nlohmann::ordered_json;
  const RunEstimate& run = report.run;
  Object seconds = {{"total", run.seconds}};
  for (const auto& [stage, taken] : run.stage_seconds) {
    seconds[stage] = taken;
  }
  const Object json = {
      {"files", report.files},
      {"input_bytes", report.input_bytes},
      {"sample",
       {{"documents", report.sample_documents},
        {"bytes", report.sample_bytes},
        {"rejected", report.sample_rejected},
        {"seconds", report.seconds}}},
      {"documents", Count(run.documents)},
      {"references",
       {{"files", report.reference_files},
        {"input_bytes", report.reference_bytes},
        {"documents", Count(run.reference_documents)}}},
      {"unpacked_bytes", Count(run.unpacked_bytes)},
      {"threads", request.resources.threads},
      {"seconds", seconds},
      {"memory",
       {{"allowed_bytes", request.resources.memory},
        {"in_use_bytes", Count(run.memory_in_use)},
        {"without_disk_bytes", Count(run.memory_without_disk)},
        {"least_bytes", Count(run.least_memory)},
        {"fits", static_cast<double>(request.resources.memory) >= run.least_memory}}},
      {"disk",
       {{"result_bytes", Count(run.result_bytes)},
        {"checkpoint_bytes", report.checkpoint_bytes},
        {"unpacked_bytes", Count(run.unpacked_copies)},
        {"spilled_bytes", Count(run.spilled_bytes)},
        {"peak_bytes", *report.needs.together},
        {"output_free_bytes", report.room.output_free},
        {"tmp_free_bytes", report.room.work_free},
        {"shared", report.room.shared},
        {"fits", report.disk.ok()}}},
      {"machines",
       {{"hours", request.hours.value_or(run.seconds / 3600.0)},
        {"by_time", report.machines.by_time},
        {"by_memory", report.machines.by_memory},
        {"machines", report.machines.machines()}}}};
  return json.dump(2, ' ', false, Object::error_handler_t::replace) + "\n";
}

int Run(const PlanOptions& options) {
  TerminalMonitor monitor(options.quiet);
  const absl::StatusOr<PlanReport> report = Plan(options.request, &monitor);
  monitor.Finish();
  if (!report.ok()) {
    return ReportError(report.status());
  }
  const int printed = PrintResult(options.json ? PlanJson(*report, options.request)
                                               : Table(*report, options.request));
  const bool malformed = report->sample_rejected != 0 || report->broken != 0;
  return printed == kDone && malformed ? kDoneWithRejects : printed;
}

}  // namespace

void AddPlanCommand(CLI::App* app, int* status) {
  CLI::App* command = app->add_subcommand(
      "plan", "Say what time, memory and disk a dedup run would need, from a sample");
  const auto options = std::make_shared<PlanOptions>();
  PlanRequest* request = &options->request;
  command->add_option("INPUT", request->inputs, "Files, folders, or - for standard input")
      ->required();
  command
      ->add_option("-o,--output", request->output,
                   "Folder where the result would go; its disk is looked at, nothing is written")
      ->type_name("OUT")
      ->default_str("the current folder");
  command
      ->add_option("--tmp", request->work_folder,
                   "Folder where temporary files would go, and where the sample is kept meanwhile")
      ->type_name("DIR")
      ->default_str("OUT/.reprise");
  command
      ->add_option_function<double>(
          "--hours",
          [request](const double& hours) {
            if (!(hours > 0.0 && hours <= 1e6)) {
              throw CLI::ValidationError("--hours",
                                         "hours must be a number above 0 and at most 1,000,000");
            }
            request->hours = hours;
          },
          "Say how many machines like this one finish within so many hours")
      ->type_name("H");
  command
      ->add_option("--against", request->against,
                   "Files or folders that the run would compare the input with first (repeatable)")
      ->type_name("REF")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  AddRecordOptions(command, &request->settings);
  AddRuleOptions(command, &request->settings);
  AddSearchOptions(command, &request->settings);
  AddResourceOptions(command, &request->resources);
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json, "Print the figures as JSON");
  command->footer(
      "Example:\n"
      "  reprise plan news.jsonl pages/ -o clean\n"
      "  reprise plan crawl/ --hours 12 --memory 64G --threads 32\n"
      "  reprise plan today.jsonl --against archive/\n"
      "The sample is taken out of many places and searched on this machine.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but malformed records were in the\n"
      "sample, 130 interrupted.");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
