#include "reprise/io/durable_file.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

constexpr std::string_view kMagic = "reprise durable 1\n";
constexpr size_t kPiece = size_t{1} << 20;

struct Trailer {
  uint64_t size = 0;  // of what lies between magic number and trailer
  TextHash hash;      // of that
};

absl::Status Damaged(const std::string& path) {
  return absl::DataLossError(absl::StrCat(path, ":1: damaged, or not a file of this release"));
}

}  // namespace

DurableWriter::DurableWriter(std::string path, OutputFile file)
    : path_(std::move(path)), file_(std::move(file)), hasher_(std::make_unique<TextHasher>()) {}

absl::StatusOr<DurableWriter> DurableWriter::Create(const std::string& path) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(absl::StrCat(path, ".part"));
  if (!file.ok()) {
    return file.status();
  }
  DurableWriter writer(path, *std::move(file));
  writer.status_ = writer.file_.Append(kMagic);
  return writer;
}

void DurableWriter::Bytes(std::string_view bytes) {
  hasher_->Update(bytes);
  size_ += bytes.size();
  if (status_.ok()) {
    status_ = file_.Append(bytes);
  }
}

absl::Status DurableWriter::Finish() {
  const Trailer trailer = {size_, hasher_->Digest()};
  if (status_.ok()) {
    status_ = file_.Append({reinterpret_cast<const char*>(&trailer), sizeof(trailer)});
  }
  if (status_.ok()) {
    status_ = file_.Sync();
  }
  if (status_.ok()) {
    status_ = file_.Close();
  }
  return status_.ok() ? RenameDurably(absl::StrCat(path_, ".part"), path_) : status_;
}

absl::StatusOr<DurableReader> DurableReader::Open(const std::string& path) {
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = InputFileHandle::Open(path);
  if (!file.ok()) {
    return file.status();
  }
  const absl::StatusOr<FileState> state = (*file)->State();
  if (!state.ok()) {
    return state.status();
  }
  if (state->size < kMagic.size() + sizeof(Trailer)) {
    return Damaged(path);
  }
  const uint64_t end = state->size - sizeof(Trailer);
  std::string piece(kPiece, '\0');
  Trailer trailer;
  absl::StatusOr<size_t> count =
      (*file)->ReadAt(end, reinterpret_cast<char*>(&trailer), sizeof(trailer));
  if (count.ok() && *count == sizeof(trailer)) {
    count = (*file)->ReadAt(0, piece.data(), kMagic.size());
  }
  if (!count.ok()) {
    return count.status();
  }
  if (std::string_view(piece).substr(0, kMagic.size()) != kMagic ||
      trailer.size != end - kMagic.size()) {
    return Damaged(path);
  }
  TextHasher hasher;
  for (uint64_t offset = kMagic.size(); offset < end;) {
    const auto size = static_cast<size_t>(std::min<uint64_t>(piece.size(), end - offset));
    count = (*file)->ReadAt(offset, piece.data(), size);
    if (!count.ok()) {
      return count.status();
    }
    if (*count == 0) {
      return Damaged(path);
    }
    hasher.Update({piece.data(), *count});
    offset += *count;
  }
  if (hasher.Digest() != trailer.hash) {
    return Damaged(path);
  }
  DurableReader reader(*file, end);
  reader.offset_ = kMagic.size();
  return reader;
}

void DurableReader::Bytes(char* data, size_t size) {
  while (size > 0) {
    if (begin_ == buffer_.size()) {
      begin_ = 0;
      buffer_.resize(static_cast<size_t>(std::min<uint64_t>(kPiece, end_ - offset_)));
      const absl::StatusOr<size_t> count = file_->ReadAt(offset_, buffer_.data(), buffer_.size());
      buffer_.resize(count.value_or(0));
      offset_ += buffer_.size();
      if (buffer_.empty()) {
        status_ = count.ok() ? Damaged(file_->path()) : count.status();
        std::memset(data, 0, size);
        return;
      }
    }
    const size_t here = std::min(size, buffer_.size() - begin_);
    std::memcpy(data, buffer_.data() + begin_, here);
    begin_ += here;
    data += here;
    size -= here;
  }
}

size_t DurableReader::Count(size_t element_size) {
  const auto count = Value<uint64_t>();
  const uint64_t left = end_ - offset_ + (buffer_.size() - begin_);
  if (count > left / element_size) {
    status_ = Damaged(file_->path());
    return 0;
  }
  return static_cast<size_t>(count);
}

}  // namespace reprise
