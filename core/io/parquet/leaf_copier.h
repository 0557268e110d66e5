#ifndef REPRISE_IO_PARQUET_LEAF_COPIER_H_
#define REPRISE_IO_PARQUET_LEAF_COPIER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "parquet/column_writer.h"
#include "reprise/io/parquet/parquet_source.h"

namespace reprise {

// What is done with the next row of one of several files.
struct RowStep {
  uint8_t source = 0;  // which file
  bool take = true;    // write it, or pass over it
};

// Steps by number. A pure function.
using RowSteps = std::function<RowStep(uint64_t step)>;

// Copies one leaf column of rows out of files into another file, with its levels as they are, so
// that nothing about nested columns has to be understood. Holds a page of each file and up to 1 MiB
// of values, or one value.
class LeafCopier {
 public:
  virtual ~LeafCopier() = default;

  // Does the steps from `begin` to before `end`, where `begin` is the `end` of the call before, or
  // 0. `writer` is that of a new row group. Throws ParquetFailure: as LeafReader; Cancelled as soon
  // as `cancelled` says so; and what Arrow throws about writing.
  virtual void Copy(uint64_t begin, uint64_t end, const RowSteps& steps,
                    const std::function<bool()>& cancelled, parquet::ColumnWriter* writer) = 0;
};

// `sources` have the same schema, and must outlive the copier.
std::unique_ptr<LeafCopier> MakeLeafCopier(
    const std::vector<std::unique_ptr<ParquetSource>>& sources, int leaf);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_LEAF_COPIER_H_
