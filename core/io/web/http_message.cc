#include "reprise/io/web/http_message.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/web/content_coding.h"
#include "reprise/io/web/header_fields.h"
#include "reprise/io/web/media_type.h"

namespace reprise {
namespace {

constexpr std::string_view kChunked = "chunked";

bool IsStatusDigit(char c) { return c >= '0' && c <= '9'; }

// The line in front of a chunk: its size in hexadecimal digits, then perhaps extensions.
struct ChunkLine {
  size_t line_size = 0;  // with its line break
  size_t chunk_size = 0;
  bool has_return = false;  // CRLF rather than LF
};

std::optional<ChunkLine> ParseChunkLine(std::string_view bytes) {
  constexpr size_t kMaxLine = size_t{1} << 14;  // no extension is that long
  const size_t line_break = bytes.substr(0, kMaxLine).find('\n');
  if (line_break == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view line = bytes.substr(0, line_break);
  ChunkLine parsed;
  parsed.line_size = line_break + 1;
  parsed.has_return = line.ends_with('\r');
  line = line.substr(0, line.find(';'));
  const char* end = line.data() + line.size();
  const auto result = std::from_chars(line.data(), end, parsed.chunk_size, 16);
  if (result.ec != std::errc() ||
      !TrimSpace({result.ptr, static_cast<size_t>(end - result.ptr)}).empty()) {
    return std::nullopt;
  }
  return parsed;
}

// How many bytes of line break `bytes` begin with: 2, 1 or 0.
size_t LineBreakSize(std::string_view bytes) {
  return bytes.starts_with("\r\n") ? 2 : bytes.starts_with('\n') ? 1 : 0;
}

// The encodings in the order in which they were applied.
std::vector<std::string_view> Encodings(std::string_view list) {
  std::vector<std::string_view> names;
  while (!list.empty()) {
    const size_t comma = list.find(',');
    const std::string_view name = TrimSpace(list.substr(0, comma));
    if (!name.empty()) {
      names.push_back(name);
    }
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return names;
}

size_t LargestBody(size_t stored, const BodyLimits& limits) {
  constexpr size_t kMost = std::numeric_limits<size_t>::max();
  const size_t by_ratio = limits.max_ratio != 0 && stored > kMost / limits.max_ratio
                              ? kMost
                              : stored * limits.max_ratio;
  return std::min(limits.max_bytes, std::max(limits.free_bytes, by_ratio));
}

absl::Status TooLarge(size_t stored, size_t most) {
  return absl::InvalidArgumentError(
      absl::StrCat("the HTTP body has ", stored, " bytes and unpacks to more than the ", most,
                   " that are allowed for it: it looks like a decompression bomb; if it is a page, "
                   "store it unpacked"));
}

// Undoes one content encoding of body->bytes into `*out`; false where the bytes are to be taken as
// they are.
absl::StatusOr<bool> UndoEncoding(std::string_view name, size_t stored, size_t most, HttpBody* body,
                                  std::string* out) {
  const ContentCoding coding = ContentCodingOf(name);
  if (coding == ContentCoding::kIdentity || body->bytes.empty()) {
    return false;
  }
  switch (UndoContentCoding(coding, body->bytes, most, out)) {
    case UnpackResult::kWhole:
      return true;
    case UnpackResult::kTooLarge:
      return TooLarge(stored, most);
    case UnpackResult::kNoMemory:
      return absl::ResourceExhaustedError(absl::StrCat(
          "not enough memory to unpack an HTTP body of ", body->bytes.size(), " bytes"));
    case UnpackResult::kBroken:
      break;
  }
  if (LooksReadable(body->bytes)) {
    return false;
  }
  if (coding == ContentCoding::kUnknown) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the HTTP body is packed as \"", std::string(name),
        "\", which is not known; those that are known: gzip, deflate, br, zstd, chunked"));
  }
  if (out->empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the HTTP body is announced as packed with ",
                                                   std::string(name), ", but none of its ",
                                                   body->bytes.size(), " bytes can be unpacked"));
  }
  body->whole = false;
  return true;
}

}  // namespace

