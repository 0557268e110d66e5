#include <malloc.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "absl/status/status.h"
#include "commands.h"
#include "exit_status.h"
#include "reprise/base/simd.h"
#include "reprise/base/version.h"

namespace {

// Has what is freed go back to the system, so that the memory in use is that of the job's tables:
// by default the library comes to keep freed blocks of up to 32 MiB.
void KeepHeapsSmall() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
#endif
}

// REPRISE_SIMD names the instruction set to use instead of the best one.
absl::Status ChooseSimdTarget() {
  const char* const name = std::getenv("REPRISE_SIMD");
  return name == nullptr || *name == '\0' ? absl::OkStatus() : reprise::ForceSimdTarget(name);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace reprise::cli;  // NOLINT(google-build-using-namespace): this is its program
  KeepHeapsSmall();
  if (const absl::Status status = ChooseSimdTarget(); !status.ok()) {
    std::fprintf(stderr, "reprise: REPRISE_SIMD: %s\n", std::string(status.message()).c_str());
    return kWrongUsage;
  }
  try {
    CLI::App app(
        "Finds content that comes back: exact copies, near-copies, one text inside "
        "another. Every removal is proved by a kept document.");
    app.name("reprise");
    app.set_version_flag("--version", std::string("reprise ") + reprise::Version());
    app.require_subcommand(1);
    app.footer(
        "Example:\n  reprise dedup news.jsonl -o clean\n"
        "`reprise COMMAND --help` explains a command.");
    int status = kDone;
    AddDedupCommand(&app, &status);
    AddGroupsCommand(&app, &status);
    AddEvalCommand(&app, &status);
    AddRestoreCommand(&app, &status);
    AddExplainCommand(&app, &status);
    AddCompareCommand(&app, &status);
    AddRepeatsCommand(&app, &status);
    AddPassagesCommand(&app, &status);
    AddTuneCommand(&app, &status);
    AddPlanCommand(&app, &status);
    AddTextCommand(&app, &status);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? kDone : kWrongUsage;
    }
    return status;
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "reprise: out of memory\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "reprise: %s\n", error.what());
  }
  return kFailed;
}
