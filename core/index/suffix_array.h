#ifndef REPRISE_INDEX_SUFFIX_ARRAY_H_
#define REPRISE_INDEX_SUFFIX_ARRAY_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// Replaces `*suffixes` by the starts of all suffixes of `text` in ascending order; a suffix comes
// before those that it is a beginning of. Every symbol is below `alphabet`; the text has fewer than
// 2^32 - 1 symbols. An empty text has none.
//
// Induced sorting (Nong, Zhang, Chan 2009, SA-IS): linear in the text and the alphabet. Beside text
// and result, at most 4.5 bytes per symbol and 8 bytes per member of the alphabet; 3 bytes per
// symbol in ordinary text. Pure.
void BuildSuffixArray(absl::Span<const uint32_t> text, uint32_t alphabet,
                      std::vector<uint32_t>* suffixes);

// Symbol 0 separates stretches of text: it is like no other symbol, nor like another 0.
inline constexpr uint32_t kSeparator = 0;

// Replaces `*lengths` by the number of symbols that the suffix at each position has in common with
// the one before it in `suffixes`, up to the first separator; 0 for the first suffix. By position
// in the text, not by rank: what is next to each other in order has lengths[suffixes[rank]].
// `suffixes` is the suffix array of `text`, whose last symbol is a separator.
//
// Kärkkäinen, Manzini, Puglisi 2009 (Phi): linear, no memory beside the result. Pure.
void CommonPrefixLengths(absl::Span<const uint32_t> text, absl::Span<const uint32_t> suffixes,
                         std::vector<uint32_t>* lengths);

}  // namespace reprise

#endif  // REPRISE_INDEX_SUFFIX_ARRAY_H_
