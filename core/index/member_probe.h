#ifndef REPRISE_INDEX_MEMBER_PROBE_H_
#define REPRISE_INDEX_MEMBER_PROBE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// Membership in one list, asked for many others in a row: counting what a list shares with the
// loaded one costs a probe for each of its elements, whatever the size of the loaded one. Elements
// are below 2^32 - 1, and each is at most once in a list. One per thread.
class MemberProbe {
 public:
  // Replaces the loaded list, which is copied.
  void Load(absl::Span<const uint32_t> list);

  // How many elements of `other` are in the loaded list.
  size_t CountShared(absl::Span<const uint32_t> other) const {
    size_t shared = 0;
    for (const uint32_t element : other) {
      shared += slots_[Slot(element)] == element ? 1 : 0;
    }
    return shared;
  }

 private:
  static constexpr uint32_t kFree = ~uint32_t{0};

  // The slot that holds `element`, or the free one that ends its chain.
  size_t Slot(uint32_t element) const {
    const size_t mask = slots_.size() - 1;
    // The multiplier (2^32 / golden ratio) spreads what lies close together.
    size_t slot = element * 0x9e3779b1U >> shift_;
    while (slots_[slot] != element && slots_[slot] != kFree) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  std::vector<uint32_t> slots_{kFree, kFree};
  int shift_ = 31;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_MEMBER_PROBE_H_
