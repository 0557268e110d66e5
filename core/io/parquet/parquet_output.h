#ifndef REPRISE_IO_PARQUET_PARQUET_OUTPUT_H_
#define REPRISE_IO_PARQUET_PARQUET_OUTPUT_H_

#include <memory>
#include <string>

#include "arrow/io/file.h"
#include "parquet/file_writer.h"
#include "reprise/io/parquet/parquet_source.h"

namespace reprise {

// A new file like another one: the same schema, down to field ids and the ways in which lists are
// said, the same metadata of keys and values (those of Arrow and pandas among them), and column by
// column the same compression, with or without dictionary, statistics and page index, by what the
// first row group of the other one has. Not preserved: page sizes, bloom filters, the order of
// sorting, compression levels, and who wrote it.
class ParquetOutput {
 public:
  // Creates `path` and the folders above it; whatever was there is replaced. Throws ParquetFailure
  // and what Arrow throws, as all functions do.
  ParquetOutput(const std::string& path, const ParquetSource& like);
  // What was not closed is removed.
  ~ParquetOutput();
  ParquetOutput(const ParquetOutput&) = delete;
  ParquetOutput& operator=(const ParquetOutput&) = delete;

  const std::string& path() const { return path_; }

  // Valid until the next call. Its columns are written one after the other.
  parquet::RowGroupWriter* AppendRowGroup() { return writer_->AppendRowGroup(); }

  // Writes the footer and hands everything to the device.
  void Close();

 private:
  std::string path_;
  std::shared_ptr<arrow::io::FileOutputStream> file_;
  std::unique_ptr<parquet::ParquetFileWriter> writer_;
  bool closed_ = false;
};

// Removes what is at `path` if it is a regular file. No error where it is not, or stays.
void RemoveOutput(const std::string& path);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_PARQUET_OUTPUT_H_
