#include "reprise/io/block_reader.h"

#include <algorithm>
#include <memory>
#include <new>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

// Makes room for `size` bytes and the padding.
absl::Status Reserve(size_t size, const InputFile& file, std::vector<char>* buffer) {
  if (buffer->size() >= size + kBlockPadding) {
    return absl::OkStatus();
  }
  try {
    buffer->resize(size + kBlockPadding);
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
    const InputFile& file = files_[file_];
    const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle = cache_->Get(file_);
    absl::StatusOr<bool> filled = false;
    if (!handle.ok()) {
      filled = handle.status();
    } else if (file.format == Format::kJsonLines) {
      filled = ReadLines(file, **handle, block);
    } else {
      filled = ReadAll(file, **handle, block);
    }
    if (!filled.ok()) {
      file_ = static_cast<uint32_t>(files_.size());
      return filled;
    }
    if (*filled) {
      block->sequence = next_sequence_++;
      return true;
    }
    ++file_;
    offset_ = 0;
  }
  return false;
}

absl::StatusOr<bool> BlockReader::ReadLines(const InputFile& file, const InputFileHandle& handle,
                                            Block* block) {
  const uint64_t left = file.state.size - offset_;
  if (left == 0) {
    return false;
  }
  // What follows the last line break is read again with the next block: that costs less than
  // carrying it over would take code.
  for (size_t want = block_size_;; want *= 2) {
    const size_t size = static_cast<size_t>(std::min<uint64_t>(want, left));
    if (absl::Status status = Reserve(size, file, &block->buffer); !status.ok()) {
      return status;
    }
    const absl::StatusOr<size_t> count = handle.ReadAt(offset_, block->buffer.data(), size);
    if (!count.ok()) {
      return count.status();
    }
    if (*count < size) {
      return ChangedError(file);
    }
    const std::string_view bytes(block->buffer.data(), size);
    const size_t last_break = bytes.rfind('\n');
    if (last_break == std::string_view::npos && size < left) {
      continue;
    }
    block->file = file_;
    block->offset = offset_;
    block->size = size == left ? size : last_break + 1;
    offset_ += block->size;
    return true;
  }
}

absl::StatusOr<bool> BlockReader::ReadAll(const InputFile& file, const InputFileHandle& handle,
                                          Block* block) {
  // An empty file is a document too: offset_ beyond the size marks the one block as read.
  if (offset_ != 0) {
    return false;
  }
  const auto size = static_cast<size_t>(file.state.size);
  if (absl::Status status = Reserve(size, file, &block->buffer); !status.ok()) {
    return status;
  }
  const absl::StatusOr<size_t> count = handle.ReadAt(0, block->buffer.data(), size);
  if (!count.ok()) {
    return count.status();
  }
  if (*count < size) {
    return ChangedError(file);
  }
  block->file = file_;
  block->offset = 0;
  block->size = size;
  offset_ = file.state.size + 1;
  return true;
}

}  // namespace reprise
