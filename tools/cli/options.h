#ifndef REPRISE_TOOLS_CLI_OPTIONS_H_
#define REPRISE_TOOLS_CLI_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "reprise/pipeline/settings.h"
#include "side_by_side.h"

namespace reprise::cli {

// Options that several commands share (cli.md). Each function adds some to a command; their values
// are in the given struct once the command line is parsed. Values out of range are usage errors.

// --text-field, --id-field, --format.
void AddRecordOptions(CLI::App* command, Settings* settings);
// --jaccard, --coverage, --min-coverage-tokens, --shingle.
void AddRuleOptions(CLI::App* command, Settings* settings);
// --source-field, --discount-boilerplate.
void AddSourceOptions(CLI::App* command, Settings* settings);
// --recall.
void AddRecallOption(CLI::App* command, Settings* settings);
// --method, --recall, --keep.
void AddSearchOptions(CLI::App* command, Settings* settings);
// --threads, --memory. Sets the defaults of this machine first.
void AddResourceOptions(CLI::App* command, Resources* resources);
// --color, --full: of commands that show two texts side by side.
void AddViewOptions(CLI::App* command, ViewOptions* options);

// An option that is a share from 0 to 1; none by default.
void AddShareOption(CLI::App* command, const char* name, const char* help,
                    std::optional<double>* share);

// "512M", "2G", "1048576": bytes, with K, M, G and T for powers of 1,024. None where it is not a
// size or exceeds 64 bits.
std::optional<uint64_t> ParseSize(const std::string& text);

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_OPTIONS_H_
