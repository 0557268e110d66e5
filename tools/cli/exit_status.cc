#include "exit_status.h"

#include <cstdio>
#include <string>

namespace reprise::cli {

int ReportError(const absl::Status& status) {
  const std::string message(status.message());
  // No name of the program before it: a message about input starts with the input's place.
  if (status.code() == absl::StatusCode::kCancelled) {
    const bool stays = message.find("--resume") != std::string::npos;
    std::fprintf(stderr, "%s%s\n", message.c_str(), stays ? "" : "; nothing was left behind");
    return kInterrupted;
  }
  std::fprintf(stderr, "%s\n", message.c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? kWrongUsage : kFailed;
}

int PrintResult(const std::string& result) {
  const bool written = std::fwrite(result.data(), 1, result.size(), stdout) == result.size() &&
                       std::fflush(stdout) == 0;
  if (!written) {
    std::perror("reprise: cannot write to standard output");
  }
  return written ? kDone : kFailed;
}

}  // namespace reprise::cli
