#ifndef REPRISE_IO_FILE_STREAM_H_
#define REPRISE_IO_FILE_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/file.h"

namespace reprise {

// A file as it is, from its beginning. No buffer: ask for large pieces. Files alone, no pipes.
class FileStream : public ByteStream {
 public:
  // Errors: those of opening.
  static absl::StatusOr<std::unique_ptr<ByteStream>> Open(const std::string& path);

  // Errors: those of reading; DataLoss where the file has become shorter than it was when it was
  // opened. A file that grew is read to its new end.
  absl::StatusOr<size_t> Read(char* data, size_t size) override;
  uint64_t consumed() const override { return offset_; }

 private:
  FileStream(std::shared_ptr<const InputFileHandle> file, uint64_t size)
      : file_(std::move(file)), size_(size) {}

  std::shared_ptr<const InputFileHandle> file_;
  uint64_t size_;  // when it was opened
  uint64_t offset_ = 0;
};

// Writes a file as it is. Buffered.
class FileSink : public ByteSink {
 public:
  // Creates or replaces `path`, as OutputFile does. Errors: those of creating.
  static absl::StatusOr<std::unique_ptr<ByteSink>> Create(const std::string& path);

  absl::Status Append(std::string_view bytes) override { return file_.Append(bytes); }
  absl::Status Close() override { return file_.Close(); }

 private:
  explicit FileSink(OutputFile file) : file_(std::move(file)) {}

  OutputFile file_;
};

}  // namespace reprise

#endif  // REPRISE_IO_FILE_STREAM_H_
