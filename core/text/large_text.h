#ifndef REPRISE_TEXT_LARGE_TEXT_H_
#define REPRISE_TEXT_LARGE_TEXT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/types/span.h"
#include "reprise/base/distinct_values.h"
#include "reprise/text/shingle_exclusion.h"
#include "reprise/text/tokenizer.h"

namespace reprise {

// Texts of more bytes are large: their tokens are never in memory together.
inline constexpr size_t kLargeText = size_t{1} << 19;

// Bytes of a large text, about, that are tokenised at a time.
inline constexpr size_t kTextPiece = size_t{1} << 18;

// The least place at or behind `from`, or the end, where a text can be cut so that the tokens of
// the two parts together are those of the whole. Pure; safe from any thread.
size_t TokenBoundary(std::string_view text, size_t from);

// What DistinctValues may take for the shingles of a text of so many bytes: an eighth of them, so
// that the runs on disk are few, and 4 MiB at least.
inline size_t ShingleBufferBytes(size_t text_bytes) {
  return std::max(text_bytes / 8, size_t{4} << 20);
}

// Adds the shingles (Shingle) of n >= 1 tokens of `text`, those of `excluded` (null: none) left
// out, to `*shingles`, and shows all tokens to `see`, piece by piece in text order; returns how
// many there are. A text without tokens has no shingles. What it takes in memory, besides that of
// `*shingles`, is a few megabytes. Linear; `piece_bytes` >= 1 has no influence on what it does.
// Safe from any thread.
uint64_t ShingleLargeText(std::string_view text, size_t n, size_t piece_bytes,
                          const ShingleExclusion* excluded,
                          const std::function<void(absl::Span<const HashedToken>)>& see,
                          DistinctValues* shingles);

}  // namespace reprise

#endif  // REPRISE_TEXT_LARGE_TEXT_H_
