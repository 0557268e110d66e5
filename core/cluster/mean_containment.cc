#include "reprise/cluster/mean_containment.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace reprise {

void MeanContainment::Reset() {
  slots_.clear();
  list_.Free();
  used_ = 0;
  texts_ = 0;
  sum_ = 0.0;
}

void MeanContainment::Add(const ShingleSet& set, uint64_t copies, bool last) {
  assert(!set.empty() && copies >= 1);
  const bool listed = texts_ == 0 ? set.large != nullptr : !list_.empty();
  AddCounted(listed ? AddToList(set, copies, last) : AddToTable(set, copies), set.size(), copies);
}

void MeanContainment::AddCounted(uint64_t shared, uint64_t size, uint64_t copies) {
  const auto count = static_cast<double>(copies);
  sum_ += count * static_cast<double>(shared) / static_cast<double>(size);
  sum_ += count * (count - 1) / 2;
  texts_ += copies;
}

uint64_t MeanContainment::AddToList(const ShingleSet& set, uint64_t copies, bool last) {
  const auto add = [&](ShingleStream stream) {
    return list_.Add(&stream, static_cast<uint32_t>(copies), last);
  };
  if (set.large != nullptr) {
    return add(ShingleStream(*set.large));
  }
  std::vector<uint64_t> sorted = set.shingles;
  std::sort(sorted.begin(), sorted.end());
  return add(ShingleStream(sorted));
}

uint64_t MeanContainment::AddToTable(const ShingleSet& set, uint64_t copies) {
  Reserve(set.size());
  uint64_t shared = 0;  // with each of the texts before, added up
  set.ForEach([&](absl::Span<const uint64_t> piece) {
    for (const uint64_t shingle : piece) {
      Slot& slot = Find(shingle);
      used_ += slot.holders == 0 ? 1 : 0;
      shared += slot.holders;
      slot.shingle = shingle;
      slot.holders += copies;
    }
  });
  return shared;
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
