#include "reprise/pipeline/settings.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace reprise {
namespace {

absl::Status CheckShare(const char* name, double value, double below) {
  if (value > 0.0 && value <= below) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(name, " is ", value, "; it must be above 0 and at most ", below));
}

}  // namespace

const char* MethodName(Method method) {
  switch (method) {
    case Method::kSimHash:
      return "simhash";
    case Method::kExact:
      return "exact";
    case Method::kMinHash:
      break;
  }
  return "minhash";
}

std::string KeepPolicyName(const KeepPolicy& keep) {
  switch (keep.order) {
    case KeepOrder::kFirst:
      return "first";
    case KeepOrder::kLast:
      return "last";
    case KeepOrder::kNewest:
      return absl::StrCat("newest:", keep.field);
    case KeepOrder::kPrefer:
      return absl::StrCat("prefer:", keep.field, "=", absl::StrJoin(keep.preferred, ","));
    case KeepOrder::kLongest:
      break;
  }
  return "longest";
}

absl::StatusOr<KeepPolicy> ParseKeepPolicy(std::string_view name) {
  constexpr std::string_view kNewest = "newest:";
  constexpr std::string_view kPrefer = "prefer:";
  KeepPolicy keep;
  if (name == "longest") {
    return keep;
  }
  if (name == "first" || name == "last") {
    keep.order = name == "first" ? KeepOrder::kFirst : KeepOrder::kLast;
    return keep;
  }
  if (name.starts_with(kNewest) && name.size() > kNewest.size()) {
    keep.order = KeepOrder::kNewest;
    keep.field = name.substr(kNewest.size());
    return keep;
  }
  // A JSON pointer may hold '=' itself, a value hardly does.
  const size_t equals = name.rfind('=');
  if (name.starts_with(kPrefer) && equals != std::string_view::npos && equals > kPrefer.size() &&
      equals + 1 < name.size()) {
    keep.order = KeepOrder::kPrefer;
    keep.field = name.substr(kPrefer.size(), equals - kPrefer.size());
    keep.preferred = absl::StrSplit(std::string(name.substr(equals + 1)), ',');
    for (std::string& value : keep.preferred) {
      value = std::string(absl::StripAsciiWhitespace(value));
    }
    if (std::count(keep.preferred.begin(), keep.preferred.end(), "") == 0) {
      return keep;
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", std::string(name),
                   "\" is not one of longest, first, last, newest:FIELD, prefer:FIELD=V1,V2"));
}

RecordFields FieldsToRead(const Settings& settings) {
  RecordFields fields = settings.fields;
  if (!settings.source_field.empty()) {
    fields.others.push_back(settings.source_field);
  }
  if (!settings.keep.field.empty()) {
    fields.others.push_back(settings.keep.field);
  }
  return fields;
}

Rule EffectiveRule(const Settings& settings) {
  Rule rule = settings.rule;
  if (settings.method == Method::kExact) {
    rule.jaccard.reset();
    rule.coverage.reset();
  }
  return rule;
}

absl::Status ValidateSettings(const Settings& settings) {
  absl::Status status = ValidateRecordFields(FieldsToRead(settings));
  if (status.ok() && settings.rule.jaccard.has_value()) {
    status = CheckShare("jaccard", *settings.rule.jaccard, 1.0);
  }
  if (status.ok() && settings.rule.coverage.has_value()) {
    status = CheckShare("coverage", *settings.rule.coverage, 1.0);
  }
  if (status.ok()) {
    status = CheckShare("recall", settings.recall, 0.999999);
  }
  if (status.ok() && (settings.shingle < 1 || settings.shingle > 1000)) {
    status = absl::InvalidArgumentError(
        absl::StrCat("shingle is ", settings.shingle, "; it must be from 1 to 1000 tokens"));
  }
  if (status.ok() && settings.discount_boilerplate && settings.source_field.empty()) {
    status = absl::InvalidArgumentError(
        "to discount boilerplate, it must be known which source a document is from: name the "
        "member that says so (--source-field)");
  }
  return status;
}

absl::Status ValidateResources(const Resources& resources) {
  if (resources.threads < 1 || resources.threads > 1024) {
    return absl::InvalidArgumentError(
        absl::StrCat("threads is ", resources.threads, "; it must be from 1 to 1024"));
  }
  if (resources.memory < kLeastMemory) {
    return absl::InvalidArgumentError(absl::StrCat("memory is ", resources.memory,
                                                   " bytes; at least 64M (", kLeastMemory,
                                                   " bytes) are needed"));
  }
  return absl::OkStatus();
}

}  // namespace reprise
