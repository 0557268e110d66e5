#ifndef REPRISE_INDEX_WINNOWING_H_
#define REPRISE_INDEX_WINNOWING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace reprise {

// Winnowing (Schleimer, Wilkerson, Aiken 2003), made for comparing runs of bytes: every start of a
// run is assigned an anchor, a position at or shortly after it, by nothing but the bytes that
// follow it. Runs of equal bytes therefore have their anchors at the same distance, and whoever
// compares the `gram` bytes behind anchors meets all equal runs. Starts in a row mostly share an
// anchor; there are about 2 / (window + 1) anchors per byte.
//
// The anchor of a start i is the leftmost of the positions [i, i + window) with the least order,
// a hash of the eight bytes at the position.
struct Winnowing {
  size_t gram = 0;    // bytes that are to be compared behind an anchor, >= 8
  size_t window = 0;  // >= 1

  // Bytes of a run that its anchor and the gram there depend on.
  size_t span() const { return gram + window - 1; }
};

// Runs shorter than this are not worth sampling.
inline constexpr size_t kLeastWinnowedBytes = 24;

// For runs of at least `min_bytes` >= kLeastWinnowedBytes: span() <= min_bytes.
Winnowing PlanWinnowing(size_t min_bytes);

// Starts [starts_begin, starts_end), never empty, have their anchor at `position`.
struct Anchor {
  uint64_t position = 0;
  uint64_t starts_begin = 0;
  uint64_t starts_end = 0;
};

// The anchors of a text's starts [0, starts) in ascending order; at least starts + span() - 1 bytes
// of the text have to be readable. Constant time per byte: `window` orders at most, about two in
// ordinary text and in repetitive text. Not thread-safe.
class AnchorScanner {
 public:
  AnchorScanner(const Winnowing& winnowing, const char* text, uint64_t starts)
      : text_(text), window_(winnowing.window), starts_(starts) {}

  // Calls emit(anchor) for all anchors whose starts_begin is in [begin, end), end <= starts: cut
  // into such parts, a text gives the anchors that it gives as a whole.
  template <typename Emit>
  void Scan(uint64_t begin, uint64_t end, const Emit& emit) {
    if (begin >= end) {
      return;
    }
    // The anchor of the start before tells whether the one of `begin` is new.
    Anchor anchor;
    anchor.starts_begin = begin - static_cast<uint64_t>(begin > 0);
    Select(Leftmost(anchor.starts_begin, 0), &anchor);
    while (anchor.starts_begin < end) {
      const uint64_t next = Finish(&anchor);
      if (anchor.starts_begin >= begin) {
        emit(static_cast<const Anchor&>(anchor));
      }
      if (anchor.starts_end == starts_) {
        return;
      }
      anchor.starts_begin = anchor.starts_end;
      Select(next, &anchor);
    }
  }

 private:
  uint32_t Order(uint64_t position) const {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text_ + position, sizeof(bytes));
    return static_cast<uint32_t>((bytes * 0x9fb21c651e98df25ULL) >> 32);
  }

  void Select(uint64_t position, Anchor* anchor) {
    anchor->position = position;
    order_ = Order(position);
  }

  // Sets starts_end; returns the anchor that follows, if there are starts left.
  uint64_t Finish(Anchor* anchor) const;

  // The leftmost position of least order in [start, start + window). No order there is below
  // `bound`, which ends the search early.
  uint64_t Leftmost(uint64_t start, uint32_t bound) const;

  const char* text_;
  uint64_t window_;
  uint64_t starts_;
  uint32_t order_ = 0;  // of the anchor in hand
};

inline uint64_t AnchorScanner::Finish(Anchor* anchor) const {
  // The anchor serves the start i while it is at or after i and no lesser order comes into the
  // window, whose last position is i + window - 1.
  const uint64_t last_start = anchor->position + 1 < starts_ ? anchor->position + 1 : starts_;
  for (uint64_t start = anchor->starts_begin + 1; start <= last_start; ++start) {
    if (start == starts_) {
      break;
    }
    if (Order(start + window_ - 1) < order_) {
      anchor->starts_end = start;
      return start + window_ - 1;
    }
  }
  anchor->starts_end = last_start;
  return last_start == starts_ ? 0 : Leftmost(last_start, order_);
}

inline uint64_t AnchorScanner::Leftmost(uint64_t start, uint32_t bound) const {
  uint64_t least = start;
  uint32_t least_order = Order(start);
  for (uint64_t i = start + 1; i < start + window_ && least_order != bound; ++i) {
    const uint32_t order = Order(i);
    if (order < least_order) {
      least = i;
      least_order = order;
    }
  }
  return least;
}

}  // namespace reprise

#endif  // REPRISE_INDEX_WINNOWING_H_
