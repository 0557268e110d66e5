#ifndef REPRISE_IO_PACKING_PACKING_SINK_H_
#define REPRISE_IO_PACKING_PACKING_SINK_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/packing/packing_options.h"

namespace reprise {

// One kind of packing, done in memory. Not thread-safe.
class Packer {
 public:
  virtual ~Packer() = default;

  // Appends to `*packed` what `piece` packs to: something that can be unpacked by itself, and after
  // which more of its kind may follow. Errors: ResourceExhausted, no memory for it.
  virtual absl::Status Pack(std::string_view piece, std::string* packed) = 0;
};

// Packs what it is given piece by piece, each by itself, so that a break in the file costs one
// piece. What is written depends on the bytes (and ends of records) alone, not on how Append got
// them. Without any bytes an empty piece is written, since an empty file is no packed one.
class PackingSink : public ByteSink {
 public:
  // A piece holds `piece_bytes` (at least 1) of input, the last one what is left; or one record
  // each, where `options` say so.
  PackingSink(std::unique_ptr<ByteSink> destination, std::unique_ptr<Packer> packer,
              size_t piece_bytes, const PackOptions& options);

  absl::Status Append(std::string_view bytes) override;
  absl::Status EndRecord() override;
  absl::Status Close() override;

 private:
  absl::Status WritePiece(std::string_view piece);

  std::unique_ptr<ByteSink> destination_;
  std::unique_ptr<Packer> packer_;
  const size_t piece_bytes_;
  const PackOptions options_;
  std::string pending_;
  std::string packed_;
  bool any_ = false;  // whether a piece was written
};

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_PACKING_SINK_H_
