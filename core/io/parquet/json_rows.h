#ifndef REPRISE_IO_PARQUET_JSON_ROWS_H_
#define REPRISE_IO_PARQUET_JSON_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reprise/io/parquet/column_shape.h"
#include "reprise/io/parquet/leaf_reader.h"
#include "reprise/io/parquet/parquet_source.h"
#include "reprise/io/parquet_module.h"

namespace reprise {

// The rows of a file as JSON Lines (OpenParquetAsJsonLines). Rows are put together from the levels
// of their leaf columns, which must agree with each other.
class JsonRows : public ParquetRowStream {
 public:
  // Throws as ParquetSource. No names: all columns.
  JsonRows(const std::string& path, const std::vector<std::string>& columns);

  ParquetOutcome Read(char* data, size_t size, size_t* count) override;
  uint64_t consumed() const override;

 private:
  void Fill();
  void AppendRow();
  // Appends the value of `shape` whose first entries have that repetition level.
  void Append(const ColumnShape& shape, int16_t repetition);
  void AppendValue(const ColumnShape& shape, int16_t repetition);
  void AppendMembers(const ColumnShape& shape, int16_t repetition);
  void AppendElements(const ColumnShape& shape, int16_t repetition);
  void AppendPair(const ColumnShape& map, int16_t repetition);
  // Goes past the one entry that each leaf has for something that is not there.
  void PassOver(const ColumnShape& shape, int16_t repetition);
  LeafReader& Leaf(int leaf) { return *leaves_[static_cast<size_t>(leaf)]; }
  LeafReader& EntryOf(const ColumnShape& shape, int leaf, int16_t repetition);
  [[noreturn]] void ThrowDisagreement(const ColumnShape& shape) const;

  ParquetSource source_;
  std::vector<ColumnShape> columns_;                 // those that are written
  std::vector<std::unique_ptr<LeafReader>> leaves_;  // null where not read
  // Says how many rows there are where no column is written.
  int counting_leaf_ = -1;
  std::string text_;
  size_t handed_out_ = 0;  // of text_
  size_t row_start_ = 0;   // in text_
  uint64_t row_ = 0;
  ParquetOutcome ended_;  // the error that comes again and again
};

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_JSON_ROWS_H_
