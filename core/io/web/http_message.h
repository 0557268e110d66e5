#ifndef REPRISE_IO_WEB_HTTP_MESSAGE_H_
#define REPRISE_IO_WEB_HTTP_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reprise {

// An HTTP/1.x response (RFC 9112) as archives store it. Views into the bytes it was read from.
struct HttpResponse {
  int status = 0;           // 200, 404, ...
  std::string_view header;  // its fields, for FindHeaderField (header_fields.h)
  std::string_view body;    // as it was sent, whatever Content-Length says
};

// Takes a response apart. Lines may end in LF alone; the reason may be absent; without an empty
// line all is header. InvalidArgument: it does not begin with "HTTP/<version> <three digits>".
absl::StatusOr<HttpResponse> ParseHttpResponse(std::string_view bytes);

enum class ChunkedResult : uint8_t {
  kWhole,       // all chunks down to the last one
  kBroken,      // they break off or make no sense; the output is what came before
  kNotChunked,  // the body does not begin with a chunk; the output is empty
};

// Replaces `*out` by what the chunks of `body` hold (RFC 9112, section 7.1). Extensions, trailers
// and what follows them are passed over; lines may end in LF alone.
ChunkedResult UndoChunked(std::string_view body, std::string* out);

// How much a body may grow when it is unpacked. It is refused once it is larger than max_bytes, or
// both than free_bytes and than max_ratio times what was stored.
struct BodyLimits {
  size_t max_bytes = size_t{256} << 20;
  // Pages are packed 3 to 20 times, tables full of repeats a few hundred times. Deflate cannot
  // exceed 1032; brotli and zstd can pack a disk full of zeros in a line.
  size_t max_ratio = 1000;
  size_t free_bytes = size_t{1} << 20;
};

struct HttpBody {
  std::string_view bytes;
  bool whole = true;  // false: it breaks off; `bytes` are what could be read of it
};

// The response's body with transfer and content encodings undone, the last one first. It is a view
// into the response, or into `*buffer`, which is overwritten. Crawlers store bodies unpacked and
// leave the header as it was: what is not chunked, or is not packed and readable, is taken as it
// is. InvalidArgument, with a message for people: an encoding that is not known, more than five of
// them, one of which nothing can be undone, or a body that grows past `limits`. ResourceExhausted:
// no memory.
absl::StatusOr<HttpBody> DecodeHttpBody(const HttpResponse& response, const BodyLimits& limits,
                                        std::string* buffer);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTTP_MESSAGE_H_
