#include "reprise/pipeline/text_loader.h"

#include "absl/strings/str_cat.h"
#include "reprise/text/large_text.h"

namespace reprise {

absl::Status TextLoader::Load(size_t index, const std::function<void(std::string_view text)>& use) {
  const Document& document = corpus_.documents[index];
  if (document.size > kLargeText) {
    Desk desk(corpus_.files, fields_, cache_);
    return LoadAt(&desk, document, use);
  }
  const FreeList<Desk>::Loan desk = desks_.Borrow();
  return LoadAt(desk.get(), document, use);
}

absl::Status TextLoader::LoadAt(Desk* desk, const Document& document,
                                const std::function<void(std::string_view text)>& use) {
  const InputFile& file = corpus_.files[document.file];
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle = cache_->Get(document.file);
  if (!handle.ok()) {
    return handle.status();
  }
  const auto size = static_cast<size_t>(document.size);
  if (!desk->buffer.Reserve(size + kRecordPadding)) {
    return absl::ResourceExhaustedError(absl::StrCat(
        file.name, ":", document.line, ": no memory for a record of ", size, " bytes"));
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
  if (size > kLargeText && !desk->buffer.Holds(record.text)) {
    desk->buffer.Free();  // the text is a copy, or empty
  }
  use(record.text);
  return absl::OkStatus();
}

}  // namespace reprise
