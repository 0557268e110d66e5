#include "reprise/io/parquet/parquet_source.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "arrow/io/file.h"
#include "reprise/io/parquet/parquet_failure.h"

namespace reprise {
namespace {

// Of what Arrow holds for one file. A page and what it is packed in are 2 GiB each at most.
constexpr int64_t kMemoryLimit = int64_t{8} << 30;

// Read ahead, for all leaf columns together.
constexpr int64_t kReadAhead = int64_t{16} << 20;
constexpr int64_t kLeastReadAhead = int64_t{1} << 12;
constexpr int64_t kMostReadAhead = int64_t{1} << 18;

// Entries decoded ahead, for all leaf columns together.
constexpr int64_t kDecodedAhead = int64_t{1} << 16;

constexpr std::string_view kMagic = "PAR1";
constexpr std::string_view kEncryptedMagic = "PARE";
constexpr int64_t kEndSize = 8;  // the size of the footer, and the magic bytes again

}  // namespace

ParquetSource::ParquetSource(const std::string& path)
    : path_(path),
      counted_memory_(std::make_unique<arrow::ProxyMemoryPool>(arrow::system_memory_pool())),
      memory_(std::make_unique<arrow::CappedMemoryPool>(counted_memory_.get(), kMemoryLimit)) {
  auto file = arrow::io::ReadableFile::Open(path, memory_.get());
  CheckArrow(file.status(), "cannot open " + path);
  file_ = *file;
  const auto size = file_->GetSize();
  CheckArrow(size.status(), "cannot read " + path);
  file_size_ = static_cast<uint64_t>(*size);
  CheckEnds();
  try {
    ReadSideBySide(1);
    metadata_ = reader_->metadata();
    if (metadata_->is_encryption_algorithm_set()) {
      throw ParquetFailure(FailureCode::kUnimplemented,
                           path + " is encrypted; decrypt it before reading it here");
    }
    for (int group = 0; group < row_groups(); ++group) {
      const int64_t rows = metadata_->RowGroup(group)->num_rows();
      if (rows < 0 || static_cast<uint64_t>(rows) > uint64_t{1} << 62 ||
          rows_ > uint64_t{1} << 62) {
        throw ParquetFailure(FailureCode::kDataLoss, path + ": the footer is damaged: row group " +
                                                         std::to_string(group + 1) +
                                                         " cannot have so many rows");
      }
      rows_of_groups_.push_back(static_cast<uint64_t>(rows));
      rows_ += static_cast<uint64_t>(rows);
    }
  } catch (...) {
    ThrowAsFailure(path + ", footer");
  }
}

void ParquetSource::ReadSideBySide(size_t leaves) {
  const auto count = static_cast<int64_t>(std::max<size_t>(leaves, 1));
  batch_size_ = std::clamp<int64_t>(kDecodedAhead / count, 32, 1024);
  parquet::ReaderProperties properties(memory_.get());
  properties.enable_buffered_stream();
  properties.set_buffer_size(std::clamp(kReadAhead / count, kLeastReadAhead, kMostReadAhead));
  properties.set_page_checksum_verification(true);
  reader_ = parquet::ParquetFileReader::Open(file_, properties, metadata_);
}

void ParquetSource::CheckEnds() const {
  const auto read = [&](int64_t offset, int64_t size) {
    std::array<char, kEndSize> bytes = {};
    const auto count = file_->ReadAt(offset, std::min(size, kEndSize), bytes.data());
    CheckArrow(count.status(), "cannot read " + path_);
    return std::string(bytes.data(), static_cast<size_t>(*count));
  };
  const std::string begin = read(0, static_cast<int64_t>(kMagic.size()));
  if (begin == kEncryptedMagic) {
    throw ParquetFailure(FailureCode::kUnimplemented,
                         path_ + " is encrypted; decrypt it before reading it here");
  }
  if (std::string_view(begin) != kMagic.substr(0, begin.size())) {
    throw ParquetFailure(FailureCode::kInvalidArgument,
                         path_ + " is no Parquet file: it does not begin with \"PAR1\"");
  }
  const auto file_size = static_cast<int64_t>(file_size_);
  const bool too_short = file_size < static_cast<int64_t>(kMagic.size()) + kEndSize;
  if (too_short || !read(file_size - kEndSize, kEndSize).ends_with(kMagic)) {
    throw ParquetFailure(FailureCode::kDataLoss,
                         path_ + " has no footer: it breaks off after " +
                             std::to_string(file_size_) +
                             " bytes; a Parquet file can be read only when its end is there");
  }
}

uint64_t ParquetSource::most_rows_of_a_group() const {
  return rows_of_groups_.empty()
             ? 0
             : *std::max_element(rows_of_groups_.begin(), rows_of_groups_.end());
}

std::shared_ptr<parquet::ColumnReader> ParquetSource::OpenLeaf(int row_group, int leaf) const {
  const std::shared_ptr<parquet::RowGroupReader> group = reader_->RowGroup(row_group);
  if (leaf < group->metadata()->num_columns() &&
      !group->metadata()->ColumnChunk(leaf)->can_decompress()) {
    throw ParquetFailure(FailureCode::kUnimplemented,
                         path_ + ": column \"" + schema().Column(leaf)->path()->ToDotString() +
                             "\" is compressed in a way that is not supported here");
  }
  return group->Column(leaf);
}

}  // namespace reprise
