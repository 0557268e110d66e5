#include "reprise/index/stretch_text.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "absl/strings/str_cat.h"
#include "reprise/index/suffix_array.h"

namespace reprise {

absl::Status StretchText::Append(uint32_t document, absl::Span<const uint64_t> tokens,
                                 absl::Span<const TokenStretch> stretches) {
  assert(stretches_.empty() || stretches_.back().document <= document);
  size_t added = 0;
  for (const TokenStretch& stretch : stretches) {
    added += stretch.end - stretch.begin + size_t{1};
  }
  constexpr size_t kMostSymbols = std::numeric_limits<uint32_t>::max() - 1;
  if (added > kMostSymbols - symbols_.size()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", kMostSymbols,
                     " tokens near passages that come back, at document ", document));
  }
  for (const TokenStretch& stretch : stretches) {
    stretches_.push_back({static_cast<uint32_t>(symbols_.size()), document, stretch.begin});
    for (uint32_t i = stretch.begin; i < stretch.end; ++i) {
      const auto [entry, is_new] = symbol_of_.try_emplace(tokens[i], alphabet_);
      alphabet_ += static_cast<uint32_t>(is_new);
      symbols_.push_back(entry->second);
    }
    symbols_.push_back(kSeparator);
  }
  return absl::OkStatus();
}

void StretchText::Extract(const StretchText& from, absl::Span<const uint32_t> stretches,
                          std::vector<uint32_t>* renumbered) {
  symbols_.assign(1, kSeparator);
  stretches_.clear();
  blocks_.clear();
  alphabet_ = 1;
  std::vector<uint32_t> used;
  for (const uint32_t number : stretches) {
    const Stretch& stretch = from.stretches_[number];
    stretches_.push_back({static_cast<uint32_t>(symbols_.size()), stretch.document, stretch.token});
    for (uint32_t i = stretch.position; from.symbols_[i] != kSeparator; ++i) {
      uint32_t& symbol = (*renumbered)[from.symbols_[i]];
      if (symbol == 0) {
        symbol = alphabet_++;
        used.push_back(from.symbols_[i]);
      }
      symbols_.push_back(symbol);
    }
    symbols_.push_back(kSeparator);
  }
  for (const uint32_t symbol : used) {
    (*renumbered)[symbol] = 0;
  }
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

size_t StretchText::memory_bytes() const {
  return symbols_.capacity() * sizeof(uint32_t) + stretches_.capacity() * sizeof(Stretch) +
         blocks_.capacity() * sizeof(uint32_t) +
         symbol_of_.capacity() * (sizeof(uint64_t) + sizeof(uint64_t) + 1);
}

}  // namespace reprise
