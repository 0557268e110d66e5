#ifndef REPRISE_IO_PACKING_UNPACKING_STREAM_H_
#define REPRISE_IO_PACKING_UNPACKING_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/packing/packing_options.h"

namespace reprise {

// One kind of packing, undone in memory and step by step. Not thread-safe.
class Unpacker {
 public:
  // Bytes used up and bytes made.
  struct Step {
    size_t consumed = 0;
    size_t produced = 0;
  };

  virtual ~Unpacker() = default;

  // What is packed, for messages: "gzip".
  virtual std::string_view name() const = 0;

  // Unpacks some of `input` into `output`, which is not empty. Where `input` is not empty, at least
  // one byte is used up or made; with an empty one what is still held is handed out, until both are
  // 0. `*step` is set on errors, too: they come after what was made. DataLoss: the data make no
  // sense; the message is the reason alone. ResourceExhausted: as ByteStream.
  virtual absl::Status Unpack(std::string_view input, absl::Span<char> output, Step* step) = 0;

  // Whether the data may end here, all output having been handed out.
  virtual bool MayEnd() const = 0;
};

// What another stream unpacks to. The steps that the unpacker takes depend on the packed bytes
// alone, not on what Read asks for, and so do the places of breaks and refusals.
//
// Errors beyond those of `source`, which come after all that its bytes unpack to: DataLoss, "the
// gzip data break off at byte N: why", where N counts the bytes of `source` used up until it was
// noticed (a little beyond the break itself); ResourceExhausted where `limits` are passed, after
// max_bytes exactly, or within kBufferBytes of what the ratio allows.
class UnpackingStream : public ByteStream {
 public:
  static constexpr size_t kBufferBytes = size_t{1} << 18;

  // `limits.max_ratio` is not 0 here. `buffer_bytes`, at least 1, is for tests.
  UnpackingStream(std::unique_ptr<ByteStream> source, std::unique_ptr<Unpacker> unpacker,
                  const UnpackLimits& limits, size_t buffer_bytes = kBufferBytes);

  absl::StatusOr<size_t> Read(char* data, size_t size) override;
  uint64_t consumed() const override { return consumed_; }

 private:
  // Takes a step, all earlier output having been read.
  void Advance();
  void FillInput();
  // Withholds what is beyond max_bytes.
  absl::Status CheckLimits();
  absl::Status Break(std::string_view reason) const;

  std::unique_ptr<ByteStream> source_;
  std::unique_ptr<Unpacker> unpacker_;
  const UnpackLimits limits_;
  std::vector<char> input_buffer_;
  std::string_view input_;  // what of the buffer is not used up
  bool source_ended_ = false;
  absl::Status source_status_;
  std::vector<char> output_buffer_;
  std::string_view output_;  // what of the buffer was not read yet
  uint64_t consumed_ = 0;
  uint64_t produced_ = 0;
  bool ended_ = false;
  absl::Status status_;
};

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_UNPACKING_STREAM_H_
