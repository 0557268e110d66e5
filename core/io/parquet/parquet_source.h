#ifndef REPRISE_IO_PARQUET_PARQUET_SOURCE_H_
#define REPRISE_IO_PARQUET_PARQUET_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow/memory_pool.h"
#include "parquet/file_reader.h"
#include "parquet/metadata.h"

namespace reprise {

// A Parquet file open for reading (https://parquet.apache.org/docs/file-format). One thread at a
// time.
class ParquetSource {
 public:
  // Reads the footer. Throws ParquetFailure: as errno says; InvalidArgument for what does not begin
  // as a Parquet file; DataLoss where it does, but has no footer or one that makes no sense;
  // Unimplemented for encrypted files.
  explicit ParquetSource(const std::string& path);

  // Says how many leaf columns are going to be read side by side from now on; without it, one.
  // Buffers are the smaller the more there are, 16 MiB together where that leaves 4 KiB for each.
  void ReadSideBySide(size_t leaves);

  const std::string& path() const { return path_; }
  const parquet::FileMetaData& metadata() const { return *metadata_; }
  const parquet::SchemaDescriptor& schema() const { return *metadata_->schema(); }
  int leaves() const { return schema().num_columns(); }
  int row_groups() const { return metadata_->num_row_groups(); }
  uint64_t file_size() const { return file_size_; }

  // Rows by row group, and all.
  const std::vector<uint64_t>& rows_of_groups() const { return rows_of_groups_; }
  uint64_t rows() const { return rows_; }
  uint64_t most_rows_of_a_group() const;

  // Entries of a leaf column that are decoded at a time.
  int64_t batch_size() const { return batch_size_; }

  // Throws what Arrow throws; Unimplemented for a compression that this Arrow does not know.
  std::shared_ptr<parquet::ColumnReader> OpenLeaf(int row_group, int leaf) const;

 private:
  void CheckEnds() const;

  std::string path_;
  // Damaged sizes end as an error long before they end as an exhausted machine.
  std::unique_ptr<arrow::ProxyMemoryPool> counted_memory_;
  std::unique_ptr<arrow::CappedMemoryPool> memory_;
  std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::unique_ptr<parquet::ParquetFileReader> reader_;
  std::shared_ptr<parquet::FileMetaData> metadata_;
  std::vector<uint64_t> rows_of_groups_;
  uint64_t rows_ = 0;
  uint64_t file_size_ = 0;
  int64_t batch_size_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_PARQUET_SOURCE_H_
