#include "reprise/text/two_byte_letters.h"

#include <bit>
#include <cstring>

#include "reprise/text/hash_token.h"
#include "reprise/text/unicode.h"

namespace reprise::internal {
namespace {

// In each byte of a word.
constexpr uint64_t kHighBits = 0x8080808080808080ULL;
// In each pair of bytes, the first one lowest: a bit that every lead byte has.
constexpr uint64_t kLead = 0x0080008000800080ULL;

// Has bits, in the bytes at fault, where `word` is not lead bytes of two and continuations by
// turns.
uint64_t NotPairs(uint64_t word) { return (word ^ 0x80C080C080C080C0ULL) & 0xC0E0C0E0C0E0C0E0ULL; }

// Folds four letters at once. What is no letter, or folds to none of two bytes, becomes 0.
uint64_t FoldPairs(uint64_t word) {
  const uint64_t code_points =
      (word & 0x001F001F001F001FULL) << 6 | ((word >> 8) & 0x003F003F003F003FULL);
  uint64_t folded = 0;
  for (int shift = 0; shift < 64; shift += 16) {
    folded |= uint64_t{UnicodeTable::FoldedPair((code_points >> shift) & 0x7FF)} << shift;
  }
  return folded;
}

// Whether every byte in bit 7 of `bits`, eight of them from `bytes` on, begins a letter of two
// bytes that folds to itself.
bool FoldToThemselves(const char* bytes, uint64_t bits) {
  bool all = true;
  for (; bits != 0; bits &= bits - 1) {
    uint16_t pair = 0;
    std::memcpy(&pair, bytes + std::countr_zero(bits) / 8, sizeof(pair));
    // A lead byte of more than two, cut to the bits of one of two, does not come out again.
    all = all && UnicodeTable::FoldedPair((pair & 0x1FU) << 6 | (pair >> 8 & 0x3FU)) == pair;
  }
  return all;
}

// HashShortLetters where letters of two bytes stand among ASCII. `words` are those of the text.
bool HashAmongAscii(std::string_view text, size_t begin, size_t size, const TokenWords& words,
                    uint64_t* hash) {
  // Bit 7 of every byte that begins a code point, and of every one that goes on with it: the one
  // behind, and no other.
  const TokenWords leads = {words[0] & (words[0] << 1) & kHighBits,
                            words[1] & (words[1] << 1) & kHighBits};
  const TokenWords others = {words[0] & ~leads[0] & kHighBits, words[1] & ~leads[1] & kHighBits};
  const bool two_each = others[0] == leads[0] << 8 &&
                        others[1] == (leads[1] << 8 | leads[0] >> 56) && leads[1] >> 63 == 0;
  const char* const bytes = text.data() + begin;
  if (!two_each || !FoldToThemselves(bytes, leads[0]) ||
      !FoldToThemselves(bytes + sizeof(words[0]), leads[1])) {
    return false;
  }
  // ASCII letters fold by bit 5, which digits have.
  const TokenWords& mask = kSizeMasks[size];
  *hash = HashTokenWords({words[0] | (~words[0] & mask[0] & kHighBits) >> 2,
                          words[1] | (~words[1] & mask[1] & kHighBits) >> 2},
                         size);
  return true;
}

}  // namespace

bool HashShortLetters(std::string_view text, size_t begin, size_t size, uint64_t* hash) {
  const TokenWords& mask = kSizeMasks[size];
  TokenWords words = LoadWords(text, begin, size);
  words[0] &= mask[0];
  words[1] &= mask[1];
  if (size % 2 != 0 || ((NotPairs(words[0]) & mask[0]) | (NotPairs(words[1]) & mask[1])) != 0) {
    return HashAmongAscii(text, begin, size, words, hash);
  }
  words[0] = FoldPairs(words[0]);
  words[1] = FoldPairs(words[1]);
  *hash = HashTokenWords(words, size);
  return (((~words[0] & mask[0]) | (~words[1] & mask[1])) & kLead) == 0;
}

bool HashLongLetters(std::string_view text, size_t begin, size_t size, std::string* folded,
                     uint64_t* hash) {
  const auto fold = [](uint64_t* word) {
    const uint64_t not_pairs = NotPairs(*word);
    *word = FoldPairs(*word);
    return (not_pairs | (~*word & kLead)) == 0;
  };
  // An odd size would leave half a letter.
  return size % 2 == 0 && HashWordByWord(text.substr(begin, size), fold, folded, hash);
}

}  // namespace reprise::internal
