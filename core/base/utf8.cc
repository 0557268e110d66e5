#include "reprise/base/utf8.h"

namespace reprise::internal {

DecodedChar DecodeAnyUtf8(std::string_view text, size_t pos) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const uint32_t lead = byte(pos);
  // The second byte's range depends on the lead; the others are 80..BF.
  uint32_t low = 0x80;
  uint32_t high = 0xBF;
  uint32_t size = 0;
  char32_t value = 0;
  if (lead < 0x80) {
    return {static_cast<char32_t>(lead), 1, true};
  }
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

}  // namespace reprise::internal
