#include "reprise/io/record_cursor.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace reprise {
namespace {

constexpr size_t kPiece = size_t{1} << 18;

}  // namespace

absl::StatusOr<RecordCursor> RecordCursor::Open(std::unique_ptr<ByteStream> stream, Format format,
                                                const RecordFields& fields) {
  RecordCursor cursor(std::move(stream), format);
  for (size_t want = kPiece;; want *= 2) {
    if (absl::Status status = cursor.Fill(want); !status.ok()) {
      return status;
    }
    const std::optional<size_t> size = HeaderSize(format, cursor.rest(), cursor.at_end_);
    if (size.has_value()) {
      cursor.header_ = cursor.rest().substr(0, *size);
      cursor.begin_ = *size;
      break;
    }
  }
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      CreateRecordReader(format, cursor.header_, fields);
  if (!reader.ok()) {
    return reader.status();
  }
  cursor.reader_ = *std::move(reader);
  cursor.offset_ = cursor.header_.size();
  return cursor;
}

absl::StatusOr<bool> RecordCursor::Next(std::string_view* record, uint64_t known_size) {
  offset_ += record_.size();
  record_ = {};
  for (size_t want = std::max<size_t>(kPiece, static_cast<size_t>(known_size));; want *= 2) {
    std::optional<size_t> size;
    if (known_size != 0 && rest().size() >= known_size) {
      size = static_cast<size_t>(known_size);
    } else if (known_size == 0 && !rest().empty()) {
      size = reader_->RecordSize(rest(), at_end_);
    }
    if (size.has_value()) {
      record_ = rest().substr(0, *size);
      begin_ += *size;
      break;
    }
    if (at_end_) {
      if (any_ || !IsWholeFile(format_)) {
        return false;
      }
      break;
    }
    if (absl::Status status = Fill(want); !status.ok()) {
      return status;
    }
  }
  any_ = true;
  *record = record_;
  return true;
}

absl::Status RecordCursor::Fill(size_t least) {
  // What was given out makes room.
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (buffer_.size() < least + kRecordPadding) {
    buffer_.resize(least + kRecordPadding);
  }
  while (!at_end_ && end_ < least) {
    const absl::StatusOr<size_t> count = stream_->Read(buffer_.data() + end_, least - end_);
    if (!count.ok()) {
      return count.status();
    }
    at_end_ = *count == 0;
    end_ += *count;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordCursor::Read(Record* record) {
  return reader_->Read(record_, offset_ == 0, record);
}

}  // namespace reprise
