#ifndef REPRISE_TEXT_HASH_TOKEN_H_
#define REPRISE_TEXT_HASH_TOKEN_H_

// Not for users of the library: brings in xxHash whole, which they need not have. Not installed.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
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

// kSizeMasks[n] keeps the first n bytes of two words.
constexpr std::array<TokenWords, kShortToken + 1> MakeSizeMasks() {
  std::array<TokenWords, kShortToken + 1> masks{};
  for (size_t n = 0; n < masks.size(); ++n) {
    for (size_t i = 0; i < n; ++i) {
      masks[n][i / 8] |= uint64_t{0xFF} << (i % 8 * 8);
    }
  }
  return masks;
}
inline constexpr std::array<TokenWords, kShortToken + 1> kSizeMasks = MakeSizeMasks();

// text[begin, begin + size), size <= kShortToken, and behind it whatever stands there in the text,
// to be masked away: to copy as many bytes as there are would cost more than all the rest.
inline TokenWords LoadWords(std::string_view text, size_t begin, size_t size) {
  TokenWords words = {};
  if (begin + kShortToken <= text.size()) [[likely]] {
    // One by one, or GCC loads both at once and parts them in memory.
    std::memcpy(&words[0], text.data() + begin, sizeof(words[0]));
    std::memcpy(&words[1], text.data() + begin + sizeof(words[0]), sizeof(words[1]));
  } else {
    std::memcpy(words.data(), text.data() + begin, size);
  }
  return words;
}

// HashToken of text[begin, begin + size) as it stands.
inline uint64_t HashPart(std::string_view text, size_t begin, size_t size) {
  if (size > kShortToken) {
    return XXH3_64bits(text.data() + begin, size);
  }
  TokenWords words = LoadWords(text, begin, size);
  words[0] &= kSizeMasks[size][0];
  words[1] &= kSizeMasks[size][1];
  return HashTokenWords(words, size);
}

// HashToken of the folded form of `run`, longer than kShortToken, where fold(&word) turns each word
// of it into its fold; false as soon as fold returns false. `folded` is room to work in.
template <typename Fold>
bool HashWordByWord(std::string_view run, Fold fold, std::string* folded, uint64_t* hash) {
  folded->resize(run.size());
  for (size_t i = 0; i < run.size(); i += sizeof(uint64_t)) {
    // The last word ends with the run.
    const size_t at = std::min(i, run.size() - sizeof(uint64_t));
    uint64_t word = 0;
    std::memcpy(&word, run.data() + at, sizeof(word));
    if (!fold(&word)) {
      return false;
    }
    std::memcpy(folded->data() + at, &word, sizeof(word));
  }
  *hash = HashToken(*folded);
  return true;
}

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_HASH_TOKEN_H_
