#ifndef REPRISE_IO_PACKING_GZIP_HEADER_H_
#define REPRISE_IO_PACKING_GZIP_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace reprise {

// Passes over the header of a gzip member (RFC 1952, 2.3), which may come in pieces: names and
// comments have any length, and nothing of them is kept. ISA-L can do that too, but its version
// 2.30 misjudges the checksum of a header that comes in pieces. Not thread-safe.
class GzipHeader {
 public:
  // Forgets everything: another header begins.
  void Reset() { *this = GzipHeader(); }

  // Takes from the front of `input` what belongs to the header; `*consumed` says how much, also on
  // errors. DataLoss, the reason alone: it is no gzip header; the packing method is not deflate; it
  // has fields of which the RFC knows nothing; its checksum is wrong.
  absl::Status Read(std::string_view input, size_t* consumed);

  // Whether all of it was read.
  bool done() const { return part_ == Part::kDone; }

 private:
  // In the order in which they come.
  enum class Part : uint8_t { kFixed, kExtraSize, kExtra, kName, kComment, kChecksum, kDone };

  absl::Status Take(uint8_t byte);
  // Goes on to the next part that the flags announce.
  void NextPart();

  Part part_ = Part::kFixed;
  uint64_t place_ = 0;  // bytes of the part so far
  uint32_t extra_size_ = 0;
  uint32_t checksum_ = 0;
  uint8_t flags_ = 0;
  uint32_t crc_ = 0;  // of what came before the checksum
};

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_GZIP_HEADER_H_
