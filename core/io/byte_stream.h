#ifndef REPRISE_IO_BYTE_STREAM_H_
#define REPRISE_IO_BYTE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reprise {

// Bytes that come one after the other, out of a file or out of what a file is packed in. Not
// thread-safe.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Fills `data` with the next bytes; fewer than `size` only at the end or right before an error,
  // 0 only at the end. Errors: those of reading a file; DataLoss where what it is packed in breaks
  // off or makes no sense, all bytes before the break having been handed out ("the gzip data break
  // off at byte 1234: ..."); ResourceExhausted where unpacking would take more than is allowed.
  // After an error the same one comes again.
  virtual absl::StatusOr<size_t> Read(char* data, size_t size) = 0;

  // How many bytes of the file were used up so far; for progress.
  virtual uint64_t consumed() const = 0;
};

// Where bytes go one after the other. Not thread-safe. What was not closed is incomplete.
class ByteSink {
 public:
  virtual ~ByteSink() = default;

  // Errors: those of writing.
  virtual absl::Status Append(std::string_view bytes) = 0;

  // Says that a record ends here, for packings that keep records apart. No effect otherwise.
  virtual absl::Status EndRecord() { return absl::OkStatus(); }

  // Call once, last.
  virtual absl::Status Close() = 0;
};

}  // namespace reprise

#endif  // REPRISE_IO_BYTE_STREAM_H_
