#ifndef REPRISE_IO_PARQUET_ROW_PARTS_H_
#define REPRISE_IO_PARQUET_ROW_PARTS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "reprise/io/parquet_module.h"

namespace reprise {

// SplitParquet and MergeParquet; throw ParquetFailure and what Arrow throws.

ParquetSplitCounts SplitRows(const std::string& path,
                             const std::function<uint8_t(uint64_t row)>& destination,
                             const std::array<std::string, kParquetParts>& outputs,
                             uint64_t most_rows, const std::function<bool()>& cancelled);

// Returns the number of rows.
uint64_t MergeRows(const std::array<std::string, kParquetParts>& parts,
                   const std::function<uint8_t(uint64_t row)>& source_of_row,
                   const std::string& output, const std::function<bool()>& cancelled);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_ROW_PARTS_H_
