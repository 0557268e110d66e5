#include "reprise/io/parquet/parquet_output.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "arrow/util/compression.h"
#include "arrow/util/io_util.h"
#include "parquet/properties.h"
#include "reprise/io/parquet/parquet_failure.h"

namespace reprise {
namespace {

bool Has(const std::vector<parquet::Encoding::type>& encodings, parquet::Encoding::type wanted) {
  return std::find(encodings.begin(), encodings.end(), wanted) != encodings.end();
}

void SetEncoding(const parquet::ColumnChunkMetaData& chunk,
                 const std::shared_ptr<parquet::schema::ColumnPath>& path,
                 parquet::WriterProperties::Builder* builder) {
  using parquet::Encoding;
  const std::vector<Encoding::type>& encodings = chunk.encodings();
  if (Has(encodings, Encoding::PLAIN_DICTIONARY) || Has(encodings, Encoding::RLE_DICTIONARY)) {
    builder->enable_dictionary(path);
    return;
  }
  builder->disable_dictionary(path);
  for (const Encoding::type encoding :
       {Encoding::DELTA_BINARY_PACKED, Encoding::DELTA_LENGTH_BYTE_ARRAY,
        Encoding::DELTA_BYTE_ARRAY, Encoding::BYTE_STREAM_SPLIT}) {
    if (Has(encodings, encoding)) {
      builder->encoding(path, encoding);
      return;
    }
  }
}

bool HasSecondVersionPages(const parquet::ColumnChunkMetaData& chunk) {
  return std::any_of(chunk.encoding_stats().begin(), chunk.encoding_stats().end(),
                     [](const parquet::PageEncodingStats& stats) {
                       return stats.page_type == parquet::PageType::DATA_PAGE_V2;
                     });
}

std::shared_ptr<parquet::WriterProperties> PropertiesLike(const ParquetSource& like) {
  parquet::WriterProperties::Builder builder;
  builder.memory_pool(arrow::system_memory_pool());
  builder.version(like.metadata().version());
  if (like.row_groups() > 0) {
    const std::unique_ptr<parquet::RowGroupMetaData> group = like.metadata().RowGroup(0);
    for (int leaf = 0; leaf < std::min(group->num_columns(), like.leaves()); ++leaf) {
      const std::unique_ptr<parquet::ColumnChunkMetaData> chunk = group->ColumnChunk(leaf);
      const std::shared_ptr<parquet::schema::ColumnPath> path = like.schema().Column(leaf)->path();
      if (arrow::util::Codec::IsAvailable(chunk->compression())) {
        builder.compression(path, chunk->compression());
      }
      SetEncoding(*chunk, path, &builder);
      if (!chunk->is_stats_set()) {
        builder.disable_statistics(path);
      }
      if (!chunk->GetColumnIndexLocation().has_value()) {
        builder.disable_write_page_index(path);
      }
      if (HasSecondVersionPages(*chunk)) {
        builder.data_page_version(parquet::ParquetDataPageVersion::V2);
      }
    }
  }
  return builder.build();
}

std::string CannotWrite(const std::string& path) { return "cannot write " + path; }

}  // namespace

void RemoveOutput(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {  // devices are not ours to remove
    std::filesystem::remove(path, ignored);
  }
}

ParquetOutput::ParquetOutput(const std::string& path, const ParquetSource& like) : path_(path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) {
    std::filesystem::create_directories(folder, error);
  }
  if (error) {
    CheckArrow(arrow::internal::IOErrorFromErrno(error.value()), CannotWrite(path));
  }
  auto file = arrow::io::FileOutputStream::Open(path);
  CheckArrow(file.status(), CannotWrite(path));
  file_ = *file;
  const auto& schema =
      std::static_pointer_cast<parquet::schema::GroupNode>(like.schema().schema_root());
  writer_ = parquet::ParquetFileWriter::Open(file_, schema, PropertiesLike(like),
                                             like.metadata().key_value_metadata());
}

ParquetOutput::~ParquetOutput() {
  if (!closed_) {
    writer_.reset();  // writes a footer, as if all were well
    file_.reset();
    RemoveOutput(path_);
  }
}

void ParquetOutput::Close() {
  writer_->Close();
  const int descriptor = file_->file_descriptor();
  if (::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    CheckArrow(arrow::internal::IOErrorFromErrno(errno), CannotWrite(path_));
  }
  CheckArrow(file_->Close(), CannotWrite(path_));
  closed_ = true;
}

}  // namespace reprise
