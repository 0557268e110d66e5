#include "reprise/io/block_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace reprise {
namespace {

// Makes room for `size` bytes and the padding.
absl::Status Reserve(size_t size, const InputFile& file, ByteBuffer* buffer) {
  return buffer->Reserve(size + kRecordPadding)
             ? absl::OkStatus()
             : absl::ResourceExhaustedError(absl::StrCat(
                   file.name, ":1: no memory for a record of more than ", size / 2, " bytes"));
}

}  // namespace

absl::StatusOr<bool> BlockReader::Next(Block* block) {
  if (IsLarge(block->buffer.capacity())) {
    block->buffer.Free();
  }
  block->pass.reset();
  const std::lock_guard<std::mutex> lock(mutex_);
  while (file_ < files_.size()) {
    absl::Status status = begun_ ? absl::OkStatus() : BeginFile();
    absl::StatusOr<bool> filled = status.ok() ? ReadRecords(block) : status;
    if (!filled.ok()) {
      const uint32_t file = std::exchange(file_, static_cast<uint32_t>(files_.size()));
      absl::string_view reason = filled.status().message();
      if (!absl::ConsumePrefix(&reason, absl::StrCat(files_[file].name, ":1: "))) {
        return filled;
      }
      block->sequence = next_sequence_++;
      block->file = file;
      block->size = 0;
      block->refused = absl::Status(filled.status().code(), reason);
      return true;
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
  // What follows the last whole record is read again with the next block: that costs less than
  // carrying it over would take code.
  for (uint64_t want = options_.block_size;; want = std::min(2 * want, MostRecord())) {
    Piece piece;
    absl::StatusOr<bool> any = ReadPiece(want, block, &piece);
    if (!any.ok() || !*any) {
      return any;
    }
    const absl::StatusOr<RecordReader*> framing = framing_.Of(file_);
    if (!framing.ok()) {
      return framing.status();
    }
    const absl::StatusOr<size_t> whole = WholeRecords(**framing, piece);
    if (!whole.ok()) {
      return whole.status();
    }
    if (*whole == 0 && !piece.at_end) {
      continue;
    }
    block->file = file_;
    block->offset = offset_;
    block->size = *whole;
    offset_ += *whole;
    any_block_ = true;
    // Of a packed file, what was unpacked so far may be further than this block.
    const uint64_t consumed =
        files_[file_].packing == Packing::kNone ? offset_ : piece.extent.consumed;
    block->consumed = consumed - consumed_;
    consumed_ = consumed;
    return true;
  }
}

absl::StatusOr<bool> BlockReader::ReadPiece(uint64_t want, Block* block, Piece* piece) {
  const InputFile& file = files_[file_];
  const bool whole_file = IsWholeFile(file.format);
  absl::StatusOr<FileCache::Extent> extent =
      cache_->WaitFor(file_, whole_file ? ~uint64_t{0} : offset_ + want);
  // What comes before a failure is read first, so that it is known where it is.
  piece->failure = extent.status();
  if (!extent.ok() && !whole_file) {
    extent = cache_->WaitFor(file_, offset_ + 1);
  }
  if (!extent.ok()) {
    return piece->failure;
  }
  piece->extent = *extent;
  const uint64_t left = extent->size - offset_;
  // An empty file of one document is a document too.
  if (left == 0 && (!whole_file || any_block_)) {
    return false;
  }
  const uint64_t size = whole_file ? left : std::min(want, left);
  if (size > MostRecord()) {
    return TooLong(size);
  }
  if (IsLarge(size)) {
    if (block->pass == nullptr) {
      block->pass = large_.Enter();
    }
    options_.before_large(size);
  }
  ByteBuffer& buffer = block->buffer;
  absl::Status status = Reserve(static_cast<size_t>(size), file, &buffer);
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
      status.ok() ? cache_->Get(file_) : status;
  if (!handle.ok()) {
    return handle.status();
  }
  const absl::StatusOr<size_t> count =
      (*handle)->ReadAt(offset_, buffer.data(), static_cast<size_t>(size));
  if (!count.ok()) {
    return count.status();
  }
  if (*count < size) {
    return ChangedError(file);
  }
  piece->bytes = {buffer.data(), static_cast<size_t>(size)};
  piece->at_end = extent->complete && size == left;
  return true;
}

absl::StatusOr<size_t> BlockReader::WholeRecords(const RecordReader& framing, const Piece& piece) {
  const std::string_view bytes = piece.bytes;
  size_t whole = framing.WholeRecords(bytes, piece.at_end);
  if (piece.at_end) {
    return whole;
  }
  const bool no_more = bytes.size() >= MostRecord();
  std::optional<uint64_t> announced;
  while ((announced = framing.AnnouncedSize(bytes.substr(whole))).has_value() &&
         *announced + kEndLookAhead > MostRecord()) {
    const absl::StatusOr<bool> wrong = AnnouncesWrongly(framing, offset_ + whole, *announced);
    if (!wrong.ok()) {
      return wrong.status();
    }
    if (!*wrong && whole == 0 && (no_more || *announced > MostRecord())) {
      return TooLong(*announced + kEndLookAhead);
    }
    const std::optional<size_t> size =
        *wrong ? framing.SizeIgnoringAnnouncement(bytes.substr(whole), /*at_end=*/false)
               : std::nullopt;
    if (!size.has_value()) {
      break;
    }
    whole += *size;
    whole += framing.WholeRecords(bytes.substr(whole), /*at_end=*/false);
  }
  if (whole != 0) {
    return whole;
  }
  if (!piece.failure.ok()) {
    return piece.failure;
  }
  if (no_more) {
    return announced.has_value() ? WithoutEnd(*announced) : TooLongByFar();
  }
  return whole;
}

absl::StatusOr<bool> BlockReader::AnnouncesWrongly(const RecordReader& framing, uint64_t offset,
                                                   uint64_t announced) {
  const uint64_t end = offset + announced;
  const absl::StatusOr<FileCache::Extent> extent = cache_->WaitFor(file_, end + kEndLookAhead);
  if (!extent.ok()) {
    return extent.status();
  }
  if (extent->size < end) {
    return true;
  }
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle = cache_->Get(file_);
  if (!handle.ok()) {
    return handle.status();
  }
  std::string behind(std::min<uint64_t>(kEndLookAhead, extent->size - end), '\0');
  const absl::StatusOr<size_t> count = (*handle)->ReadAt(end, behind.data(), behind.size());
  if (!count.ok()) {
    return count.status();
  }
  return !framing.MayEndBefore(std::string_view(behind).substr(0, *count));
}

absl::Status BlockReader::TooLongByFar() {
  const absl::StatusOr<FileCache::Extent> extent =
      cache_->WaitFor(file_, offset_ + 2 * MostRecord());
  return extent.ok() ? TooLong(std::min(2 * MostRecord(), extent->size - offset_))
                     : extent.status();
}

absl::Status BlockReader::TooLong(uint64_t least_size) const {
  return absl::ResourceExhaustedError(absl::StrCat(
      files_[file_].name, ":1: a record that begins at byte ", offset_, " takes more than ",
      options_.most_record, " bytes, for which the memory allowed has room; allow at least ",
      options_.memory_per_record_byte * least_size, " bytes (--memory)"));
}

absl::Status BlockReader::WithoutEnd(uint64_t announced) const {
  return absl::ResourceExhaustedError(absl::StrCat(
      files_[file_].name, ":1: a record that begins at byte ", offset_, " announces ", announced,
      " bytes, which is wrong, and no other record begins in the ", MostRecord(),
      " bytes that the memory allowed has room for; allow more, so that what is further ",
      "away is found (--memory), or leave the file out"));
}

}  // namespace reprise
