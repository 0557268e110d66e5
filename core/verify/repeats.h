#ifndef REPRISE_VERIFY_REPEATS_H_
#define REPRISE_VERIFY_REPEATS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// Tokens [begin, end) of a sequence.
struct TokenRange {
  size_t begin = 0;
  size_t end = 0;

  size_t size() const { return end - begin; }
  friend bool operator==(const TokenRange&, const TokenRange&) = default;
};

// A passage that a sequence holds more than once.
struct TokenRepeat {
  std::vector<TokenRange> occurrences;  // two or more, disjoint, first one first
  // Where occurrences follow each other without a gap, all of them may be shifted to the right by
  // up to so many tokens and still be equal: where a text's lines begin, nobody knows here.
  size_t slack = 0;
};

struct RepeatOptions {
  size_t min_tokens = 8;     // of an occurrence; at least 1
  bool bridge_edits = true;  // whether occurrences may differ by small edits
};

// The passages that come back within one token sequence, given by its token hashes: each as long
// as it can be, ordered by first occurrence, longer ones first. A part of a repeated passage is
// listed by itself only where it also stands elsewhere.
//
// Text that repeats itself without a gap (a caption printed twice in a row, a word 100,000 times)
// is listed as its shortest period, or the least number of periods that has min_tokens, with as
// many occurrences as follow each other; a part of a period left over at the end is none.
//
// Guarantee: every run of min_tokens or more that stands at two places which do not overlap shares
// tokens with some occurrence at both. Planted once more in a text that does not repeat itself, it
// is an occurrence, with its exact bounds.
//
// Time and memory are linear, but for passages that occur often: each occurrence is compared with
// up to 16 before it, and edits are bridged within a budget (BridgeBudget). In a long text of few
// different words (millions of them, of a vocabulary of a few dozen) edits are bridged from a few
// exact tokens more, since the few that suffice elsewhere meet by chance everywhere. Pure; safe
// from any thread. Without repeats: empty.
std::vector<TokenRepeat> FindRepeats(absl::Span<const uint64_t> tokens,
                                     const RepeatOptions& options);

}  // namespace reprise

#endif  // REPRISE_VERIFY_REPEATS_H_
