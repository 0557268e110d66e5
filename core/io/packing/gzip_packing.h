#ifndef REPRISE_IO_PACKING_GZIP_PACKING_H_
#define REPRISE_IO_PACKING_GZIP_PACKING_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/packing/packing_options.h"
#include "reprise/io/packing/unpacking_stream.h"

namespace reprise {

// gzip (RFC 1952): members one after the other, unpacked by ISA-L, packed by libdeflate.

// What the gzip members of `source` unpack to, one after the other; nothing for an empty source.
// Zero bytes after the last member are passed over, as gzip does: tapes were padded with them.
// Checksums and lengths are verified. Errors: as UnpackingStream. Of a broken member the bytes
// before the break are handed out, though their checksum is not known; where the break is a match
// that begins before its member, all but the last 258, since ISA-L does not say where they end.
std::unique_ptr<ByteStream> UnpackGzip(std::unique_ptr<ByteStream> source,
                                       const UnpackLimits& limits,
                                       size_t buffer_bytes = UnpackingStream::kBufferBytes);

// Packs into members of 1 MiB of input each, or one per record, at level 5 of libdeflate. Headers
// hold neither name nor time, so that equal bytes give equal files. Errors: ResourceExhausted, no
// memory.
absl::StatusOr<std::unique_ptr<ByteSink>> PackGzip(std::unique_ptr<ByteSink> destination,
                                                   const PackOptions& options);

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_GZIP_PACKING_H_
