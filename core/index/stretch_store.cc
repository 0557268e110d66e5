#include "reprise/index/stretch_store.h"

#include <cassert>

namespace reprise {

void StretchStore::Append(uint32_t document, absl::Span<const TokenStretch> stretches,
                          absl::Span<const uint64_t> tokens) {
  uint64_t position = tokens_.size();
  for (const TokenStretch& stretch : stretches) {
    const uint32_t count = stretch.end - stretch.begin;
    stretches_.push_back({position, document, stretch.begin, count, 0});
    position += count;
  }
  tokens_.Append(tokens);
  assert(position == tokens_.size());
}

}  // namespace reprise
