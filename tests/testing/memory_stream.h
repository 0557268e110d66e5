#ifndef REPRISE_TESTS_TESTING_MEMORY_STREAM_H_
#define REPRISE_TESTS_TESTING_MEMORY_STREAM_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"

namespace reprise {

// The bytes of a string, then an error where there is one.
class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(std::string bytes, absl::Status status = absl::OkStatus())
      : bytes_(std::move(bytes)), status_(std::move(status)) {}

  absl::StatusOr<size_t> Read(char* data, size_t size) override {
    const size_t count = std::min(size, bytes_.size() - offset_);
    if (count == 0 && size > 0 && !status_.ok()) {
      return status_;
    }
    std::memcpy(data, bytes_.data() + offset_, count);
    offset_ += count;
    return count;
  }
  uint64_t consumed() const override { return offset_; }

 private:
  std::string bytes_;
  absl::Status status_;
  size_t offset_ = 0;
};

// Appends to a string, which outlives it.
class MemorySink : public ByteSink {
 public:
  explicit MemorySink(std::string* bytes) : bytes_(bytes) {}

  absl::Status Append(std::string_view bytes) override {
    bytes_->append(bytes);
    return absl::OkStatus();
  }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  std::string* bytes_;
};

// What a stream gives in all, and how it ends.
struct StreamContent {
  std::string bytes;
  absl::Status status;
  uint64_t consumed = 0;
};

// Reads a stream to its end in pieces of that size.
inline StreamContent ReadStream(ByteStream* stream, size_t piece = 1000) {
  StreamContent content;
  std::vector<char> buffer(piece);
  while (true) {
    const absl::StatusOr<size_t> count = stream->Read(buffer.data(), piece);
    if (!count.ok()) {
      content.status = count.status();
      break;
    }
    if (*count == 0) {
      break;
    }
    content.bytes.append(buffer.data(), *count);
  }
  content.consumed = stream->consumed();
  return content;
}

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_MEMORY_STREAM_H_
