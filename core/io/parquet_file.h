#ifndef REPRISE_IO_PARQUET_FILE_H_
#define REPRISE_IO_PARQUET_FILE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/parquet_module.h"

namespace reprise {

// Parquet files (https://parquet.apache.org/docs/file-format): their rows as JSON Lines, and files
// of some of their rows. The first call loads the module that does it (parquet_loader.h).
//
// All functions are safe from any thread. Errors that all of them have:
// - FailedPrecondition: the module is not there; says what to install;
// - as InputFileHandle::Open; InvalidArgument for what is no regular file, since a Parquet file is
//   read from its end, and for what does not begin as one;
// - DataLoss, saying where, for files that break off or make no sense;
// - Unimplemented for encrypted files and for compressions that Arrow was built without;
// - ResourceExhausted where a file asks for more memory than there is or than 8 GiB.
//
// Memory, besides the footer: for each leaf column that is read the page being read, packed and
// not, and its dictionary (pages are about 1 MiB, as most programs write them, and never less than
// one value). A row group need not fit.

inline constexpr uint64_t kAllParquetRows = ~uint64_t{0};

// The columns and how many rows there are, by the footer alone.
absl::StatusOr<ParquetSchema> ReadParquetSchema(const std::string& path);

// The rows in order, one line each: an object with the columns at the top level that are named in
// `columns`, in the order of the schema; a name that there is not is passed over; no names: all of
// them. Only these are read. A file without rows is empty.
//
// Lists become arrays, structs objects, maps objects with their keys as strings (the same key twice
// where the map has it twice), values as JsonValue (parquet/json_value.h) says: numbers exactly,
// decimals, dates and times as strings, bytes of strings as they are even where they are not UTF-8.
//
// The stream is not thread-safe. Its errors: DataLoss with row, row group and column, all rows
// before having been handed out (where row groups break, up to the first row that cannot be read);
// ResourceExhausted for a row that takes more than 4 GiB. consumed() is the share of the rows
// handed out or about to be, in bytes of the file.
absl::StatusOr<std::unique_ptr<ByteStream>> OpenParquetAsJsonLines(
    const std::string& path, const std::vector<std::string>& columns);

// Writes each row, in order, to the one of `outputs` that `destination` names by its number; an
// empty name: these rows are dropped. An output is created, and the folders above it, where rows go
// to it; the first always. Whatever else was at the places of outputs is gone. Each has the schema,
// metadata and compression of the file at `path` (ParquetOutput in parquet/parquet_output.h has the
// details), and row groups of at most as many rows as the largest one of the file.
//
// `destination` is called several times for each row, from the calling thread, and must answer the
// same; `cancelled`, which may be empty, now and then. The file is read once for each output, and
// memory is taken for one column at a time, plus, where that has a dictionary, its packed codes for
// the row group being written.
//
// Only the first `most_rows` rows are read, where the file is damaged behind them.
//
// Errors of its own: InvalidArgument for a destination of kParquetParts or more; Cancelled; those
// of writing. The output being written is then removed, outputs that were complete stay.
absl::StatusOr<ParquetSplitCounts> SplitParquet(
    const std::string& path, const std::function<uint8_t(uint64_t row)>& destination,
    const std::array<std::string, kParquetParts>& outputs,
    const std::function<bool()>& cancelled = nullptr, uint64_t most_rows = kAllParquetRows);

// The other way: writes to `output` all rows of `parts`, each part in its order, row by row out of
// the part that `source_of_row` names by its number. Parts without a name, and files that are not
// there, have no rows. Returns the number of rows. With the parts and destinations of a split the
// result has the schema, the metadata, the rows and the order of what was split; row groups may end
// elsewhere.
//
// `source_of_row` and `cancelled` as in SplitParquet. Memory for all leaf columns of all parts, as
// above. Errors of its own: NotFound where there is no part at all; InvalidArgument where the parts
// have not the same schema, or not as many rows as are wanted of them; Cancelled; those of writing.
// The output is then removed.
absl::StatusOr<uint64_t> MergeParquet(const std::array<std::string, kParquetParts>& parts,
                                      const std::function<uint8_t(uint64_t row)>& source_of_row,
                                      const std::string& output,
                                      const std::function<bool()>& cancelled = nullptr);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_FILE_H_
