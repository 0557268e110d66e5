#ifndef REPRISE_VERIFY_ALIGNMENT_H_
#define REPRISE_VERIFY_ALIGNMENT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// A stretch of two token sequences that is the same but for small edits. Its first and its last
// tokens are equal on both sides.
struct TokenPassage {
  size_t a_begin = 0;  // tokens [a_begin, a_end) of A
  size_t a_end = 0;
  size_t b_begin = 0;  // tokens [b_begin, b_end) of B
  size_t b_end = 0;
  size_t matched = 0;  // tokens that stand on both sides, in the same order

  // Tokens of the longer side.
  size_t length() const { return std::max(a_end - a_begin, b_end - b_begin); }
  // Share of the longer side that the other one matches: 1 where the stretch is exact.
  double Identity() const { return static_cast<double>(matched) / static_cast<double>(length()); }
};

struct AlignmentOptions {
  // Every run of at least so many tokens that A and B share is found. At least 1.
  size_t min_tokens = 8;
  // Whether stretches are carried on across small edits.
  bool bridge_edits = true;
};

// What two texts, given by their token hashes, share. Ordered by a_begin, then b_begin.
//
// Guarantee: a token of A that lies in a run of min_tokens or more which also stands in B lies in
// a passage, and likewise for B. A run that stands once on each side is in one passage, as a whole;
// with bridge_edits off, with exactly its bounds. Of what stands several times on one side every
// occurrence is paired with some occurrence on the other, not with all of them: the same sentence
// 10,000 times against itself is one passage.
//
// With bridge_edits a passage goes on over replaced, inserted and missing tokens where more equal
// ones follow than the edit is long, and stretches whose runs are all shorter than min_tokens are
// found too where they are long enough in spite of their edits; those without promise. Passages
// may overlap where text overlaps itself.
//
// Seed and extend, as in the search for local alignments (Altschul et al. 1990), on token
// n-grams instead of letters. Time and memory are linear in both texts but for n-grams that
// occur up to 64 times, each of which is paired with all its occurrences. Pure; safe from any
// thread. Without tokens on one side: empty.
std::vector<TokenPassage> AlignTokens(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b,
                                      const AlignmentOptions& options);

}  // namespace reprise

#endif  // REPRISE_VERIFY_ALIGNMENT_H_
