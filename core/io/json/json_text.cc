#include "reprise/io/json/json_text.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "reprise/base/utf8.h"

namespace reprise {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101ULL;
constexpr uint64_t kHighBits = 0x8080808080808080ULL;

// High bit of some byte set exactly when a byte of `word` is zero. Bytes above the first zero may
// be reported falsely, which does not matter to callers that only ask whether there is one.
constexpr uint64_t ZeroBytes(uint64_t word) { return (word - kOnes) & ~word & kHighBits; }

constexpr bool NeedsEscape(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\';
}

// Length of the longest prefix of `value` that can be copied as it is. Bytes of 0x80 and above
// count as such unless `ascii_only`.
size_t PlainPrefix(std::string_view value, bool ascii_only) {
  size_t pos = 0;
  for (; pos + sizeof(uint64_t) <= value.size(); pos += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, value.data() + pos, sizeof(word));
    uint64_t special = ZeroBytes(word ^ (kOnes * '"')) | ZeroBytes(word ^ (kOnes * '\\')) |
                       ((word - kOnes * 0x20) & ~word & kHighBits);
    if (ascii_only) special |= word & kHighBits;
    if (special != 0) break;
  }
  for (; pos < value.size(); ++pos) {
    const auto byte = static_cast<unsigned char>(value[pos]);
    if (NeedsEscape(byte) || (ascii_only && byte >= 0x80)) break;
  }
  return pos;
}

void AppendEscape(char byte, std::string* out) {
  switch (byte) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\b':
      out->append("\\b");
      return;
    case '\f':
      out->append("\\f");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      break;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  out->append("\\u00");
  out->push_back(kHex[static_cast<unsigned char>(byte) >> 4]);
  out->push_back(kHex[static_cast<unsigned char>(byte) & 0xf]);
}

}  // namespace

void AppendJsonString(std::string_view value, std::string* out) {
  const bool valid = simdjson::validate_utf8(value.data(), value.size());
  out->push_back('"');
  while (!value.empty()) {
    const size_t plain = PlainPrefix(value, /*ascii_only=*/!valid);
    out->append(value.substr(0, plain));
    value.remove_prefix(plain);
    if (value.empty()) break;
    if (NeedsEscape(static_cast<unsigned char>(value.front()))) {
      AppendEscape(value.front(), out);
      value.remove_prefix(1);
      continue;
    }
    const size_t length = Utf8SequenceLength(value);
    out->append(length == 0 ? std::string_view("\xef\xbf\xbd") : value.substr(0, length));
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out->push_back('"');
}

void AppendFixed6(double value, std::string* out) {
  if (!std::isfinite(value)) {
    out->append("null");
    return;
  }
  // Sign, digits of the largest double, point and decimals.
  std::array<char, std::numeric_limits<double>::max_exponent10 + 10> buffer{};
  const std::to_chars_result result = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                                    value, std::chars_format::fixed, 6);
  std::string_view figure(buffer.data(), static_cast<size_t>(result.ptr - buffer.data()));
  if (figure == "-0.000000") figure.remove_prefix(1);
  out->append(figure);
}

size_t Utf8SequenceLength(std::string_view bytes) {
  if (bytes.empty()) {
    return 0;
  }
  const DecodedChar first = DecodeUtf8(bytes, 0);
  return first.valid ? first.size : 0;
}

bool IsUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t length = Utf8SequenceLength(bytes);
    if (length == 0) {
      return false;
    }
    bytes.remove_prefix(length);
  }
  return true;
}

}  // namespace reprise
