#include "reprise/pipeline/text_loader.h"

#include <utility>

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
  return std::make_unique<Desk>(corpus_.files, fields_, cache_);
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
  if (desk->buffer.size() < size + kRecordPadding) {
    desk->buffer.resize(size + kRecordPadding);
  }
  const absl::StatusOr<size_t> count =
      (*handle)->ReadAt(document.offset, desk->buffer.data(), size);
  if (!count.ok()) {
    return count.status();
  }
  const absl::StatusOr<RecordReader*> reader = desk->readers.Of(document.file);
  if (!reader.ok()) {
    return reader.status();
  }
  Record record;
  // The same bytes were readable a moment ago.
  if (*count < size ||
      !(*reader)
           ->Read({desk->buffer.data(), size}, document.offset == 0, &record)
           .value_or(false) ||
      HashText(record.text) != document.text_hash) {
    return ChangedError(file, document.line);
  }
  use(record.text);
  Return(std::move(desk));
  return absl::OkStatus();
}

}  // namespace reprise
