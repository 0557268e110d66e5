#include "reprise/cluster/mean_containment.h"

#include <cassert>

namespace reprise {

void MeanContainment::Add(const ShingleSet& set, uint64_t copies) {
  assert(!set.empty() && copies >= 1);
  uint64_t shared = 0;  // with each of the texts before, added up
  for (const uint64_t shingle : set.shingles) {
    uint64_t& holders = holders_[shingle];
    shared += holders;
    holders += copies;
  }
  const auto count = static_cast<double>(copies);
  sum_ += count * static_cast<double>(shared) / static_cast<double>(set.size());
  sum_ += count * (count - 1) / 2;
  texts_ += copies;
}

double MeanContainment::Mean() const {
  if (texts_ < 2) {
    return 1.0;
  }
  const auto texts = static_cast<double>(texts_);
  return sum_ / (texts * (texts - 1) / 2);
}

}  // namespace reprise
