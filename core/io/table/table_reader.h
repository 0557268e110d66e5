#ifndef REPRISE_IO_TABLE_TABLE_READER_H_
#define REPRISE_IO_TABLE_TABLE_READER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace reprise {

// A row of a table: a value for each of the asked columns, and whether it has them.
struct TableRow {
  uint64_t line = 0;  // 1-based
  std::vector<std::string> values;
  std::vector<bool> present;
};

// Reads a table of small values: JSON Lines (strings as they are, numbers as their JSON text, null
// as absent), or lines whose fields are separated by tabs, or by commas with quotes as in RFC 4180
// (a field holds no line break), where the first line names the columns. Which of them it is shows
// in its first byte that is no white space. Blank lines are passed over.
//
// Calls visit for every row, with the values of `columns`, until it returns an error, which is
// returned. Errors of its own: those of reading; InvalidArgument, "<path>:<line>: ...", for a line
// that is not JSON, an object or array as a value, or an unfinished quote.
absl::Status ReadTable(const std::string& path, const std::vector<std::string>& columns,
                       const std::function<absl::Status(const TableRow&)>& visit);

}  // namespace reprise

#endif  // REPRISE_IO_TABLE_TABLE_READER_H_
