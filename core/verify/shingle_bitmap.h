#ifndef REPRISE_VERIFY_SHINGLE_BITMAP_H_
#define REPRISE_VERIFY_SHINGLE_BITMAP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// A set of shingles hashed into bits, one bit or more where the set has an element: what is set in
// A's bitmap and not in B's is the mark of a shingle that B lacks. So two bitmaps bound, from above
// and without exception, how many shingles two sets share, at a small part of the cost of comparing
// them. Once it is made it does not change; safe from any thread.
class ShingleBitmap {
 public:
  ShingleBitmap() = default;  // of no shingles

  explicit ShingleBitmap(absl::Span<const uint64_t> distinct_shingles);

  // The same of shingles that come in pieces, about or at most `size` of them: first this, then an
  // Add of each piece.
  explicit ShingleBitmap(uint64_t size);
  void Add(absl::Span<const uint64_t> distinct_shingles);

  // At least |A ∩ B|, where `a` and `b` are the bitmaps of A and B.
  static uint64_t MostShared(const ShingleBitmap& a, const ShingleBitmap& b);

  // At least as many of `shingles`, which are distinct, as the set holds. Sharper than MostShared
  // where they are much fewer than the set's.
  uint64_t MostHeld(absl::Span<const uint64_t> shingles) const {
    if (words_.empty()) {
      return 0;
    }
    uint64_t most = 0;
    const size_t mask = words_.size() - 1;
    for (const uint64_t shingle : shingles) {
      most += words_[(shingle >> 6) & mask] >> (shingle & 63) & 1;
    }
    return most;
  }

  // Has the processor fetch what MostShared reads, for a call that follows soon.
  void Prefetch() const {
    constexpr size_t kWordsPerLine = 8;
    // Of a wide bitmap, what follows is fetched in time while this is read.
    for (size_t i = 0; i < std::min(words_.size(), 16 * kWordsPerLine); i += kWordsPerLine) {
      __builtin_prefetch(words_.data() + i);
    }
  }

  size_t bytes() const { return words_.size() * sizeof(uint64_t); }

 private:
  std::vector<uint64_t> words_;  // a power of two of them, or none
  uint64_t shingles_ = 0;
  uint64_t bits_ = 0;  // how many are set
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_BITMAP_H_
