#ifndef REPRISE_IO_TABLE_CSV_ROW_H_
#define REPRISE_IO_TABLE_CSV_ROW_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace reprise {

// How rows are written (RFC 4180, with any separator; tab-separated values follow the same rules).
//
// A row ends with LF, CR LF, CR alone, or the file. Fields are separated by `separator`. A field
// whose first byte is a quote is quoted: it ends at the next quote, may hold separators and line
// breaks, and a quote in it is written twice. In any other field quotes are bytes like others.
struct CsvFormat {
  // Neither a quote, CR nor LF.
  char separator = ',';
  // A quoted field that is not closed within so many bytes is not taken to be one: its row is
  // malformed and ends with the line in which the quote stands. So a stray quote costs a row, not
  // the rest of the file, nor memory for it. Larger fields cannot be read.
  size_t max_quoted_bytes = size_t{16} << 20;
};

// Where a field stands in its row, the quotes around it excluded.
struct CsvField {
  size_t begin = 0;
  size_t end = 0;
  bool is_quoted = false;
  bool has_doubled_quotes = false;  // in it
};

// How many of `bytes`, which start where a row starts, the row and its line break take; nullopt
// where it may go on behind them, which is never so with `at_end` unless `bytes` is empty. A pure
// function: if `bytes` suffice to say n, so do more. Linear time, also over all rows of a file.
std::optional<size_t> CsvRowSize(const CsvFormat& format, std::string_view bytes, bool at_end);

// How many fields a row has, which is as CsvRowSize has measured it: one, empty, for an empty row.
// The first `most_fields` of them are put into `*fields`, so that a row of nothing but separators
// takes no memory. InvalidArgument, for people, bytes counted from 1: a quote that is not closed;
// text between a closing quote and the separator. `*fields` is then incomplete.
absl::StatusOr<size_t> SplitCsvRow(const CsvFormat& format, std::string_view row,
                                   size_t most_fields, std::vector<CsvField>* fields);

// Whether there is nothing in a row but spaces, or tabs that separate nothing: a blank line.
bool IsBlankCsvRow(const CsvFormat& format, std::string_view row);

}  // namespace reprise

#endif  // REPRISE_IO_TABLE_CSV_ROW_H_
