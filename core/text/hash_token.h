#ifndef REPRISE_TEXT_HASH_TOKEN_H_
#define REPRISE_TEXT_HASH_TOKEN_H_

// Not for users of the library: brings in xxHash whole, which they need not have. Not installed.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace reprise::internal {

static_assert(std::endian::native == std::endian::little, "token hashes are read as words");

// Most tokens fit into two words, first byte lowest, 0 where there is none.
inline constexpr size_t kShortToken = 16;
using TokenWords = std::array<uint64_t, 2>;

// HashToken of a token of `size` <= kShortToken bytes: the two halves of one 128-bit product. No
// branch on the size, which nothing can predict.
inline uint64_t HashTokenWords(const TokenWords& words, size_t size) {
  // Arbitrary constants, part of the format: digits of pi, and the golden ratio's fraction, odd.
  constexpr uint64_t kFirst = 0x243f6a8885a308d3ULL;
  constexpr uint64_t kSecond = 0x13198a2e03707344ULL;
  constexpr uint64_t kSize = 0x9e3779b97f4a7c15ULL;
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(words[0] ^ kFirst) * (words[1] ^ kSecond ^ (size * kSize));
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// HashToken for the tokeniser, where a call per token would cost as much as the hash.
inline uint64_t HashToken(std::string_view folded) {
  if (folded.size() > kShortToken) {
    return XXH3_64bits(folded.data(), folded.size());
  }
  TokenWords words = {};
  if (!folded.empty()) {
    std::memcpy(words.data(), folded.data(), folded.size());
  }
  return HashTokenWords(words, folded.size());
}

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_HASH_TOKEN_H_
