#ifndef REPRISE_IO_PACKING_ZSTD_PACKING_H_
#define REPRISE_IO_PACKING_ZSTD_PACKING_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/packing/packing_options.h"
#include "reprise/io/packing/unpacking_stream.h"

namespace reprise {

// zstd (RFC 8878): frames one after the other, by libzstd.

// What the zstd frames of `source` unpack to, one after the other, skippable frames passed over;
// nothing for an empty source. Checksums are verified where frames have them. Errors: as
// UnpackingStream, after all whole blocks before the break; ResourceExhausted where a frame's
// window is larger than `limits` allow, or there is no memory for it. Frames packed with a
// dictionary are DataLoss. Memory: the largest window so far, and less than 1 MiB.
absl::StatusOr<std::unique_ptr<ByteStream>> UnpackZstd(
    std::unique_ptr<ByteStream> source, const UnpackLimits& limits,
    size_t buffer_bytes = UnpackingStream::kBufferBytes);

// Packs into frames of 4 MiB of input each, or one per record, at level 3 with checksum and size.
// Errors: ResourceExhausted, no memory.
absl::StatusOr<std::unique_ptr<ByteSink>> PackZstd(std::unique_ptr<ByteSink> destination,
                                                   const PackOptions& options);

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_ZSTD_PACKING_H_
