#ifndef REPRISE_TEXT_SHINGLER_H_
#define REPRISE_TEXT_SHINGLER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

inline constexpr size_t kDefaultShingleSize = 5;

// How many shingles, repeated ones counted, a text of `tokens` tokens has: none without tokens,
// one (the whole text) below `n` tokens, else one per starting token. `n` must be at least 1.
constexpr size_t ShingleCount(size_t tokens, size_t n) {
  return tokens == 0 ? 0 : tokens < n ? 1 : tokens - n + 1;
}

// Replaces `*shingles` by the ShingleCount() shingles of a text given by its token hashes, in text
// order: element i is a 64-bit hash of tokens [i, i+n). `n` must be at least 1. The value depends
// on the tokens, their order and their number alone: a polynomial over the token hashes modulo
// 2^64, mixed. Part of the format, pinned by tests. Narrow shingles (up to 16 tokens) are computed
// a vector at a time, wide ones roll. Pure; linear; safe from any thread.
void Shingle(absl::Span<const uint64_t> token_hashes, size_t n, std::vector<uint64_t>* shingles);

}  // namespace reprise

#endif  // REPRISE_TEXT_SHINGLER_H_
