#include "reprise/pipeline/text_loader.h"

#include <utility>

#include "reprise/base/utf8.h"

namespace reprise {

std::unique_ptr<TextLoader::Desk> TextLoader::Borrow() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<Desk> desk = std::move(free_.back());
      free_.pop_back();
      return desk;
    }
  }
  return std::make_unique<Desk>(fields_);
}

void TextLoader::Return(std::unique_ptr<Desk> desk) {
  const std::lock_guard<std::mutex> lock(mutex_);
  free_.push_back(std::move(desk));
}

absl::Status TextLoader::Load(size_t index, const std::function<void(std::string_view text)>& use) {
  const Document& document = corpus_.documents[index];
  const InputFile& file = corpus_.files[document.file];
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle = cache_->Get(document.file);
  if (!handle.ok()) {
    return handle.status();
  }
  std::unique_ptr<Desk> desk = Borrow();
  const auto size = static_cast<size_t>(document.size);
  if (desk->buffer.size() < size + kJsonPadding) {
    desk->buffer.resize(size + kJsonPadding);
  }
  const absl::StatusOr<size_t> count =
      (*handle)->ReadAt(document.offset, desk->buffer.data(), size);
  if (!count.ok()) {
    return count.status();
  }
  std::string_view bytes(desk->buffer.data(), *count);
  JsonRecord record;
  absl::Status status;
  if (*count == size && file.format == Format::kJsonLines) {
    if (document.offset == 0) {
      bytes = WithoutByteOrderMark(bytes);
    }
    status = desk->reader.ReadPadded(bytes, &record);
    bytes = record.text;
  }
  // The same bytes were readable a moment ago.
  if (*count < size || !status.ok() || HashText(bytes) != document.text_hash) {
    return ChangedError(file, document.line);
  }
  use(bytes);
  Return(std::move(desk));
  return absl::OkStatus();
}

}  // namespace reprise
