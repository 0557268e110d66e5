#include "reprise/index/member_probe.h"

#include <algorithm>
#include <bit>

namespace reprise {

void MemberProbe::Load(absl::Span<const uint32_t> list) {
  // An eighth full at most, so that an absent element nearly always ends at its first slot.
  const size_t slots = std::bit_ceil(std::max<size_t>(2, 8 * list.size()));
  slots_.assign(slots, kFree);
  shift_ = 32 - std::countr_zero(slots);
  for (const uint32_t element : list) {
    slots_[Slot(element)] = element;
  }
}

}  // namespace reprise
