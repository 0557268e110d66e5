#include "reprise/io/parquet_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"
#include "reprise/io/parquet_loader.h"

namespace reprise {
namespace {

absl::Status ToStatus(const ParquetOutcome& outcome) {
  return {static_cast<absl::StatusCode>(outcome.code), outcome.message};
}

// The module, for whom it is to read `path`, or, where that is empty, to write.
absl::StatusOr<ParquetModule*> ModuleFor(const std::string& path) {
  if (!path.empty()) {
    const absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = InputFileHandle::Open(path);
    if (!file.ok()) {
      return file.status();
    }
    if (!(*file)->is_regular()) {
      return absl::InvalidArgumentError(absl::StrCat(
          path, " is no regular file; Parquet is read from its end, so save it to a file first"));
    }
  }
  static const auto* const module =
      new absl::StatusOr<ParquetModule*>(LoadParquetModule(ParquetModuleFolders()));
  return *module;
}

class JsonLinesStream : public ByteStream {
 public:
  explicit JsonLinesStream(std::unique_ptr<ParquetRowStream> rows) : rows_(std::move(rows)) {}

  absl::StatusOr<size_t> Read(char* data, size_t size) override {
    size_t count = 0;
    const ParquetOutcome outcome = rows_->Read(data, size, &count);
    if (!outcome.ok()) {
      return ToStatus(outcome);
    }
    return count;
  }

  uint64_t consumed() const override { return rows_->consumed(); }

 private:
  std::unique_ptr<ParquetRowStream> rows_;
};

}  // namespace

absl::StatusOr<ParquetSchema> ReadParquetSchema(const std::string& path) {
  const absl::StatusOr<ParquetModule*> module = ModuleFor(path);
  if (!module.ok()) {
    return module.status();
  }
  ParquetSchema schema;
  const ParquetOutcome outcome = (*module)->ReadSchema(path, &schema);
  if (!outcome.ok()) {
    return ToStatus(outcome);
  }
  return schema;
}

absl::StatusOr<std::unique_ptr<ByteStream>> OpenParquetAsJsonLines(
    const std::string& path, const std::vector<std::string>& columns) {
  const absl::StatusOr<ParquetModule*> module = ModuleFor(path);
  if (!module.ok()) {
    return module.status();
  }
  std::unique_ptr<ParquetRowStream> rows;
  const ParquetOutcome outcome = (*module)->OpenJsonLines(path, columns, &rows);
  if (!outcome.ok()) {
    return ToStatus(outcome);
  }
  return std::make_unique<JsonLinesStream>(std::move(rows));
}

absl::StatusOr<ParquetSplitCounts> SplitParquet(
    const std::string& path, const std::function<uint8_t(uint64_t row)>& destination,
    const std::array<std::string, kParquetParts>& outputs, const std::function<bool()>& cancelled,
    uint64_t most_rows) {
  const absl::StatusOr<ParquetModule*> module = ModuleFor(path);
  if (!module.ok()) {
    return module.status();
  }
  ParquetSplitCounts counts;
  const ParquetOutcome outcome =
      (*module)->Split(path, destination, outputs, most_rows, cancelled, &counts);
  if (!outcome.ok()) {
    return ToStatus(outcome);
  }
  return counts;
}

absl::StatusOr<uint64_t> MergeParquet(const std::array<std::string, kParquetParts>& parts,
                                      const std::function<uint8_t(uint64_t row)>& source_of_row,
                                      const std::string& output,
                                      const std::function<bool()>& cancelled) {
  const absl::StatusOr<ParquetModule*> module = ModuleFor("");
  if (!module.ok()) {
    return module.status();
  }
  uint64_t rows = 0;
  const ParquetOutcome outcome = (*module)->Merge(parts, source_of_row, output, cancelled, &rows);
  if (!outcome.ok()) {
    return ToStatus(outcome);
  }
  return rows;
}

}  // namespace reprise
