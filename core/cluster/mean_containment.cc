#include "reprise/cluster/mean_containment.h"

#include <bit>
#include <cassert>

namespace reprise {

void MeanContainment::Reset() {
  slots_.clear();
  used_ = 0;
  texts_ = 0;
  sum_ = 0.0;
}

void MeanContainment::Add(const ShingleSet& set, uint64_t copies) {
  assert(!set.empty() && copies >= 1);
  Reserve(set.size());
  uint64_t shared = 0;  // with each of the texts before, added up
  for (const uint64_t shingle : set.shingles) {
    Slot& slot = Find(shingle);
    used_ += slot.holders == 0 ? 1 : 0;
    shared += slot.holders;
    slot.shingle = shingle;
    slot.holders += copies;
  }
  const auto count = static_cast<double>(copies);
  sum_ += count * static_cast<double>(shared) / static_cast<double>(set.size());
  sum_ += count * (count - 1) / 2;
  texts_ += copies;
}

MeanContainment::Slot& MeanContainment::Find(uint64_t shingle) {
  const size_t mask = slots_.size() - 1;
  size_t i = shingle & mask;
  while (slots_[i].holders != 0 && slots_[i].shingle != shingle) {
    i = (i + 1) & mask;
  }
  return slots_[i];
}

void MeanContainment::Reserve(size_t more) {
  const size_t wanted = std::bit_ceil(2 * (used_ + more));
  if (wanted <= slots_.size()) {
    return;
  }
  old_.swap(slots_);
  slots_.assign(wanted, Slot());
  for (const Slot& slot : old_) {
    if (slot.holders != 0) {
      Find(slot.shingle) = slot;
    }
  }
}

double MeanContainment::Mean() const {
  if (texts_ < 2) {
    return 1.0;
  }
  const auto texts = static_cast<double>(texts_);
  return sum_ / (texts * (texts - 1) / 2);
}

}  // namespace reprise
