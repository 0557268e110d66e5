#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/io/file.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/similarity_plots.h"
#include "reprise/pipeline/tune.h"
#include "terminal_monitor.h"
#include "terminal_plot.h"

namespace reprise::cli {
namespace {

struct TuneOptions {
  std::vector<std::string> inputs;
  Settings settings;
  Resources resources;
  size_t bands = 0;  // 0: those that dedup would use
  size_t rows = 0;
  std::string svg;
  bool quiet = false;
  bool json = false;
};

// What a sketch is for.
constexpr size_t kMostHashes = 512;

double Threshold(const TuneOptions& options) { return *options.settings.rule.jaccard; }

LshPlan PlanOf(const TuneOptions& options) {
  return options.bands != 0 ? LshPlan{options.bands, options.rows}
                            : *SketchPlan(options.settings).lsh;
}

void AppendCurve(const LshPlan& plan, double threshold, std::string* out) {
  absl::StrAppend(out, Plural(plan.bands, "band"), " of ", Plural(plan.rows, "row"), " (",
                  Plural(plan.hashes(), "value"), " a document) find a pair of Jaccard ", threshold,
                  " with a chance of ", FormatPercentDown(DetectionProbability(threshold, plan), 2),
                  ".\n\n");
  *out += AreaPlot([&](double jaccard) { return DetectionProbability(jaccard, plan); },
                   "Jaccard of the pair, and the chance that it is compared in full", threshold);
  *out += "\n  Jaccard ";
  for (int tenth = 1; tenth <= 10; ++tenth) {
    absl::StrAppendFormat(out, "%8.1f", tenth / 10.0);
  }
  *out += "\n  chance  ";
  for (int tenth = 1; tenth <= 10; ++tenth) {
    absl::StrAppendFormat(out, "%8.4f", DetectionProbability(tenth / 10.0, plan));
  }
  *out += "\n";
}

void AppendChoices(const TuneOptions& options, std::string* out) {
  const double threshold = Threshold(options);
  const LshPlan recommended = *SketchPlan(options.settings).lsh;
  absl::StrAppendFormat(out,
                        "\nSketches that find a pair of Jaccard %.4g with a chance of %.4g at "
                        "least:\n\n  bands x rows   values   at %.4g   at %.4g (in vain)\n",
                        threshold, options.settings.recall, threshold, threshold / 2);
  const std::vector<SketchChoice> choices =
      SketchChoices(threshold, options.settings.recall, kMostHashes);
  for (size_t i = 0; i < choices.size(); ++i) {
    const LshPlan& plan = choices[i].plan;
    absl::StrAppendFormat(out, "  %5u x %-4u %10u %8.4f   %8.4f%s\n", plan.bands, plan.rows,
                          plan.hashes(), choices[i].at_threshold, choices[i].at_half,
                          i == 0 ? "   the smallest" : "");
  }
  absl::StrAppend(out, "\nMore rows look at fewer pairs in vain, and take more values. dedup uses ",
                  recommended.bands, " x ", recommended.rows, ",\nwith room for what filters may ",
                  "lose: the most rows that ", options.settings.max_hashes,
                  " values allow, one at least.\n");
}

std::string OneLine(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank) {
      line.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c);
    } else if (!line.empty() && line.back() != ' ') {
      line.push_back(' ');
    }
  }
  return line;
}

void AppendSample(const TuneReport& report, std::string* out) {
  const double mb = static_cast<double>(report.bytes) / 1e6;
  const double seconds = report.read_seconds + report.index_seconds + report.judge_seconds;
  const uint64_t documents = std::max<uint64_t>(1, report.documents);
  absl::StrAppend(
      out, "\nOn the sample of ", Plural(report.documents, "document"), " (",
      FormatBytes(static_cast<double>(report.bytes)), "):\n\n  ", FormatSeconds(seconds),
      " to find the copies (", absl::StrFormat("%.0f", seconds > 0 ? mb / seconds : 0.0),
      " MB/s): reading ", FormatSeconds(report.read_seconds), ", indexing ",
      FormatSeconds(report.index_seconds), ", verifying ", FormatSeconds(report.judge_seconds),
      "\n  ", FormatCount(report.sketch_bytes / documents), " bytes of sketches a document\n  ",
      FormatCount(report.candidates), " pairs compared as candidates (",
      absl::StrFormat("%.2f",
                      static_cast<double>(report.candidates) / static_cast<double>(documents)),
      " a document)\n\n  Jaccard    removed   by Jaccard\n");
  for (const TuneThreshold& threshold : report.thresholds) {
    absl::StrAppendFormat(out, "  %7.1f %10s %12s\n", threshold.jaccard,
                          FormatCount(threshold.removed), FormatCount(threshold.by_jaccard));
  }
  for (const TuneThreshold& threshold : report.thresholds) {
    if (threshold.examples.empty()) {
      continue;
    }
    absl::StrAppendFormat(out, "\nRemovals that %.1f only just allows:\n", threshold.jaccard);
    for (const TuneExample& example : threshold.examples) {
      absl::StrAppendFormat(out, "\n  Jaccard %.4f\n", example.jaccard);
      absl::StrAppend(out, "    removed ", example.removed_id, ": ", OneLine(example.removed_text),
                      "\n    kept    ", example.kept_id, ": ", OneLine(example.kept_text), "\n");
    }
  }
  absl::StrAppend(out, "\nreprise compare A B shows any two texts side by side.\n");
}

