#ifndef REPRISE_IO_TABLE_CSV_RECORDS_H_
#define REPRISE_IO_TABLE_CSV_RECORDS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/record_reader.h"
#include "reprise/io/table/csv_row.h"

namespace reprise {

// How many of the bytes that a file begins with its header takes: a byte order mark, blank lines,
// and the row that names the columns. nullopt where more bytes are needed to say; with `at_end`
// never, and 0 only for an empty file.
std::optional<size_t> CsvHeaderSize(const CsvFormat& format, std::string_view bytes, bool at_end);

// What the rows below a header mean.
struct CsvColumns {
  CsvFormat format;
  size_t count = 0;          // of columns
  std::vector<size_t> text;  // column of each of RecordFields::text
  std::optional<size_t> id;
  std::vector<std::optional<size_t>> others;  // of each of RecordFields::others
};

// Finds the columns that `fields` name in a header as CsvHeaderSize has measured it. Names are
// compared decoded, JSON pointers of a single step ("/text") as what they point to; of columns of
// one name the first counts. A column for the id and for others may be absent. InvalidArgument: a
// text column is absent, there is no header, it is malformed or has more than 100,000 columns;
// `fields` make no sense (ValidateRecordFields), or the separator does not.
absl::StatusOr<CsvColumns> FindCsvColumns(const CsvFormat& format, std::string_view header,
                                          const RecordFields& fields);

// Reads the rows below that header. Records are rows as CsvRowSize measures them; blank lines hold
// no document. The text is the decoded field, several joined by '\n', empty ones too. An empty id
// is none, since CSV has no other way to say so. Malformed rows: as SplitCsvRow, and rows with more
// or fewer fields than the header.
std::unique_ptr<RecordReader> CreateCsvReader(const CsvColumns& columns);

// FindCsvColumns and CreateCsvReader at once; errors of the former.
absl::StatusOr<std::unique_ptr<RecordReader>> CreateCsvReader(const CsvFormat& format,
                                                              std::string_view header,
                                                              const RecordFields& fields);

// InvalidArgument: the row is malformed, as above. Otherwise `*fields` has one for each column.
absl::Status SplitCsvRecord(const CsvColumns& columns, std::string_view row,
                            std::vector<CsvField>* fields);

}  // namespace reprise

#endif  // REPRISE_IO_TABLE_CSV_RECORDS_H_
