#ifndef REPRISE_INDEX_MEMBER_PROBE_H_
#define REPRISE_INDEX_MEMBER_PROBE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// Membership in one list, asked for many others in a row: counting what a list shares with the
// loaded one costs a bit test for each of its elements, and a probe for each that is shared,
// whatever the size of the loaded one. Elements are below 2^32 - 1, and each is at most once in a
// list. One per thread.
class MemberProbe {
 public:
  // Loads the empty list.
  MemberProbe() { Load({}); }

  // Replaces the loaded list, which is copied.
  void Load(absl::Span<const uint32_t> list);

  // How many elements of `other` are in the loaded list.
  size_t CountShared(absl::Span<const uint32_t> other) const;

 private:
  static constexpr uint32_t kFree = ~uint32_t{0};
  static constexpr int kBitsPerSlot = 3;  // 8, in powers of two

  // The multiplier (2^64 / golden ratio) spreads what lies close together.
  static uint64_t Hash(uint32_t element) { return element * 0x9e3779b97f4a7c15U; }

  // The slot that holds `element`, or the free one that ends its chain.
  size_t Slot(uint32_t element) const {
    const size_t mask = slots_.size() - 1;
    size_t slot = Hash(element) >> shift_;
    while (slots_[slot] != element && slots_[slot] != kFree) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  std::vector<uint32_t> slots_;
  std::vector<uint8_t> bits_;  // kBitsPerSlot for each slot, by the hash
  int shift_ = 0;              // from a hash to its slot
};

}  // namespace reprise

#endif  // REPRISE_INDEX_MEMBER_PROBE_H_
