#ifndef REPRISE_INDEX_COMMON_BYTES_H_
#define REPRISE_INDEX_COMMON_BYTES_H_

#include <bit>
#include <cstdint>
#include <cstring>

namespace reprise {
namespace internal {

// Eight bytes, the first one in the lowest bits on a little-endian machine.
inline uint64_t EightBytes(const char* bytes) {
  uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

}  // namespace internal

// How many bytes, at most `most`, from `a` on equal those from `b` on. They may overlap.
inline uint64_t CommonPrefix(const char* a, const char* b, uint64_t most) {
  uint64_t same = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; same + 8 <= most; same += 8) {
      const uint64_t differ = internal::EightBytes(a + same) ^ internal::EightBytes(b + same);
      if (differ != 0) {
        return same + static_cast<uint64_t>(std::countr_zero(differ)) / 8;
      }
    }
  }
  while (same < most && a[same] == b[same]) {
    ++same;
  }
  return same;
}

// How many bytes, at most `most`, that end before `a` equal those that end before `b`.
inline uint64_t CommonSuffix(const char* a, const char* b, uint64_t most) {
  uint64_t same = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; same + 8 <= most; same += 8) {
      const uint64_t differ =
          internal::EightBytes(a - same - 8) ^ internal::EightBytes(b - same - 8);
      if (differ != 0) {
        return same + static_cast<uint64_t>(std::countl_zero(differ)) / 8;
      }
    }
  }
  while (same < most && *(a - same - 1) == *(b - same - 1)) {
    ++same;
  }
  return same;
}

}  // namespace reprise

#endif  // REPRISE_INDEX_COMMON_BYTES_H_
