#include "reprise/io/packing/zstd_frame.h"

#include <algorithm>

namespace reprise {
namespace {

constexpr std::string_view kFrameMagic("\x28\xB5\x2F\xFD", 4);
constexpr std::string_view kSkippableMagic("\x50\x2A\x4D\x18", 4);  // 50 to 5F

uint8_t Byte(std::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

bool IsSkippable(std::string_view bytes) {
  return (Byte(bytes, 0) & 0xF0) == 0x50;  // the other magic number begins with 28
}

uint64_t LittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) {
    value = value << 8 | Byte(bytes, i - 1);
  }
  return value;
}

// The fields that follow the descriptor, by it.
struct Layout {
  explicit Layout(uint8_t descriptor) {
    constexpr size_t kDictionarySizes[] = {0, 1, 2, 4};
    constexpr size_t kContentSizes[] = {0, 2, 4, 8};
    const bool single_segment = (descriptor & 0x20) != 0;
    window = single_segment ? 0 : 1;
    dictionary = kDictionarySizes[descriptor & 3];
    content = kContentSizes[descriptor >> 6];
    if (content == 0 && single_segment) {
      content = 1;
    }
  }
  size_t window;
  size_t dictionary;
  size_t content;
};

constexpr size_t kDescriptor = 4;  // where it stands

}  // namespace

bool MayBeZstdFrame(std::string_view bytes) {
  if (bytes.empty()) {
    return true;
  }
  const std::string_view head = bytes.substr(0, kFrameMagic.size());
  if (IsSkippable(head)) {
    return kSkippableMagic.substr(1).starts_with(head.substr(1));
  }
  return kFrameMagic.starts_with(head);
}

size_t ZstdHeaderSize(std::string_view bytes) {
  if (bytes.empty() || IsSkippable(bytes)) {
    return kSkippableMagic.size();
  }
  if (bytes.size() <= kDescriptor) {
    return kDescriptor + 1;
  }
  const Layout layout(Byte(bytes, kDescriptor));
  return kDescriptor + 1 + layout.window + layout.dictionary + layout.content;
}

ZstdFrameHeader ParseZstdHeader(std::string_view header) {
  ZstdFrameHeader parsed;
  if (IsSkippable(header)) {
    return parsed;
  }
  const Layout layout(Byte(header, kDescriptor));
  std::string_view fields = header.substr(kDescriptor + 1);
  if (layout.window > 0) {
    const uint8_t descriptor = Byte(fields, 0);
    const uint64_t base = uint64_t{1} << (10 + (descriptor >> 3));
    parsed.window = base + base / 8 * (descriptor & 7);
  }
  fields.remove_prefix(layout.window);
  parsed.dictionary = static_cast<uint32_t>(LittleEndian(fields.substr(0, layout.dictionary)));
  fields.remove_prefix(layout.dictionary);
  if (layout.window == 0) {
    // Two bytes stand for sizes from 256 on.
    parsed.window = LittleEndian(fields) + (layout.content == 2 ? 256 : 0);
  }
  return parsed;
}

}  // namespace reprise
