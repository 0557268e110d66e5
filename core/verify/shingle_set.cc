#include "reprise/verify/shingle_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "absl/types/span.h"
#include "reprise/base/distinct_values.h"
#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"

namespace reprise {
namespace {

// Stands for a run of number tokens; arbitrary.
constexpr uint64_t kNumberPlaceholder = 0x6e756d6265727321ULL;

std::string_view BytesOf(absl::Span<const uint64_t> tokens) {
  return {reinterpret_cast<const char*>(tokens.data()), tokens.size() * sizeof(uint64_t)};
}

uint64_t HashSequence(absl::Span<const uint64_t> tokens) { return HashKey(BytesOf(tokens)); }

// Replaces `*hashes` by those of `tokens`, and `*masked` by the same with a placeholder for each
// run of number tokens. `*after_number` says whether one came just before, and is brought up to
// date.
void MaskNumbers(absl::Span<const HashedToken> tokens, bool* after_number,
                 std::vector<uint64_t>* hashes, std::vector<uint64_t>* masked) {
  hashes->resize(tokens.size());
  masked->resize(tokens.size() + 1);
  size_t count = 0;
  bool number_before = *after_number;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const HashedToken& token = tokens[i];
    (*hashes)[i] = token.hash;
    (*masked)[count] = token.is_number ? kNumberPlaceholder : token.hash;
    count += token.is_number && number_before ? 0 : 1;
    number_before = token.is_number;
  }
  masked->resize(count);
  *after_number = number_before;
}

// The two hashes of a sequence of tokens that comes in pieces.
class SequenceHasher {
 public:
  void Update(absl::Span<const HashedToken> tokens) {
    MaskNumbers(tokens, &after_number_, &hashes_, &masked_);
    sequence_.Update(BytesOf(hashes_));
    masked_sequence_.Update(BytesOf(masked_));
  }
  uint64_t sequence_hash() const { return sequence_.Digest(); }
  uint64_t masked_hash() const { return masked_sequence_.Digest(); }

 private:
  KeyHasher sequence_;
  KeyHasher masked_sequence_;
  bool after_number_ = false;
  std::vector<uint64_t> hashes_;
  std::vector<uint64_t> masked_;
};

std::vector<uint64_t> Sorted(std::vector<uint64_t> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

void ShingleSet::ForEach(const std::function<void(absl::Span<const uint64_t>)>& visit) const {
  if (large != nullptr) {
    large->ForEach(visit);
  } else if (!shingles.empty()) {
    visit(shingles);
  }
}

bool HaveSameShingles(const ShingleSet& a, const ShingleSet& b) {
  return a.large == nullptr || b.large == nullptr ? a.shingles == b.shingles : *a.large == *b.large;
}

ShingleSet ShingleSetMaker::Make(std::string_view text, size_t n,
                                 const ShingleExclusion* excluded) {
  if (text.size() > options_.large_text) {
    return MakeLarge(text, n, excluded);
  }
  TokenHashes(text, &tokens_);
  bool after_number = false;
  MaskNumbers(tokens_, &after_number, &hashes_, &masked_);
  Shingle(hashes_, n, &shingles_);
  distinct_.Apply(&shingles_);
  Exclude(excluded, &shingles_);

  ShingleSet set;
  set.shingles = shingles_;
  set.bitmap = ShingleBitmap(shingles_);
  set.tokens = tokens_.size();
  set.sequence_hash = HashSequence(hashes_);
  set.masked_hash = HashSequence(masked_);
  return set;
}

ShingleSet ShingleSetMaker::MakeLarge(std::string_view text, size_t n,
                                      const ShingleExclusion* excluded) const {
  DistinctValues distinct(
      options_.spill, std::max<size_t>(ShingleBufferBytes(text.size()), options_.bytes_in_memory));
  SequenceHasher sequence;
  ShingleSet set;
  set.tokens = ShingleLargeText(
      text, n, options_.piece_bytes, excluded,
      [&sequence](absl::Span<const HashedToken> tokens) { sequence.Update(tokens); }, &distinct);
  set.sequence_hash = sequence.sequence_hash();
  set.masked_hash = sequence.masked_hash();

  auto large = std::make_shared<LargeSet>(options_.spill, options_.bytes_in_memory);
  set.bitmap = ShingleBitmap(set.tokens);
  distinct.ForEach([&](absl::Span<const uint64_t> piece) {
    large->Append(piece);
    set.bitmap.Add(piece);
  });
  large->Finish();
  set.large = std::move(large);
  return set;
}

ShingleSet MakeShingleSet(std::string_view text, size_t n, const ShingleExclusion* excluded,
                          const LargeTextOptions& options) {
  return ShingleSetMaker(options).Make(text, n, excluded);
}

void SetProbe::Load(const ShingleSet& set) {
  loaded_ = &set;
  ascending_.clear();
  if (set.large != nullptr) {
    return;
  }
  // A quarter full at most, so that an absent shingle nearly always ends at its first slot.
  const size_t size = set.shingles.size();
  slots_.assign(std::bit_ceil(std::max<size_t>(16, size * 4)), 0);
  bits_.assign(std::bit_ceil(size * kBitsPerShingle / 64 + 1), 0);
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

uint64_t SetProbe::CountShared(const ShingleSet& other) {
  if (loaded_ == nullptr) {
    return 0;
  }
  if (other.large == nullptr) {
    return loaded_->large == nullptr ? CountByTable(other.shingles)
                                     : loaded_->large->CountShared(Sorted(other.shingles));
  }
  if (loaded_->large != nullptr) {
    return loaded_->large->CountShared(*other.large);
  }
  if (ascending_.empty()) {
    ascending_ = Sorted(loaded_->shingles);
  }
  return other.large->CountShared(ascending_);
}

uint64_t SetProbe::CountByTable(const std::vector<uint64_t>& shingles) const {
  // Whether a shingle is shared is as good as random, so a branch on it would be mispredicted: most
  // that are not fall through a filter of bits without one, and the rest is probed.
  constexpr size_t kChunk = 256;
  std::array<uint64_t, kChunk> passed;
  const size_t mask = bits_.size() - 1;
  uint64_t shared = 0;
  absl::Span<const uint64_t> rest(shingles);
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
