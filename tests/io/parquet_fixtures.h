#ifndef REPRISE_TESTS_IO_PARQUET_FIXTURES_H_
#define REPRISE_TESTS_IO_PARQUET_FIXTURES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace reprise {

// Parquet files for tests, made once per process by parquet_fixtures.py in a temporary folder that
// goes away with the process. The environment says how: REPRISE_PYTHON is a Python with pyarrow,
// REPRISE_PARQUET_SCRIPT the script.

// The path of a file that the script makes.
std::string Fixture(const std::string& name);

// Names of the fixtures whose rows are also there as JSON Lines; and those lines.
std::vector<std::string> FixturesWithLines();
std::string Lines(const std::string& name);

// A path for files of the test.
std::string Scratch(const std::string& name);

// Runs the script; what it prints, after "failed: " if it fails.
std::string RunFixtureScript(const std::string& arguments);

// Creates or replaces a file without waiting for the device, unlike WriteWholeFile.
void WriteQuickly(const std::string& path, const std::string& content);

// All rows as OpenParquetAsJsonLines gives them, read in pieces, and how that ended.
struct Reading {
  std::string text;
  absl::Status status;
};
Reading ReadRows(const std::string& path, const std::vector<std::string>& columns = {},
                 size_t piece = size_t{1} << 16);

// Where a row goes in a split; some seeds have single rows, some runs. The script has the same.
uint8_t Destination(uint64_t row, uint64_t seed);

std::string Message(const absl::Status& status);

}  // namespace reprise

#endif  // REPRISE_TESTS_IO_PARQUET_FIXTURES_H_