std::string TuneJson(const TuneOptions& options, const std::optional<TuneReport>& report) {
  using Object = nlohmann::ordered_json;
  const double threshold = Threshold(options);
  const LshPlan plan = PlanOf(options);
  const LshPlan recommended = *SketchPlan(options.settings).lsh;
  Object json = {{"jaccard", threshold},
                 {"recall", options.settings.recall},
                 {"bands", plan.bands},
                 {"rows", plan.rows},
                 {"recall_at_jaccard", DetectionProbability(threshold, plan)},
                 {"recommended", {{"bands", recommended.bands}, {"rows", recommended.rows}}}};
  json["curve"] = Object::array();
  for (int i = 0; i <= 20; ++i) {
    json["curve"].push_back(
        {{"jaccard", i / 20.0}, {"chance", DetectionProbability(i / 20.0, plan)}});
  }
  json["choices"] = Object::array();
  for (const SketchChoice& choice :
       SketchChoices(threshold, options.settings.recall, kMostHashes)) {
    json["choices"].push_back({{"bands", choice.plan.bands},
                               {"rows", choice.plan.rows},
                               {"at_threshold", choice.at_threshold},
                               {"at_half", choice.at_half}});
  }
  if (report.has_value()) {
    Object sample = {
        {"documents", report->documents},         {"bytes", report->bytes},
        {"read_seconds", report->read_seconds},   {"index_seconds", report->index_seconds},
        {"judge_seconds", report->judge_seconds}, {"sketch_bytes", report->sketch_bytes},
        {"candidates", report->candidates}};
    sample["thresholds"] = Object::array();
    for (const TuneThreshold& one : report->thresholds) {
      Object examples = Object::array();
      for (const TuneExample& example : one.examples) {
        examples.push_back({{"removed_id", example.removed_id},
                            {"kept_id", example.kept_id},
                            {"jaccard", example.jaccard}});
      }
      sample["thresholds"].push_back({{"jaccard", one.jaccard},
                                      {"removed", one.removed},
                                      {"removed_jaccard", one.by_jaccard},
                                      {"examples", examples}});
    }
    json["sample"] = sample;
  }
  return json.dump(2, ' ', false, Object::error_handler_t::replace) + "\n";
}

int Run(const TuneOptions& options) {
  if (!options.settings.rule.jaccard.has_value()) {
    return ReportError(absl::InvalidArgumentError(
        "with the Jaccard half of the rule off there is no threshold to tune"));
  }
  std::optional<TuneReport> report;
  if (!options.inputs.empty()) {
    TerminalMonitor monitor(options.quiet);
    absl::StatusOr<TuneReport> on_sample =
        TuneOn(options.inputs, options.settings, options.resources, &monitor);
    monitor.Finish();
    if (!on_sample.ok()) {
      return ReportError(on_sample.status());
    }
    report = *std::move(on_sample);
  }
  if (!options.svg.empty()) {
    const absl::Status written =
        WriteWholeFile(options.svg, DetectionSvg(PlanOf(options), Threshold(options)));
    if (!written.ok()) {
      return ReportError(written);
    }
  }
  const int status = report.has_value() && report->rejected != 0 ? kDoneWithRejects : kDone;
  if (options.json) {
    return PrintResult(TuneJson(options, report)) == kDone ? status : kFailed;
  }
  std::string out;
  AppendCurve(PlanOf(options), Threshold(options), &out);
  AppendChoices(options, &out);
  if (report.has_value()) {
    AppendSample(*report, &out);
  }
  return PrintResult(out) == kDone ? status : kFailed;
}

}  // namespace

void AddTuneCommand(CLI::App* app, int* status) {
  CLI::App* command = app->add_subcommand(
      "tune", "Show how surely copies are found, and what thresholds would remove from a sample");
  const auto options = std::make_shared<TuneOptions>();
  command->add_option("INPUT", options->inputs,
                      "Sample corpus: files, folders, or - for standard input; none: theory alone");
  AddRecordOptions(command, &options->settings);
  AddRuleOptions(command, &options->settings);
  AddRecallOption(command, &options->settings);
  CLI::Option* bands =
      command->add_option("--bands", options->bands, "Draw the curve of so many bands ...")
          ->type_name("B")
          ->check(CLI::Range(1, 100000));
  CLI::Option* rows = command->add_option("--rows", options->rows, "... of so many rows")
                          ->type_name("R")
                          ->check(CLI::Range(1, 1000));
  bands->needs(rows);
  rows->needs(bands);
  command->add_option("--svg", options->svg, "Write the curve as an image too")->type_name("FILE");
  AddResourceOptions(command, &options->resources);
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json, "Print the figures as JSON");
  command->footer(
      "Example:\n"
      "  reprise tune --jaccard 0.8\n"
      "  reprise tune sample.jsonl --svg curve.svg\n"
      "The sample is searched as dedup would search it, whatever --bands and --rows say.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but malformed records were left out,\n"
      "130 interrupted.");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
