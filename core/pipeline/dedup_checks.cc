#include "reprise/pipeline/dedup_checks.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace reprise {

absl::Status ValidateRequest(const DedupRequest& request) {
  absl::Status status = ValidateSettings(request.settings);
  if (status.ok()) {
    status = ValidateResources(request.resources);
  }
  if (status.ok() && request.max_loss.has_value() && request.settings.source_field.empty()) {
    status = absl::InvalidArgumentError(
        "to limit what a source loses, it must be known which source a document is from: name the "
        "member that says so (--source-field)");
  }
  if (status.ok() && !request.settings.within && request.against.empty()) {
    status = absl::InvalidArgumentError(
        "where documents are not compared with one another (--within off), something must be "
        "named to compare them with (--against)");
  }
  if (status.ok() && std::count(request.against.begin(), request.against.end(), "-") != 0) {
    status = absl::InvalidArgumentError("standard input cannot be compared against; name a file");
  }
  if (status.ok() && request.annotate && request.trim_repeats) {
    status = absl::InvalidArgumentError(
        "annotated records stay as they are, so nothing can be trimmed from them");
  }
  return status;
}

absl::Status CheckFields(const Corpus& corpus, const DedupRequest& request, Monitor* monitor) {
  const Settings& settings = request.settings;
  const DocumentFields& fields = corpus.fields;
  if (!settings.source_field.empty() && !corpus.documents.empty() &&
      std::all_of(fields.sources.begin(), fields.sources.end(),
                  [](const std::string& source) { return source.empty(); })) {
    const std::string message =
        absl::StrCat("no record says in \"", settings.source_field, "\" where it comes from");
    if (request.max_loss.has_value() || settings.discount_boilerplate) {
      return absl::FailedPreconditionError(absl::StrCat(
          message, ", so what was asked for sources cannot be done; nothing was written"));
    }
    monitor->Warn(message);
  }
  if (!fields.keep_keys.empty() &&
      std::all_of(fields.keep_keys.begin(), fields.keep_keys.end(),
                  [&](int64_t key) { return key == KeepKey(settings.keep, {}); })) {
    monitor->Warn(absl::StrCat("no record has a value in \"", settings.keep.field,
                               "\" that --keep ", KeepPolicyName(settings.keep),
                               " could go by; the longest is kept"));
  }
  return absl::OkStatus();
}

}  // namespace reprise
