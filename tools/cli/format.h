#ifndef REPRISE_TOOLS_CLI_FORMAT_H_
#define REPRISE_TOOLS_CLI_FORMAT_H_

#include <string>
#include <string_view>

#include "absl/strings/string_view.h"
#include "reprise/base/figures.h"

namespace reprise::cli {

// Figures as people read them, on top of base/figures.h. Pure.

std::string FormatDuration(double seconds);  // "0:07", "1:02:03"

// absl's functions take their own view.
inline absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_FORMAT_H_
