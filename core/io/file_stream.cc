#include "reprise/io/file_stream.h"

#include "absl/strings/str_cat.h"

namespace reprise {

absl::StatusOr<std::unique_ptr<ByteStream>> FileStream::Open(const std::string& path) {
  absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = InputFileHandle::Open(path);
  if (!file.ok()) {
    return file.status();
  }
  const absl::StatusOr<FileState> state = (*file)->State();
  if (!state.ok()) {
    return state.status();
  }
  return std::unique_ptr<ByteStream>(new FileStream(*std::move(file), state->size));
}

absl::StatusOr<size_t> FileStream::Read(char* data, size_t size) {
  const absl::StatusOr<size_t> count = file_->ReadAt(offset_, data, size);
  if (!count.ok()) {
    return count.status();
  }
  if (*count == 0 && size > 0 && offset_ < size_) {
    return absl::DataLossError(absl::StrCat(
        "the file ends at byte ", offset_, " although it had ", size_,
        " bytes when it was opened: something has changed it meanwhile; run again on a file that "
        "stays as it is"));
  }
  offset_ += *count;
  return *count;
}

absl::StatusOr<std::unique_ptr<ByteSink>> FileSink::Create(const std::string& path) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(path);
  if (!file.ok()) {
    return file.status();
  }
  return std::unique_ptr<ByteSink>(new FileSink(*std::move(file)));
}

}  // namespace reprise
