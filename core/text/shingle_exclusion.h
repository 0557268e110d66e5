#ifndef REPRISE_TEXT_SHINGLE_EXCLUSION_H_
#define REPRISE_TEXT_SHINGLE_EXCLUSION_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace reprise {

// Shingles that do not count in some texts.
using ShingleExclusion = absl::flat_hash_set<uint64_t>;

// Removes from `*shingles` those of `excluded`, if there is one.
inline void Exclude(const ShingleExclusion* excluded, std::vector<uint64_t>* shingles) {
  if (excluded != nullptr) {
    std::erase_if(*shingles, [&](uint64_t shingle) { return excluded->contains(shingle); });
  }
}

}  // namespace reprise

#endif  // REPRISE_TEXT_SHINGLE_EXCLUSION_H_
