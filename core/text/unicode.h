#ifndef REPRISE_TEXT_UNICODE_H_
#define REPRISE_TEXT_UNICODE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// The version of Unicode that decides what a token is. Part of the contract and of report.json; a
// test fails when the linked utf8proc holds another one.
inline constexpr const char* kUnicodeVersion = "15.0.0";

// What a code point does to the token it stands in (design.md, "token").
enum class CharClass : uint8_t {
  kSeparator,     // ends a token
  kIgnorable,     // default-ignorable: neither splits nor counts
  kMark,          // M: continues whatever token it follows, starts one otherwise
  kLetter,        // L
  kNumber,        // N
  kSingleLetter,  // a letter of Han, Hiragana, Katakana, Thai, Lao, Khmer or Myanmar: its own token
};

// Properties of every code point, in a two-stage table that the build makes of unicode_data.h. All
// functions are pure, and safe from any thread.
class UnicodeTable {
 public:
  // Any value is allowed; what is not a code point is a separator.
  static CharClass Class(char32_t c) { return static_cast<CharClass>(Entry(c) & kClassMask); }

  // True when the code point's part of a token's NFKC case-folded form is one code point, whatever
  // stands beside it, except that two code points with ReordersMarks() in a row may change places.
  static bool HasSimpleFold(char32_t c) { return (Entry(c) & kSimpleFold) != 0; }
  static char32_t SimpleFold(char32_t c) {
    return static_cast<char32_t>(static_cast<int32_t>(c) + (Entry(c) >> kDeltaShift));
  }
  // Canonical combining class other than 0.
  static bool ReordersMarks(char32_t c) { return (Entry(c) & kReorders) != 0; }

  // An entry: class (3 bits), flags, and the distance to the folded code point above them.
  static constexpr int32_t kClassMask = 7;
  static constexpr int32_t kSimpleFold = 8;
  static constexpr int32_t kReorders = 16;
  static constexpr int kDeltaShift = 8;
  // So many code points with equal leading bits share a block of entries; equal blocks are one.
  static constexpr uint32_t kBlockBits = 8;
  static constexpr uint32_t kBlocks = 0x110000 >> kBlockBits;

 private:
  static int32_t Entry(char32_t c) {
    if (c >= 0x110000) {
      return 0;
    }
    return entries_[(static_cast<uint32_t>(block_[c >> kBlockBits]) << kBlockBits) |
                    (c & ((1U << kBlockBits) - 1))];
  }

  static const uint16_t block_[kBlocks];
  static const int32_t entries_[];
};

// Replaces `*folded` by the NFKC case-folded form (UAX #31, NFKC_Casefold) of `token`, which must
// be valid UTF-8. Default-ignorable code points vanish. Pure.
void FoldToken(std::string_view token, std::string* folded);

}  // namespace reprise

#endif  // REPRISE_TEXT_UNICODE_H_
