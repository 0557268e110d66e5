#include "reprise/index/member_probe.h"

#include <algorithm>
#include <array>
#include <bit>

namespace reprise {

void MemberProbe::Load(absl::Span<const uint32_t> list) {
  // An eighth full at most, so that an absent element nearly always ends at its first slot.
  const size_t slots = std::bit_ceil(std::max<size_t>(8, 8 * list.size()));
  slots_.assign(slots, kFree);
  bits_.assign((slots << kBitsPerSlot) / 8, 0);
  shift_ = 64 - std::countr_zero(slots);
  for (const uint32_t element : list) {
    slots_[Slot(element)] = element;
    const uint64_t bit = Hash(element) >> (shift_ - kBitsPerSlot);
    bits_[bit / 8] = static_cast<uint8_t>(bits_[bit / 8] | 1U << (bit % 8));
  }
}

size_t MemberProbe::CountShared(absl::Span<const uint32_t> other) const {
  // Whether an element is shared cannot be foreseen, so a branch on it would be mispredicted: one
  // in 64 of those that are not pass the bits, without a branch, and what passes is mostly shared.
  constexpr size_t kChunk = 256;
  std::array<uint32_t, kChunk> passed;
  size_t shared = 0;
  while (!other.empty()) {
    const auto chunk = other.first(std::min(other.size(), kChunk));
    other.remove_prefix(chunk.size());
    size_t count = 0;
    for (const uint32_t element : chunk) {
      const uint64_t bit = Hash(element) >> (shift_ - kBitsPerSlot);
      passed[count] = element;
      count += bits_[bit / 8] >> (bit % 8) & 1;
    }
    for (size_t i = 0; i < count; ++i) {
      shared += slots_[Slot(passed[i])] == passed[i] ? 1 : 0;
    }
  }
  return shared;
}

}  // namespace reprise
