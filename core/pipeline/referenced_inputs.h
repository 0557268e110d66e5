#ifndef REPRISE_PIPELINE_REFERENCED_INPUTS_H_
#define REPRISE_PIPELINE_REFERENCED_INPUTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/io/input_files.h"

namespace reprise {

// The inputs of a job, and behind them the references that they are compared with.
struct ReferencedInputs {
  Inputs all;              // folders are those of the inputs alone
  size_t input_files = 0;  // the first files of `all`; the others are references
};

// Lists both together, so that no two have one name. Errors: as ListInputs.
absl::StatusOr<ReferencedInputs> ListReferencedInputs(const std::vector<std::string>& inputs,
                                                      const std::vector<std::string>& against,
                                                      const InputOptions& options,
                                                      Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_REFERENCED_INPUTS_H_
