#ifndef REPRISE_VERIFY_SHINGLE_SET_H_
#define REPRISE_VERIFY_SHINGLE_SET_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/text/large_text.h"
#include "reprise/text/shingle_exclusion.h"
#include "reprise/text/tokenizer.h"
#include "reprise/verify/large_set.h"
#include "reprise/verify/shingle_bitmap.h"

namespace reprise {

// S(A) of design.md and what else the rule asks of a text: everything a verdict is made of.
struct ShingleSet {
  std::vector<uint64_t> shingles;         // distinct, in order of first occurrence
  std::shared_ptr<const LargeSet> large;  // instead of them, where the text is (kLargeText)
  ShingleBitmap bitmap;
  uint64_t tokens = 0;
  uint64_t sequence_hash = 0;  // of the sequence of tokens
  uint64_t masked_hash = 0;    // likewise, each run of number tokens being one placeholder

  uint64_t size() const { return large == nullptr ? shingles.size() : large->size(); }
  bool empty() const { return size() == 0; }

  // Calls visit(shingles) with one piece after the other of all shingles, in no particular order.
  void ForEach(const std::function<void(absl::Span<const uint64_t>)>& visit) const;

  // Has the processor fetch the first shingles, for a look at all of them that follows soon: it
  // sees that the others follow.
  void PrefetchShingles() const {
    constexpr size_t kShinglesPerLine = 8;
    const size_t first = std::min(shingles.size(), 8 * kShinglesPerLine);
    for (size_t i = 0; i < first; i += kShinglesPerLine) {
      __builtin_prefetch(&shingles[i]);
    }
  }
};

// Whether two sets of byte-equal texts have the same shingles.
bool HaveSameShingles(const ShingleSet& a, const ShingleSet& b);

// Whether two texts differ in figures alone: other tokens, but not where each run of numbers stands
// for any.
inline bool AreVariants(const ShingleSet& a, const ShingleSet& b) {
  return a.sequence_hash != b.sequence_hash && a.masked_hash == b.masked_hash;
}

// What a large text is, and where its shingles go.
struct LargeTextOptions {
  size_t large_text = kLargeText;   // texts of more bytes are
  size_t piece_bytes = kTextPiece;  // at least 1; no influence on the set
  // Sets that take more than `bytes_in_memory` are on disk, with this budget, which must outlive
  // them; null: all are in memory.
  SpillBudget* spill = nullptr;
  uint64_t bytes_in_memory = 0;
};

// Makes the sets of one text after the other. Reuses its memory, some 50 bytes for each token of
// the longest text so far that is not large. A large text takes ShingleBufferBytes or, where that
// is more, what a set in memory may take, and leaves nothing behind but its set. One per thread.
class ShingleSetMaker {
 public:
  explicit ShingleSetMaker(const LargeTextOptions& options = {}) : options_(options) {}

  // The set of `text` with shingles of `n` >= 1 tokens, those of `excluded` (null: none) left out.
  ShingleSet Make(std::string_view text, size_t n, const ShingleExclusion* excluded = nullptr);

 private:
  ShingleSet MakeLarge(std::string_view text, size_t n, const ShingleExclusion* excluded) const;

  const LargeTextOptions options_;
  std::vector<HashedToken> tokens_;
  std::vector<uint64_t> hashes_;
  std::vector<uint64_t> masked_;
  std::vector<uint64_t> shingles_;
  DistinctFilter distinct_;
};

// The same for a single text. Safe from any thread.
ShingleSet MakeShingleSet(std::string_view text, size_t n,
                          const ShingleExclusion* excluded = nullptr,
                          const LargeTextOptions& options = {});

// Membership in one set, asked for many others in a row. Counting what a set shares with the loaded
// one costs a probe per element of that set; where one is large, the ascending lists of both are
// gone through, or the shorter one is looked up in the other. One per thread.
class SetProbe {
 public:
  // Replaces the loaded set, which must outlive what is asked about it.
  void Load(const ShingleSet& set);

  // |loaded ∩ other|.
  uint64_t CountShared(const ShingleSet& other);

 private:
  // The slot that holds `shingle`, or the free one that ends its chain.
  size_t Slot(uint64_t shingle) const;
  // How many of `shingles` the table has.
  uint64_t CountByTable(const std::vector<uint64_t>& shingles) const;

  static constexpr size_t kBitsPerShingle = 16;

  const ShingleSet* loaded_ = nullptr;
  std::vector<uint64_t> ascending_;  // the loaded set where one that is large came, else empty
  // The table, of a loaded set that is not large:
  std::vector<uint64_t> slots_{0, 0};  // 0 marks a free slot
  std::vector<uint64_t> bits_{0};      // a bit for each shingle, by its low bits
  bool has_zero_ = false;              // whether the set has the shingle 0, which no slot can hold
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_SET_H_
