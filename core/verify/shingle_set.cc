#include "reprise/verify/shingle_set.h"

#include <algorithm>
#include <bit>

#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

constexpr uint64_t kNumberPlaceholder = 0x6e756d6265727321ULL;

uint64_t Extend(uint64_t sequence, uint64_t token) { return Mix64(sequence ^ token) + token; }

}  // namespace

ShingleSet MakeShingleSet(std::string_view text, size_t n) {
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
  set.shingles.shrink_to_fit();
  return set;
}

void SetProbe::Load(const ShingleSet& set) {
  loaded_ = &set;
  // A quarter full at most, so that an absent shingle nearly always ends at its first slot.
  const size_t slots = std::bit_ceil(std::max<size_t>(16, set.size() * 4));
  keys_.assign(slots, 0);
  places_.assign(slots, 0);
  for (size_t i = 0; i < set.size(); ++i) {
    const size_t slot = Slot(set.shingles[i]);
    keys_[slot] = set.shingles[i];
    places_[slot] = static_cast<uint32_t>(i + 1);
  }
}

size_t SetProbe::Slot(uint64_t shingle) const {
  const size_t mask = keys_.size() - 1;
  size_t slot = shingle & mask;
  while (places_[slot] != 0 && keys_[slot] != shingle) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

uint64_t SetProbe::CountShared(const ShingleSet& other) const {
  uint64_t shared = 0;
  for (const uint64_t shingle : other.shingles) {
    shared += places_[Slot(shingle)] != 0 ? 1 : 0;
  }
  return shared;
}

void SetProbe::MarkShared(const ShingleSet& other, std::vector<bool>* held) const {
  for (const uint64_t shingle : other.shingles) {
    if (const uint32_t place = places_[Slot(shingle)]; place != 0) {
      (*held)[place - 1] = true;
    }
  }
}

}  // namespace reprise
