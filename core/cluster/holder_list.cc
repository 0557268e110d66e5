#include "reprise/cluster/holder_list.h"

#include <utility>

#include "absl/types/span.h"
#include "reprise/base/spill_window.h"

namespace reprise {

uint64_t HolderList::Add(ShingleStream* more, uint32_t copies, bool last) {
  if (shingles_.empty()) {
    for (; !more->window().empty() && !last; more->Skip(more->window().size())) {
      shingles_.Append(more->window());
    }
    copies_of_first_ = copies;
    return 0;
  }
  SpillVector<uint64_t> shingles(spill_);
  SpillVector<uint32_t> holders(spill_);
  SpillWindow<uint64_t> own_shingles(shingles_);
  SpillWindow<uint32_t> own_holders(holders_);
  const auto holders_of = [&](uint64_t i) {
    return holders_.empty() ? copies_of_first_ : own_holders[i];
  };
  const auto append = [&](uint64_t shingle, uint32_t held) {
    if (!last) {
      shingles.push_back(shingle);
      holders.push_back(held);
    }
  };
  uint64_t count = 0;
  uint64_t i = 0;
  for (; !more->window().empty(); more->Skip(more->window().size())) {
    for (const uint64_t shingle : more->window()) {
      for (; i < shingles_.size() && own_shingles[i] < shingle; ++i) {
        append(own_shingles[i], holders_of(i));
      }
      const bool both = i < shingles_.size() && own_shingles[i] == shingle;
      const uint32_t held = both ? holders_of(i) : 0;
      count += held;
      append(shingle, held + copies);
      i += both ? 1 : 0;
    }
  }
  for (; i < shingles_.size() && !last; ++i) {
    append(own_shingles[i], holders_of(i));
  }
  if (!last) {
    shingles_ = std::move(shingles);
    holders_ = std::move(holders);
  }
  return count;
}

}  // namespace reprise
