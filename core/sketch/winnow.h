#ifndef REPRISE_SKETCH_WINNOW_H_
#define REPRISE_SKETCH_WINNOW_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// How to sample shingles so that every run of a given number of tokens holds a selected one:
// winnowing (Schleimer, Wilkerson, Aiken 2003), over tokens. index/winnowing.h is its counterpart
// over bytes.
struct TokenWinnowing {
  size_t shingle_size = 1;  // tokens
  size_t window = 1;        // shingles in a row of which one is selected

  // Tokens of a window: the shortest run that is sure to hold a selected shingle.
  size_t tokens() const { return shingle_size + window - 1; }
};

// For runs of `min_tokens`, at least 1. Half of the run for the shingle, half for the window: short
// shingles come back where the run around them does not, narrow windows select many.
constexpr TokenWinnowing PlanTokenWinnowing(size_t min_tokens) {
  const size_t shingle_size = (min_tokens + 1) / 2;
  return {shingle_size, min_tokens - shingle_size + 1};
}

// A selected shingle and the windows that selected it. Window i is the shingles
// [i, i + TokenWinnowing::window), which is the tokens [i, i + TokenWinnowing::tokens()).
struct WinnowedShingle {
  uint64_t hash = 0;
  uint32_t position = 0;       // of the shingle
  uint32_t windows_begin = 0;  // windows [windows_begin, windows_end), never empty
  uint32_t windows_end = 0;
};

// Replaces `*selected` by the shingles that windows of `window` >= 1 shingles in a row select, each
// the one of least hash, the rightmost where several have it. They come in text order, and every
// window belongs to exactly one of them; a text with fewer shingles than a window has none.
//
// What a window selects follows from its shingles alone, so that two places with the same run of
// tokens select the same shingles of it. About 2 / (window + 1) of the shingles of ordinary text
// are selected. `shingles`, fewer than 2^32, are those of Shingle(), repeated ones included. Pure;
// linear, save for hashes made to ascend, which take up to `window` steps each.
void WinnowShingles(absl::Span<const uint64_t> shingles, size_t window,
                    std::vector<WinnowedShingle>* selected);

}  // namespace reprise

#endif  // REPRISE_SKETCH_WINNOW_H_