absl::StatusOr<HttpResponse> ParseHttpResponse(std::string_view bytes) {
  const size_t line_break = bytes.find('\n');
  const std::string_view line = bytes.substr(0, line_break);
  const size_t space = line.find_first_of(" \t");
  const std::string_view after =
      space == std::string_view::npos ? std::string_view() : TrimSpace(line.substr(space));
  const bool has_status = after.size() >= 3 &&
                          std::all_of(after.begin(), after.begin() + 3, IsStatusDigit) &&
                          (after.size() == 3 || !IsStatusDigit(after[3]));
  if (!line.starts_with("HTTP/") || !has_status) {
    return absl::InvalidArgumentError(
        "no HTTP response: it does not begin with a line like \"HTTP/1.1 200 OK\"");
  }
  HttpResponse response;
  response.status = (after[0] - '0') * 100 + (after[1] - '0') * 10 + (after[2] - '0');
  const std::string_view rest =
      line_break == std::string_view::npos ? std::string_view() : bytes.substr(line_break + 1);
  const size_t header_size = HeaderBlockSize(rest).value_or(rest.size());
  response.header = rest.substr(0, header_size);
  response.body = rest.substr(header_size);
  return response;
}

ChunkedResult UndoChunked(std::string_view body, std::string* out) {
  out->clear();
  for (bool first = true;; first = false) {
    const std::optional<ChunkLine> line = ParseChunkLine(body);
    if (!line.has_value()) {
      return first ? ChunkedResult::kNotChunked : ChunkedResult::kBroken;
    }
    if (line->chunk_size == 0) {
      return ChunkedResult::kWhole;
    }
    body.remove_prefix(line->line_size);
    const std::string_view chunk = body.substr(0, line->chunk_size);
    body.remove_prefix(chunk.size());
    const size_t line_break = LineBreakSize(body);
    // A text may begin with a word like "Add". No line break where the chunk ends gives it away,
    // and so does a first line that servers do not send in front of a chunk that is cut short.
    if (first && line_break == 0 && (!body.empty() || !line->has_return)) {
      out->clear();
      return ChunkedResult::kNotChunked;
    }
    out->append(chunk);
    if (line_break == 0) {
      return ChunkedResult::kBroken;
    }
    body.remove_prefix(line_break);
  }
}

absl::StatusOr<HttpBody> DecodeHttpBody(const HttpResponse& response, const BodyLimits& limits,
                                        std::string* buffer) {
  constexpr size_t kMostEncodings = 5;
  const std::string transfer = JoinHeaderFields(response.header, "Transfer-Encoding");
  std::string all = JoinHeaderFields(response.header, "Content-Encoding");
  absl::StrAppend(&all, ",", transfer);
  std::vector<std::string_view> names = Encodings(all);
  if (names.size() > kMostEncodings) {
    return absl::InvalidArgumentError(absl::StrCat("the HTTP body is packed ", names.size(),
                                                   " times; ", kMostEncodings, " can be undone"));
  }
  const size_t stored = response.body.size();
  const size_t most = LargestBody(stored, limits);
  HttpBody body = {response.body, true};
  std::string unpacked;
  for (; !names.empty(); names.pop_back()) {
    bool undone = false;
    if (SameIgnoringCase(names.back(), kChunked)) {
      const ChunkedResult result = UndoChunked(body.bytes, &unpacked);
      undone = result != ChunkedResult::kNotChunked;
      body.whole = body.whole && result != ChunkedResult::kBroken;
    } else {
      const absl::StatusOr<bool> result =
          UndoEncoding(names.back(), stored, most, &body, &unpacked);
      if (!result.ok()) {
        return result.status();
      }
      undone = *result;
    }
    if (undone) {
      buffer->swap(unpacked);
      body.bytes = *buffer;
    }
  }
  return body;
}

}  // namespace reprise
