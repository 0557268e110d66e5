#ifndef REPRISE_VERIFY_SHINGLE_SET_H_
#define REPRISE_VERIFY_SHINGLE_SET_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/text/tokenizer.h"
#include "reprise/verify/shingle_bitmap.h"

namespace reprise {

// S(A) of design.md and what else the rule asks of a text: everything a verdict is made of.
struct ShingleSet {
  std::vector<uint64_t> shingles;  // distinct, in order of first occurrence
  ShingleBitmap bitmap;            // of `shingles`
  uint64_t tokens = 0;
  uint64_t sequence_hash = 0;  // of the sequence of tokens
  uint64_t masked_hash = 0;    // likewise, each run of number tokens being one placeholder

  size_t size() const { return shingles.size(); }
  bool empty() const { return shingles.empty(); }

  // Has the processor fetch the first shingles, for a look at all of them that follows soon: it
  // sees that the others follow.
  void PrefetchShingles() const {
    constexpr size_t kShinglesPerLine = 8;
    for (size_t i = 0; i < std::min(size(), 8 * kShinglesPerLine); i += kShinglesPerLine) {
      __builtin_prefetch(&shingles[i]);
    }
  }
};

// Shingles that do not count in some texts.
using ShingleExclusion = absl::flat_hash_set<uint64_t>;

// Removes from `*shingles` those of `excluded`, if there is one.
void Exclude(const ShingleExclusion* excluded, std::vector<uint64_t>* shingles);

// Makes the sets of one text after the other. Reuses its memory, some 50 bytes for each token of
// the longest text so far. One per thread.
class ShingleSetMaker {
 public:
  // The set of `text` with shingles of `n` >= 1 tokens, those of `excluded` (null: none) left out.
  ShingleSet Make(std::string_view text, size_t n, const ShingleExclusion* excluded = nullptr);

 private:
  std::vector<HashedToken> tokens_;
  std::vector<uint64_t> hashes_;
  std::vector<uint64_t> masked_;
  std::vector<uint64_t> shingles_;
  DistinctFilter distinct_;
};

// The same for a single text. Pure; safe from any thread.
ShingleSet MakeShingleSet(std::string_view text, size_t n,
                          const ShingleExclusion* excluded = nullptr);

// Membership in one set, asked for many others in a row: counting what a set shares with the loaded
// one costs a probe per element of that set. One per thread.
class SetProbe {
 public:
  // Replaces the loaded set, which is copied.
  void Load(const ShingleSet& set);

  // |loaded ∩ other|.
  uint64_t CountShared(const ShingleSet& other) const;

 private:
  // The slot that holds `shingle`, or the free one that ends its chain.
  size_t Slot(uint64_t shingle) const;

  static constexpr size_t kBitsPerShingle = 16;

  std::vector<uint64_t> slots_{0, 0};  // 0 marks a free slot
  std::vector<uint64_t> bits_{0};      // a bit for each shingle, by its low bits
  bool has_zero_ = false;              // whether the set has the shingle 0, which no slot can hold
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_SET_H_
