#ifndef REPRISE_IO_WEB_CONTENT_CODING_H_
#define REPRISE_IO_WEB_CONTENT_CODING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// How the body of an HTTP message is packed (RFC 9110, section 8.4.1).
enum class ContentCoding : uint8_t {
  kIdentity,  // not at all
  kGzip,      // RFC 1952; any number of members
  kDeflate,   // RFC 1950, or RFC 1951 without a wrapper, which many servers send instead
  kBrotli,    // RFC 7932
  kZstd,      // RFC 8878 with windows of at most 8 MiB (RFC 9659)
  kUnknown,
};

// By its name in a header field, upper and lower case being the same. "" is kIdentity.
ContentCoding ContentCodingOf(std::string_view name);

enum class UnpackResult : uint8_t {
  kWhole,     // down to the end, checksum included; what follows the end is passed over
  kBroken,    // the packed bytes break off or make no sense; the output is what came before
  kTooLarge,  // the output would be larger than allowed; it is not worth looking at
  kNoMemory,  // the decoder got no memory
};

// Replaces `*out` by the unpacked form of `packed`, at most `max_bytes` of it. Takes memory for the
// output and for the decoder (at most about 8 MiB for zstd, 16 MiB for brotli, 50 KiB for the
// others). Gzip under the name of deflate, and the other way round, are understood. kUnknown is
// kBroken. Thread-safe.
UnpackResult UndoContentCoding(ContentCoding coding, std::string_view packed, size_t max_bytes,
                               std::string* out);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_CONTENT_CODING_H_
