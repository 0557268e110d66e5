#include "reprise/pipeline/referenced_inputs.h"

#include <utility>

#include "reprise/pipeline/stage_clock.h"

namespace reprise {

absl::StatusOr<ReferencedInputs> ListReferencedInputs(const std::vector<std::string>& inputs,
                                                      const std::vector<std::string>& against,
                                                      const InputOptions& options,
                                                      Monitor* monitor) {
  std::vector<std::string> paths = inputs;
  paths.insert(paths.end(), against.begin(), against.end());
  absl::StatusOr<Inputs> all = ListInputs(paths, options, monitor);
  if (!all.ok()) {
    return all.status();
  }
  ReferencedInputs listed{*std::move(all), 0};
  listed.input_files = listed.all.files.size();
  if (against.empty()) {
    return listed;
  }
  QuietMonitor quiet(monitor);
  const absl::StatusOr<Inputs> references = ListInputs(against, options, &quiet);
  if (!references.ok()) {
    return references.status();
  }
  listed.input_files -= references->files.size();
  listed.all.folders.resize(listed.all.folders.size() - references->folders.size());
  return listed;
}

}  // namespace reprise
