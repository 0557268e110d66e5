#include <nlohmann/json.hpp>
#include <string>

#include "reprise/base/version.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/text/unicode.h"

namespace reprise {
namespace {

using Json = nlohmann::ordered_json;

Json OptionalShare(const std::optional<double>& share) {
  return share.has_value() ? Json(*share) : Json("off");
}

Json SettingsJson(const Settings& settings) {
  Json json = {{"method", MethodName(settings.method)},
               {"keep", KeepOrderName(settings.keep)},
               {"jaccard", OptionalShare(settings.rule.jaccard)},
               {"coverage", OptionalShare(settings.rule.coverage)},
               {"min_coverage_tokens", settings.rule.min_coverage_tokens},
               {"shingle", settings.shingle},
               {"recall", settings.recall},
               {"text_fields", settings.fields.text},
               {"id_field", settings.fields.id},
               {"format", settings.format.empty() ? "auto" : settings.format}};
  return json;
}

// What followed from the settings: so that a reader sees why a pair may have been missed.
Json PlanJson(const Settings& settings) {
  const SketchPlan plan(settings);
  Json json = Json::object();
  if (plan.lsh.has_value()) {
    json["bands"] = plan.lsh->bands;
    json["rows"] = plan.lsh->rows;
    json["recall_at_jaccard"] = DetectionProbability(*settings.rule.jaccard, *plan.lsh);
  }
  if (plan.fingerprint_rate > 0.0) {
    json["fingerprint_rate"] = plan.fingerprint_rate;
  }
  return json;
}

}  // namespace

std::string JobJson(const DedupRequest& request) {
  Json json = SettingsJson(request.settings);
  json["inputs"] = request.inputs;
  json["dry_run"] = request.dry_run;
  json["pairs"] = request.pairs;
  json["trim_repeats"] = request.trim_repeats;
  json["reprise"] = Version();
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string JobDifference(const std::string& begun, const std::string& wanted) {
  const Json before = Json::parse(begun, nullptr, /*allow_exceptions=*/false);
  const Json now = Json::parse(wanted, nullptr, /*allow_exceptions=*/false);
  if (!before.is_object()) {
    return "unreadable";
  }
  std::string names;
  for (const auto& [name, value] : now.items()) {
    if (!before.contains(name) || before[name] != value) {
      names += (names.empty() ? "" : ", ") + name;
    }
  }
  return names;
}

std::string ReportJson(const DedupReport& report, const DedupRequest& request) {
  Json json;
  json["reprise"] = Version();
  json["unicode"] = kUnicodeVersion;
  json["dry_run"] = request.dry_run;
  json["settings"] = SettingsJson(request.settings);
  json["plan"] = PlanJson(request.settings);
  json["counts"] = {{"files", report.files},
                    {"documents", report.documents},
                    {"kept", report.kept},
                    {"removed", report.removed},
                    {"removed_exact", report.removed_exact},
                    {"removed_jaccard", report.removed_jaccard},
                    {"removed_coverage", report.removed_coverage},
                    {"removed_variants", report.removed_variants},
                    {"empty_documents", report.empty_documents},
                    {"rejected", report.rejected},
                    {"blank_lines", report.blank_lines}};
  if (request.pairs) {
    json["counts"]["pairs"] = report.pairs;
  }
  json["bytes"] = {{"input", report.bytes},
                   {"kept", report.kept_bytes},
                   {"removed", report.removed_bytes},
                   {"rejected", report.rejected_bytes}};
  if (request.trim_repeats) {
    json["counts"]["trimmed_repeats"] = report.trimmed_repeats;
    json["bytes"]["trimmed"] = report.trimmed_bytes;
  }
  const double unheld = report.removed_shingles == 0
                            ? 0.0
                            : static_cast<double>(report.unheld_shingles) /
                                  static_cast<double>(report.removed_shingles);
  json["removed_shingles"] = {{"total", report.removed_shingles},
                              {"held_by_no_kept_copy", report.unheld_shingles},
                              {"share_held_by_no_kept_copy", unheld}};
  json["seconds"]["total"] = report.seconds;
  for (const auto& [stage, seconds] : report.stage_seconds) {
    json["seconds"][stage] = seconds;
  }
  json["resources"] = {{"threads", request.resources.threads},
                       {"memory_bytes", request.resources.memory},
                       {"peak_memory_bytes", report.peak_memory_bytes}};
  // Settings hold what a user typed, which need not be UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reprise
