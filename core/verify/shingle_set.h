#ifndef REPRISE_VERIFY_SHINGLE_SET_H_
#define REPRISE_VERIFY_SHINGLE_SET_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/text/large_text.h"
#include "reprise/text/tokenizer.h"
#include "reprise/verify/shingle_bitmap.h"

namespace reprise {

// S(A) of design.md and what else the rule asks of a text: everything a verdict is made of.
struct ShingleSet {
  // Distinct, in order of first occurrence; of large texts (kLargeText) ascending.
  std::vector<uint64_t> shingles;
  bool ascending = false;
  ShingleBitmap bitmap;  // of `shingles`
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
// the longest text so far that is not large. A large text takes what ShingleLargeText takes, and
// leaves nothing behind but its set. One per thread.
class ShingleSetMaker {
 public:
  // Texts of more than `large_text` bytes are large, and tokenised `piece_bytes` >= 1 at a time.
  explicit ShingleSetMaker(size_t large_text = kLargeText, size_t piece_bytes = kTextPiece)
      : large_text_(large_text), piece_bytes_(piece_bytes) {}

  // The set of `text` with shingles of `n` >= 1 tokens, those of `excluded` (null: none) left out.
  ShingleSet Make(std::string_view text, size_t n, const ShingleExclusion* excluded = nullptr);

 private:
  ShingleSet MakeLarge(std::string_view text, size_t n, const ShingleExclusion* excluded) const;

  const size_t large_text_;
  const size_t piece_bytes_;
  std::vector<HashedToken> tokens_;
  std::vector<uint64_t> hashes_;
  std::vector<uint64_t> masked_;
  std::vector<uint64_t> shingles_;
  DistinctFilter distinct_;
};

// The same for a single text. Pure; safe from any thread.
ShingleSet MakeShingleSet(std::string_view text, size_t n,
                          const ShingleExclusion* excluded = nullptr);

// Membership in one set, asked for many others in a row. Counting what a set shares with the loaded
// one costs a probe per element of that set; where one is large, less than that per element of
// both: no table is made of a large set, since its order serves as well. One per thread.
class SetProbe {
 public:
  // Replaces the loaded set, which must outlive what is asked about it.
  void Load(const ShingleSet& set);

  // |loaded ∩ other|.
  uint64_t CountShared(const ShingleSet& other) const;

 private:
  // The slot that holds `shingle`, or the free one that ends its chain.
  size_t Slot(uint64_t shingle) const;
  // How many of `shingles` the table has.
  uint64_t CountByTable(const std::vector<uint64_t>& shingles) const;

  static constexpr size_t kBitsPerShingle = 16;

  const ShingleSet* loaded_ = nullptr;
  // The table, of a loaded set that is not large:
  std::vector<uint64_t> slots_{0, 0};  // 0 marks a free slot
  std::vector<uint64_t> bits_{0};      // a bit for each shingle, by its low bits
  bool has_zero_ = false;              // whether the set has the shingle 0, which no slot can hold
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_SET_H_
