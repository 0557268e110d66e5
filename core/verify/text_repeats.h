#ifndef REPRISE_VERIFY_TEXT_REPEATS_H_
#define REPRISE_VERIFY_TEXT_REPEATS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/text/sentences.h"
#include "reprise/text/tokenizer.h"
#include "reprise/verify/repeats.h"

namespace reprise {

// A passage that a text prints more than once.
struct RepeatedPassage {
  uint64_t tokens = 0;                 // of the first occurrence
  std::vector<ByteRange> occurrences;  // two or more, disjoint, first one first; whole tokens
};

struct TextRepeats {
  std::vector<RepeatedPassage> passages;  // by first occurrence, longer ones first
  // What may be cut so that each passage stands once: the whole lines and sentences within its
  // later occurrences, disjoint, ascending, outside every first occurrence. Part of a sentence is
  // never cut, and nothing that differs from the first occurrence in its figures (a table has the
  // same words in each row), so there can be fewer cuts than later occurrences.
  std::vector<ByteRange> cuts;
};

// The repeats of a text (FindRepeats). Where a passage is printed several times without a gap, it
// begins with a line or a sentence if one of its possible beginnings does. Pure; safe from any
// thread. A text without tokens has no repeats.
TextRepeats FindTextRepeats(std::string_view text, const RepeatOptions& options);

// Removes `cuts`, which are disjoint and ascending.
std::string WithoutRanges(std::string_view text, absl::Span<const ByteRange> cuts);

// The whole lines and sentences within the token ranges `doomed`, apart from those that would
// touch one of `spared`, as disjoint, ascending ranges of bytes. `boundaries` are of the text with
// these tokens.
std::vector<ByteRange> CutRanges(const TextBoundaries& boundaries, absl::Span<const Token> tokens,
                                 const std::vector<TokenRange>& doomed,
                                 const std::vector<TokenRange>& spared);

}  // namespace reprise

#endif  // REPRISE_VERIFY_TEXT_REPEATS_H_
