#ifndef REPRISE_BASE_UTF8_H_
#define REPRISE_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// One step through bytes that may or may not be UTF-8.
struct DecodedChar {
  char32_t code_point = 0;  // meaningful when valid
  uint32_t size = 0;        // bytes to step over; at least 1
  bool valid = false;
};

namespace internal {

// DecodeUtf8 of what it does not decide itself.
DecodedChar DecodeAnyUtf8(std::string_view text, size_t pos);

}  // namespace internal

// Decodes the code point that starts at text[pos]; pos < text.size(). Strict (Unicode 15, table
// 3-7): overlong forms, surrogates, values above U+10FFFF and truncated sequences are invalid. An
// invalid step covers the maximal subpart, as the standard recommends, so that decoding always
// resynchronises at the next byte that can start a code point.
inline DecodedChar DecodeUtf8(std::string_view text, size_t pos) {
  const auto byte = [&](size_t i) -> uint32_t { return static_cast<unsigned char>(text[pos + i]); };
  // The bits that a byte behind the first adds; other bytes give 0x40 and more.
  const auto bits = [&](size_t i) { return byte(i) ^ 0x80; };
  const uint32_t lead = byte(0);
  if (lead < 0x80) {
    return {static_cast<char32_t>(lead), 1, true};
  }
  // Nearly all code points of nearly all texts are of two bytes or three.
  const size_t left = text.size() - pos;
  if (lead >= 0xC2 && lead <= 0xDF && left >= 2 && bits(1) < 0x40) {
    return {static_cast<char32_t>((lead & 0x1F) << 6 | bits(1)), 2, true};
  }
  if ((lead & 0xF0) == 0xE0 && left >= 3 && (bits(1) | bits(2)) < 0x40) {
    const auto c = static_cast<char32_t>((lead & 0x0F) << 12 | bits(1) << 6 | bits(2));
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (c >= 0x800 && !surrogate) {
      return {c, 3, true};
    }
  }
  // Member by member, or GCC puts every result together in memory.
  const DecodedChar decoded = internal::DecodeAnyUtf8(text, pos);
  return {decoded.code_point, decoded.size, decoded.valid};
}

// Some programs begin a UTF-8 file with it; it is no part of the text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

inline std::string_view WithoutByteOrderMark(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  return bytes;
}

// Writes the UTF-8 form of a code point, a Unicode scalar value, to out[0..4); returns its size.
inline size_t EncodeUtf8(char32_t code_point, char* out) {
  const auto c = static_cast<uint32_t>(code_point);
  const auto put = [out](size_t i, uint32_t byte) { out[i] = static_cast<char>(byte); };
  if (c < 0x80) {
    put(0, c);
    return 1;
  }
  if (c < 0x800) {
    put(0, 0xC0 | (c >> 6));
    put(1, 0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    put(0, 0xE0 | (c >> 12));
    put(1, 0x80 | ((c >> 6) & 0x3F));
    put(2, 0x80 | (c & 0x3F));
    return 3;
  }
  put(0, 0xF0 | (c >> 18));
  put(1, 0x80 | ((c >> 12) & 0x3F));
  put(2, 0x80 | ((c >> 6) & 0x3F));
  put(3, 0x80 | (c & 0x3F));
  return 4;
}

inline void AppendUtf8(char32_t code_point, std::string* out) {
  char bytes[4];
  out->append(bytes, EncodeUtf8(code_point, bytes));
}

}  // namespace reprise

#endif  // REPRISE_BASE_UTF8_H_
