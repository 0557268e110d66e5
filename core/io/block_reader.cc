#include "reprise/io/block_reader.h"

#include <algorithm>
#include <memory>
#include <new>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

// Makes room for `size` bytes and the padding.
absl::Status Reserve(size_t size, const InputFile& file, std::vector<char>* buffer) {
  if (buffer->size() >= size + kRecordPadding) {
    return absl::OkStatus();
  }
  try {
    buffer->resize(size + kRecordPadding);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(
        absl::StrCat(file.name, ":1: no memory for a record of more than ", size / 2, " bytes"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> BlockReader::Next(Block* block) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (file_ < files_.size()) {
    absl::Status status = begun_ ? absl::OkStatus() : BeginFile();
    absl::StatusOr<bool> filled = status.ok() ? ReadRecords(block) : status;
    if (!filled.ok()) {
      file_ = static_cast<uint32_t>(files_.size());
      return filled;
    }
    if (*filled) {
      block->sequence = next_sequence_++;
      return true;
    }
    ++file_;
    begun_ = false;
  }
  return false;
}

absl::Status BlockReader::BeginFile() {
  const absl::StatusOr<std::string_view> header = cache_->Header(file_);
  if (!header.ok()) {
    return header.status();
  }
  // A header that lacks the text is an error even where no record follows.
  if (!header->empty()) {
    if (absl::Status status = framing_.Of(file_).status(); !status.ok()) {
      return status;
    }
  }
  begun_ = true;
  any_block_ = false;
  offset_ = header->size();
  consumed_ = 0;
  return absl::OkStatus();
}

absl::StatusOr<bool> BlockReader::ReadRecords(Block* block) {
  const InputFile& file = files_[file_];
  const bool whole_file = IsWholeFile(file.format);
  // What follows the last whole record is read again with the next block: that costs less than
  // carrying it over would take code.
  for (uint64_t want = options_.block_size;; want *= 2) {
    const absl::StatusOr<FileCache::Extent> extent =
        cache_->WaitFor(file_, whole_file ? ~uint64_t{0} : offset_ + want);
    if (!extent.ok()) {
      return extent.status();
    }
    const uint64_t left = extent->size - offset_;
    // An empty file of one document is a document too.
    if (left == 0 && (!whole_file || any_block_)) {
      return false;
    }
    const absl::StatusOr<RecordReader*> framing = framing_.Of(file_);
    if (!framing.ok()) {
      return framing.status();
    }
    const uint64_t size = whole_file ? left : std::min(want, left);
    if (size > std::max<uint64_t>(options_.most_record, options_.block_size)) {
      return TooLong(file, size);
    }
    absl::Status status = Reserve(static_cast<size_t>(size), file, &block->buffer);
    const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
        status.ok() ? cache_->Get(file_) : status;
    if (!handle.ok()) {
      return handle.status();
    }
    const absl::StatusOr<size_t> count =
        (*handle)->ReadAt(offset_, block->buffer.data(), static_cast<size_t>(size));
    if (!count.ok()) {
      return count.status();
    }
    if (*count < size) {
      return ChangedError(file);
    }
    const bool at_end = extent->complete && size == left;
    const size_t whole =
        (*framing)->WholeRecords({block->buffer.data(), static_cast<size_t>(size)}, at_end);
    if (whole == 0 && !at_end) {
      continue;
    }
    block->file = file_;
    block->offset = offset_;
    block->size = whole;
    offset_ += whole;
    any_block_ = true;
    // Of a packed file, what was unpacked so far may be further than this block.
    const uint64_t consumed = file.packing == Packing::kNone ? offset_ : extent->consumed;
    block->consumed = consumed - consumed_;
    consumed_ = consumed;
    return true;
  }
}

absl::Status BlockReader::TooLong(const InputFile& file, uint64_t least_size) {
  return absl::ResourceExhaustedError(
      absl::StrCat(file.name, ":1: a record that begins at byte ", offset_, " takes more than ",
                   options_.most_record, " bytes, a quarter of the memory allowed; allow at least ",
                   4 * least_size, " bytes (--memory)"));
}

}  // namespace reprise
