#ifndef REPRISE_BASE_BYTE_RANGE_H_
#define REPRISE_BASE_BYTE_RANGE_H_

#include <cstdint>

namespace reprise {

// Bytes [begin, end) of a text or file.
struct ByteRange {
  uint64_t begin = 0;
  uint64_t end = 0;

  uint64_t size() const { return end - begin; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

}  // namespace reprise

#endif  // REPRISE_BASE_BYTE_RANGE_H_
