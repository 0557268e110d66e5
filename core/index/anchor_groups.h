#ifndef REPRISE_INDEX_ANCHOR_GROUPS_H_
#define REPRISE_INDEX_ANCHOR_GROUPS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/index/position_table.h"

namespace reprise {

// The anchors of one hash that are worth remembering: all of them while there are few, the last few
// then.
class AnchorGroup {
 public:
  static constexpr size_t kMost = 4;

  void Add(uint64_t position) { positions_[added_++ % kMost] = position; }
  // In no order.
  absl::Span<const uint64_t> positions() const {
    return absl::MakeConstSpan(positions_).first(added_ < kMost ? added_ : kMost);
  }
  // True when the next one will displace one.
  bool full() const { return added_ >= kMost; }
  uint64_t added() const { return added_; }

 private:
  std::array<uint64_t, kMost> positions_ = {};
  uint64_t added_ = 0;
};

// A table of positions by hash, most of which stand alone; for the others, groups. A value is twice
// a position, or twice the index of a group plus one. Not thread-safe.
struct AnchorTable {
  // Bytes per position of capacity, groups included.
  static constexpr uint64_t kBytesPerEntry = 13;

  AnchorTable(uint64_t capacity, uint64_t positions)
      : values(capacity, 2 * positions), most_groups(capacity / 16) {
    groups.reserve(most_groups);
  }

  static uint64_t Alone(uint64_t position) { return 2 * position; }
  static uint64_t Grouped(uint64_t group) { return 2 * group + 1; }
  static bool IsGrouped(uint64_t value) { return value % 2 != 0; }
  static uint64_t Number(uint64_t value) { return value / 2; }

  bool has_room_for_group() const { return groups.size() < most_groups; }

  PositionTable values;
  std::vector<AnchorGroup> groups;
  size_t most_groups;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_ANCHOR_GROUPS_H_
