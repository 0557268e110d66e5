#ifndef REPRISE_IO_TABLE_CSV_SOURCE_H_
#define REPRISE_IO_TABLE_CSV_SOURCE_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/io/table/csv_records.h"

namespace reprise {

// Where parts of a record's text stand in its CSV row, so that they can be cut out of the row with
// every other byte left as it is; what JsonSourceRanges is for JSON.
//
// `row` is one that the reader for `columns` reads; `parts` are ranges of the text that it gives,
// ascending and disjoint, which begin and end at whole characters. Returned are ranges of bytes of
// `row`, ascending: one for each part, several where a part reaches over several text columns, none
// for an empty part or for the line break that joins columns. Removing them from the row leaves a
// valid record whose text lacks the parts, with these exceptions:
// - Where what is left of an unquoted field would begin with a quote, and so be read as a quoted
//   one, the last character before the quotes is not cut either.
// - A row of one unquoted column of which nothing (but spaces) is left is a blank line.
// A column that is named twice as text is in the row but once: what any of the parts covers goes.
//
// InternalError: `row` or `parts` are not as described. Pure; safe from any thread.
absl::StatusOr<std::vector<ByteRange>> CsvSourceRanges(std::string_view row,
                                                       const CsvColumns& columns,
                                                       absl::Span<const ByteRange> parts);

}  // namespace reprise

#endif  // REPRISE_IO_TABLE_CSV_SOURCE_H_
