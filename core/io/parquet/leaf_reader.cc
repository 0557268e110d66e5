#include "reprise/io/parquet/leaf_reader.h"

#include <algorithm>

#include "reprise/io/parquet/parquet_failure.h"

namespace reprise {
namespace {

constexpr int kMostEmptyPages = 1000;  // one after the other

}  // namespace

LeafReader::LeafReader(const ParquetSource* source, int leaf)
    : source_(source),
      leaf_(leaf),
      column_(source->schema().Column(leaf)),
      max_definition_(column_->max_definition_level()),
      definitions_(static_cast<size_t>(source->batch_size())),
      repetitions_(static_cast<size_t>(source->batch_size())) {}

bool LeafReader::LoadBatch() {
  try {
    while (!ReadOn()) {
      if (next_group_ == source_->row_groups()) {
        return false;
      }
      reader_ = source_->OpenLeaf(next_group_, leaf_);
      all_entries_of_group_ =
          source_->metadata().RowGroup(next_group_)->ColumnChunk(leaf_)->num_values();
      ++next_group_;
      rows_of_group_ = 0;
      entries_of_group_ = 0;
    }
    return true;
  } catch (...) {
    ThrowAsFailure(source_->path() + ", row group " + std::to_string(next_group_) + ", column \"" +
                   column_->path()->ToDotString() + "\"");
  }
}

// False at the end of the row group.
bool LeafReader::ReadOn() {
  next_ = entries_ = next_value_ = 0;
  if (reader_ == nullptr) {
    return false;
  }
  if (!HasNextPage()) {
    reader_.reset();  // with its page, which may be large
    if (rows_of_group_ != RowsOfGroup()) {
      throw parquet::ParquetException("it ends after ", rows_of_group_, " rows of its row group");
    }
    return false;
  }
  int64_t values = 0;
  // Levels that can only be 0 are not written, and stay as the vectors were made.
  const int64_t entries = ReadEntries(reader_.get(), source_->batch_size(), definitions_.data(),
                                      repetitions_.data(), &values);
  if (entries <= 0) {
    throw parquet::ParquetException("a page holds less than it says");
  }
  entries_ = static_cast<size_t>(entries);
  entries_of_group_ += entries;
  CheckBatch(values);
  return true;
}

// Arrow says of a page without entries, as it writes them itself, that there is no next one.
bool LeafReader::HasNextPage() {
  for (int empty_pages = 0; empty_pages < kMostEmptyPages; ++empty_pages) {
    if (reader_->HasNext()) {
      return true;
    }
    if (entries_of_group_ >= all_entries_of_group_) {
      return false;
    }
  }
  return false;
}

void LeafReader::CheckBatch(int64_t values) {
  const auto count = [this](const std::vector<int16_t>& levels, int16_t level) {
    return static_cast<uint64_t>(
        std::count(levels.begin(), levels.begin() + static_cast<ptrdiff_t>(entries_), level));
  };
  if (count(definitions_, max_definition_) != static_cast<uint64_t>(values)) {
    throw parquet::ParquetException("a page holds fewer values than it says");
  }
  if (rows_of_group_ == 0 && repetitions_[0] != 0) {
    throw parquet::ParquetException("it does not begin with a row");
  }
  rows_of_group_ += count(repetitions_, 0);
  if (rows_of_group_ > RowsOfGroup()) {
    throw parquet::ParquetException("it has more rows than its row group");
  }
}

std::unique_ptr<LeafReader> MakeLeafReader(const ParquetSource* source, int leaf) {
  return ForPhysicalType(source->schema().Column(leaf)->physical_type(),
                         [&](auto type) -> std::unique_ptr<LeafReader> {
                           return std::make_unique<TypedLeafReader<decltype(type)>>(source, leaf);
                         });
}

}  // namespace reprise
