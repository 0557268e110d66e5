#ifndef REPRISE_TOOLS_CLI_COMMANDS_H_
#define REPRISE_TOOLS_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace reprise::cli {

// Each function adds a command with its options to `app`; when it is chosen it runs and leaves the
// process's exit status (exit_status.h) in `*status`.
void AddDedupCommand(CLI::App* app, int* status);
void AddEvalCommand(CLI::App* app, int* status);
void AddGroupsCommand(CLI::App* app, int* status);
void AddRestoreCommand(CLI::App* app, int* status);
void AddExplainCommand(CLI::App* app, int* status);
void AddCompareCommand(CLI::App* app, int* status);
void AddRepeatsCommand(CLI::App* app, int* status);
void AddPassagesCommand(CLI::App* app, int* status);
void AddTuneCommand(CLI::App* app, int* status);
void AddPlanCommand(CLI::App* app, int* status);
void AddTextCommand(CLI::App* app, int* status);

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_COMMANDS_H_
