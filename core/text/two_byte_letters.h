#ifndef REPRISE_TEXT_TWO_BYTE_LETTERS_H_
#define REPRISE_TEXT_TWO_BYTE_LETTERS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise::internal {

// Tokens of letters whose UTF-8 has two bytes (Cyrillic, Greek, Hebrew, Arabic, the accented ones
// of Latin), without a step per code point. The functions below write to `*hash` the HashToken of
// the folded form of text[begin, begin + size), and return true, where that is surely one token of
// the kinds of letters that they know. Else they return false, and `*hash` means nothing. No such
// token is a number. Pure; safe from any thread.

// 1 <= size <= kShortToken: letters of two bytes, or ASCII letters and digits and between them
// letters of two bytes that fold to themselves. Not for ASCII alone.
bool HashShortLetters(std::string_view text, size_t begin, size_t size, uint64_t* hash);

// size > kShortToken: letters of two bytes. `folded` is room to work in.
bool HashLongLetters(std::string_view text, size_t begin, size_t size, std::string* folded,
                     uint64_t* hash);

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_TWO_BYTE_LETTERS_H_
