#ifndef REPRISE_INDEX_PACKED_ANCHOR_H_
#define REPRISE_INDEX_PACKED_ANCHOR_H_

#include <cstdint>

#include "reprise/index/winnowing.h"

namespace reprise {

// An anchor in eight bytes, for positions below 2^47 and the windows that PlanWinnowing makes, of
// at most 256. Ordered by position.
class PackedAnchor {
 public:
  PackedAnchor() = default;
  explicit PackedAnchor(const Anchor& anchor)
      : bits_(anchor.position << 16 | (anchor.position - anchor.starts_begin) << 8 |
              (anchor.starts_end - anchor.starts_begin - 1)) {}

  uint64_t position() const { return bits_ >> 16; }
  uint64_t starts_begin() const { return position() - (bits_ >> 8 & 0xff); }
  uint64_t starts_end() const { return starts_begin() + (bits_ & 0xff) + 1; }

  friend bool operator==(const PackedAnchor&, const PackedAnchor&) = default;
  // The check takes the defaulted comparison's 0 for a pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const PackedAnchor&, const PackedAnchor&) = default;

 private:
  uint64_t bits_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_PACKED_ANCHOR_H_
