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

// Decodes the code point that starts at text[pos]; pos < text.size(). Strict (Unicode 15, table
// 3-7): overlong forms, surrogates, values above U+10FFFF and truncated sequences are invalid. An
// invalid step covers the maximal subpart, as the standard recommends, so that decoding always
// resynchronises at the next byte that can start a code point.
inline DecodedChar DecodeUtf8(std::string_view text, size_t pos) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const uint32_t lead = byte(pos);
  if (lead < 0x80) {
    return {static_cast<char32_t>(lead), 1, true};
  }
  if (lead >= 0xC2 && lead <= 0xDF && (byte(pos + 1) & 0xC0) == 0x80) {
    return {static_cast<char32_t>((lead & 0x1F) << 6 | (byte(pos + 1) & 0x3F)), 2, true};
  }
  // The second byte's range depends on the lead; the others are 80..BF.
  uint32_t low = 0x80;
  uint32_t high = 0xBF;
  uint32_t size = 0;
  char32_t value = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
    value = lead & 0x1F;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    value = lead & 0x0F;
    low = lead == 0xE0 ? 0xA0 : 0x80;
    high = lead == 0xED ? 0x9F : 0xBF;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    value = lead & 0x07;
    low = lead == 0xF0 ? 0x90 : 0x80;
    high = lead == 0xF4 ? 0x8F : 0xBF;
  } else {
    return {0, 1, false};
  }
  for (uint32_t i = 1; i < size; ++i) {
    const uint32_t next = byte(pos + i);
    if (pos + i >= text.size() || next < low || next > high) {
      return {0, i, false};
    }
    value = (value << 6) | (next & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {value, size, true};
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
