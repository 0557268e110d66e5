#include "reprise/verify/shingle_set.h"

#include <algorithm>
#include <array>
#include <bit>

#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

constexpr uint64_t kNumberPlaceholder = 0x6e756d6265727321ULL;

uint64_t Extend(uint64_t sequence, uint64_t token) { return Mix64(sequence ^ token) + token; }

}  // namespace

void Exclude(const ShingleExclusion* excluded, std::vector<uint64_t>* shingles) {
  if (excluded != nullptr) {
    std::erase_if(*shingles, [&](uint64_t shingle) { return excluded->contains(shingle); });
  }
}

ShingleSet MakeShingleSet(std::string_view text, size_t n, const ShingleExclusion* excluded) {
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  ShingleSet set;
  set.tokens = tokens.size();
  std::vector<uint64_t> hashes;
  hashes.reserve(tokens.size());
  bool after_number = false;
  for (const Token& token : tokens) {
    hashes.push_back(token.hash);
    set.sequence_hash = Extend(set.sequence_hash, token.hash);
    if (!token.is_number) {
      set.masked_hash = Extend(set.masked_hash, token.hash);
    } else if (!after_number) {
      set.masked_hash = Extend(set.masked_hash, kNumberPlaceholder);
    }
    after_number = token.is_number;
  }
  Shingle(hashes, n, &set.shingles);
  DistinctFilter().Apply(&set.shingles);
  Exclude(excluded, &set.shingles);
  set.shingles.shrink_to_fit();
  set.bitmap = ShingleBitmap(set.shingles);
  return set;
}

void SetProbe::Load(const ShingleSet& set) {
  // A quarter full at most, so that an absent shingle nearly always ends at its first slot.
  slots_.assign(std::bit_ceil(std::max<size_t>(16, set.size() * 4)), 0);
  bits_.assign(std::bit_ceil(set.size() * kBitsPerShingle / 64 + 1), 0);
  has_zero_ = false;
  for (const uint64_t shingle : set.shingles) {
    has_zero_ = has_zero_ || shingle == 0;
    slots_[Slot(shingle)] = shingle;
    bits_[(shingle >> 6) & (bits_.size() - 1)] |= uint64_t{1} << (shingle & 63);
  }
}

size_t SetProbe::Slot(uint64_t shingle) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = shingle & mask;
  while (slots_[slot] != 0 && slots_[slot] != shingle) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

uint64_t SetProbe::CountShared(const ShingleSet& other) const {
  // Whether a shingle is shared is as good as random, so a branch on it would be mispredicted: most
  // that are not fall through a filter of bits without one, and the rest is probed.
  constexpr size_t kChunk = 256;
  std::array<uint64_t, kChunk> passed;
  const size_t mask = bits_.size() - 1;
  uint64_t shared = 0;
  absl::Span<const uint64_t> rest(other.shingles);
  while (!rest.empty()) {
    const auto chunk = rest.first(std::min(rest.size(), kChunk));
    size_t count = 0;
    for (const uint64_t shingle : chunk) {
      passed[count] = shingle;
      count += bits_[(shingle >> 6) & mask] >> (shingle & 63) & 1;
    }
    for (size_t i = 0; i < count; ++i) {
      const uint64_t shingle = passed[i];
      shared += shingle != 0 ? (slots_[Slot(shingle)] != 0 ? 1 : 0) : (has_zero_ ? 1 : 0);
    }
    rest.remove_prefix(chunk.size());
  }
  return shared;
}

}  // namespace reprise
