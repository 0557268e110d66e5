#ifndef REPRISE_TOOLS_CLI_EXIT_STATUS_H_
#define REPRISE_TOOLS_CLI_EXIT_STATUS_H_

#include <string>

#include "absl/status/status.h"

namespace reprise::cli {

// The exit status of the program (cli.md).
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kDoneWithRejects = 3;
inline constexpr int kInterrupted = 130;

// Prints what went wrong to standard error and returns the exit status that goes with it.
int ReportError(const absl::Status& status);

// Prints a result to standard output, all or nothing as far as the program can tell: kFailed where
// it could not be written.
int PrintResult(const std::string& result);

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_EXIT_STATUS_H_
