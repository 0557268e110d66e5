#include "reprise/io/record_readers.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise {

absl::StatusOr<RecordReader*> RecordReaders::Of(uint32_t index) {
  const InputFile& file = files_[index];
  const absl::StatusOr<std::string_view> header = cache_->Header(index);
  if (!header.ok()) {
    return header.status();
  }
  if (reader_ == nullptr || format_ != file.format || header_ != *header) {
    absl::StatusOr<std::unique_ptr<RecordReader>> reader =
        CreateRecordReader(file.format, *header, fields_);
    if (!reader.ok()) {
      return absl::Status(reader.status().code(),
                          absl::StrCat(file.name, ":1: ", reader.status().message()));
    }
    reader_ = *std::move(reader);
    format_ = file.format;
    header_ = *header;
  }
  return reader_.get();
}

}  // namespace reprise
