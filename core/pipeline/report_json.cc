#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "reprise/base/simd.h"
#include "reprise/base/version.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/text/unicode.h"

namespace reprise {
namespace {

using Json = ReportJsonObject;

Json OptionalShare(const std::optional<double>& share) {
  return share.has_value() ? Json(*share) : Json("off");
}

Json SettingsJson(const Settings& settings) {
  Json json = {{"method", MethodName(settings.method)},
               {"keep", KeepPolicyName(settings.keep)},
               {"jaccard", OptionalShare(settings.rule.jaccard)},
               {"coverage", OptionalShare(settings.rule.coverage)},
               {"min_coverage_tokens", settings.rule.min_coverage_tokens},
               {"shingle", settings.shingle},
               {"recall", settings.recall},
               {"text_fields", settings.fields.text},
               {"id_field", settings.fields.id},
               {"format", settings.format.empty() ? "auto" : settings.format},
               {"source_field", settings.source_field},
               {"keep_variants", settings.keep_variants},
               {"within", settings.within},
               {"discount_boilerplate", settings.discount_boilerplate}};
  return json;
}

constexpr size_t kMostSources = 1000;  // that are listed

Json SourcesJson(const std::vector<SourceLoss>& sources) {
  Json list = Json::array();
  for (size_t i = 0; i < std::min(sources.size(), kMostSources); ++i) {
    Json to = Json::array();
    for (const auto& [source, removed] : sources[i].to) {
      to.push_back({{"source", source}, {"removed", removed}});
    }
    list.push_back({{"source", sources[i].source},
                    {"documents", sources[i].documents},
                    {"removed", sources[i].removed},
                    {"share", sources[i].Share()},
                    {"to", to}});
  }
  return list;
}

Json CheckJson(const RecallCheck& check) {
  return {{"pairs", check.pairs},
          {"proposed", check.proposed},
          {"predicted_recall", check.predicted},
          {"seen_recall", check.Seen()}};
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
  json["against"] = request.against;
  json["dry_run"] = request.dry_run;
  json["pairs"] = request.pairs;
  json["annotate"] = request.annotate;
  json["groups_only"] = request.groups_only;
  json["max_loss"] = request.max_loss.has_value() ? Json(*request.max_loss) : Json(nullptr);
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
  json["simd"] = std::string(SimdTarget());
  json["job"] = request.groups_only ? "groups" : "dedup";
  json["dry_run"] = request.dry_run;
  json["annotated"] = request.annotate;
  json["settings"] = SettingsJson(request.settings);
  json["plan"] = PlanJson(request.settings);
  json["counts"] = {{"files", report.files},
                    {"documents", report.documents},
                    {"empty_documents", report.empty_documents},
                    {"rejected", report.rejected},
                    {"blank_lines", report.blank_lines}};
  if (!request.groups_only) {
    json["counts"].update({{"kept", report.kept},
                           {"removed", report.removed},
                           {"removed_exact", report.removed_exact},
                           {"removed_jaccard", report.removed_jaccard},
                           {"removed_coverage", report.removed_coverage},
                           {"removed_variants", report.removed_variants}});
  }
  AddBroken(report.broken, &json);
  if (request.pairs) {
    json["counts"]["pairs"] = report.pairs;
  }
  json["counts"]["groups"] = report.groups;
  json["counts"]["grouped"] = report.grouped;
  json["counts"]["largest_group"] = report.largest_group;
  json["counts"]["links"] = report.links;
  json["counts"]["crowded"] = report.crowded;
  if (!request.against.empty()) {
    json["counts"]["reference_files"] = report.reference_files;
    json["counts"]["reference_documents"] = report.reference_documents;
    json["counts"]["reference_rejected"] = report.reference_rejected;
  }
  json["bytes"] = {{"input", report.bytes},
                   {"kept", report.kept_bytes},
                   {"removed", report.removed_bytes},
                   {"rejected", report.rejected_bytes}};
  if (request.trim_repeats) {
    json["counts"]["trimmed_repeats"] = report.trimmed_repeats;
    json["bytes"]["trimmed"] = report.trimmed_bytes;
  }
  if (request.groups_only) {
    json["bytes"] = {{"input", report.bytes}};
  }
  const double unheld = report.removed_shingles == 0
                            ? 0.0
                            : static_cast<double>(report.unheld_shingles) /
                                  static_cast<double>(report.removed_shingles);
  if (!request.groups_only) {
    json["removed_shingles"] = {{"total", report.removed_shingles},
                                {"held_by_no_kept_copy", report.unheld_shingles},
                                {"share_held_by_no_kept_copy", unheld}};
  }
  if (report.below.has_value() && !request.groups_only) {
    json["self_check"] = {{"below_threshold", CheckJson(*report.below)},
                          {"from_threshold_on", CheckJson(*report.above)}};
  }
  if (!request.settings.source_field.empty() && !request.groups_only) {
    json["source_count"] = report.sources.size();
    json["sources"] = SourcesJson(report.sources);
  }
  if (request.settings.discount_boilerplate) {
    uint64_t shingles = 0;
    for (const DiscountedSource& source : report.discounted) {
      shingles += source.shingles;
    }
    json["discounted"] = {{"sources", report.discounted.size()}, {"shingles", shingles}};
  }
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
