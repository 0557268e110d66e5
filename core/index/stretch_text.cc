#include "reprise/index/stretch_text.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "absl/strings/str_cat.h"
#include "reprise/index/suffix_array.h"

namespace reprise {
absl::Status StretchText::Append(uint32_t document, uint32_t begin,
                                 absl::Span<const uint64_t> tokens) {
  assert(stretches_.empty() || stretches_.back().document <= document);
  constexpr size_t kMostSymbols = std::numeric_limits<uint32_t>::max() - 1;
  if (tokens.size() + 1 > kMostSymbols - symbols_.size()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", kMostSymbols,
                     " tokens near passages that hang together, at document ", document));
  }
  stretches_.push_back({static_cast<uint32_t>(symbols_.size()), document, begin});
  for (const uint64_t token : tokens) {
    const auto [entry, is_new] = symbol_of_.try_emplace(token, alphabet_);
    alphabet_ += static_cast<uint32_t>(is_new);
    symbols_.push_back(entry->second);
  }
  symbols_.push_back(kSeparator);
  return absl::OkStatus();
}

void StretchText::Clear() {
  symbols_.assign(1, kSeparator);
  stretches_.clear();
  blocks_.clear();
  symbol_of_.clear();
  alphabet_ = 1;
}

void StretchText::Finish() {
  absl::flat_hash_map<uint64_t, uint32_t>().swap(symbol_of_);
  uint32_t next = 0;
  for (size_t begin = 0; begin < symbols_.size(); begin += size_t{1} << kBlockBits) {
    while (next < stretches_.size() && stretches_[next].position <= begin) {
      ++next;
    }
    blocks_.push_back(next > 0 ? next - 1 : 0);
  }
}

StretchText::Place StretchText::Locate(uint32_t position) const {
  size_t stretch = blocks_[position >> kBlockBits];
  while (stretch + 1 < stretches_.size() && stretches_[stretch + 1].position <= position) {
    ++stretch;
  }
  const Stretch& found = stretches_[stretch];
  return {found.document, found.token + (position - found.position)};
}

}  // namespace reprise
