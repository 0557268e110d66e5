#include "reprise/pipeline/settings.h"

#include <optional>

#include "absl/strings/str_cat.h"

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

const char* KeepOrderName(KeepOrder keep) {
  switch (keep) {
    case KeepOrder::kFirst:
      return "first";
    case KeepOrder::kLast:
      return "last";
    case KeepOrder::kLongest:
      break;
  }
  return "longest";
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
  absl::Status status = ValidateRecordFields(settings.fields);
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
