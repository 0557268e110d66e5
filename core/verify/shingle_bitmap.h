#ifndef REPRISE_VERIFY_SHINGLE_BITMAP_H_
#define REPRISE_VERIFY_SHINGLE_BITMAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// A set of shingles hashed into bits, one bit or more where the set has an element: what is set in
// A's bitmap and not in B's is the mark of a shingle that B lacks. So two bitmaps bound, from below
// and without exception, how many shingles of A are not in B, at a small part of the cost of
// comparing the sets. Immutable; safe from any thread.
class ShingleBitmap {
 public:
  ShingleBitmap() = default;  // of nothing; bounds nothing

  explicit ShingleBitmap(absl::Span<const uint64_t> distinct_shingles);

  // At most |A \ B|, where `a` and `b` are the bitmaps of A and B.
  static uint64_t LeastMissing(const ShingleBitmap& a, const ShingleBitmap& b);

  size_t bytes() const { return words_.size() * sizeof(uint64_t); }

 private:
  std::vector<uint64_t> words_;  // a power of two of them, or none
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_BITMAP_H_
