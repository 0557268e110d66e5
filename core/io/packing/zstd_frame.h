#ifndef REPRISE_IO_PACKING_ZSTD_FRAME_H_
#define REPRISE_IO_PACKING_ZSTD_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reprise {

// The header of a zstd frame (RFC 8878, 3.1.1.1), as far as it matters before unpacking. libzstd
// reads it too, but tells neither window nor dictionary through its stable interface.

// The most bytes that a header has, its magic number included.
inline constexpr size_t kMaxZstdHeader = 18;

// Whether `bytes` are the beginning of a frame or a skippable one, as far as they go (four count).
bool MayBeZstdFrame(std::string_view bytes);

// How many bytes the header takes that `bytes` begin with; more than bytes.size() where that is
// not all of it, in which case the number may still grow. For skippable frames the magic number
// alone. `bytes` pass MayBeZstdFrame.
size_t ZstdHeaderSize(std::string_view bytes);

struct ZstdFrameHeader {
  uint64_t window = 0;      // bytes; 0 for skippable frames
  uint32_t dictionary = 0;  // id; 0: none is named
};

// `header` is whole.
ZstdFrameHeader ParseZstdHeader(std::string_view header);

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_ZSTD_FRAME_H_
