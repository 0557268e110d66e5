#ifndef REPRISE_TEXT_UNICODE_H_
#define REPRISE_TEXT_UNICODE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// The version of Unicode that decides what a token is. Part of the contract and of report.json; a
// test fails when the linked utf8proc holds another one.
inline constexpr const char* kUnicodeVersion = "15.0.0";

// What a code point does to the token it stands in (design.md, "token"). A bit each, so that a test
// may ask for several.
enum class CharClass : uint8_t {
  kSeparator = 0,      // ends a token
  kIgnorable = 1,      // default-ignorable: neither splits nor counts
  kMark = 2,           // M: continues whatever token it follows, starts one otherwise
  kLetter = 4,         // L
  kNumber = 8,         // N
  kSingleLetter = 16,  // of Han, Hiragana, Katakana, Thai, Lao, Khmer or Myanmar: its own token
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
  // The code point's part of the folded form where that is more than one code point, whatever
  // stands beside it, in UTF-8: "ss" for U+00DF. Empty for all others.
  static std::string_view ExpandedFold(char32_t c) {
    const int32_t entry = Entry(c);
    if ((entry & kExpands) == 0) {
      return {};
    }
    const uint8_t* const fold = expansions_ + (entry >> kDeltaShift);
    return {reinterpret_cast<const char*>(fold + 1), *fold};
  }
  // Canonical combining class other than 0.
  static bool ReordersMarks(char32_t c) { return (Entry(c) & kReorders) != 0; }

  // The fold of a letter below U+0800 whose simple fold lies there too and that is no mark: its two
  // bytes of UTF-8, the first one lowest. 0 for ASCII and all others; c < 0x800.
  static uint16_t FoldedPair(uint32_t c) { return pair_[c]; }

  // All of the above in one word, for who wants to look once: the class's bit, flags, and above
  // them, with kSimpleFold, the distance to the folded code point, with kExpands the place of the
  // fold's size and bytes, else 0.
  static int32_t Entry(char32_t c) {
    if (c >= 0x110000) {
      return 0;
    }
    return entries_[(static_cast<uint32_t>(block_[c >> kBlockBits]) << kBlockBits) |
                    (c & ((1U << kBlockBits) - 1))];
  }
  static constexpr int32_t kClassMask = 31;
  static constexpr int32_t kSimpleFold = 32;
  static constexpr int32_t kReorders = 64;
  static constexpr int32_t kExpands = 128;
  static constexpr int kDeltaShift = 8;
  // So many code points with equal leading bits share a block of entries; equal blocks are one.
  static constexpr uint32_t kBlockBits = 8;
  static constexpr uint32_t kBlocks = 0x110000 >> kBlockBits;

 private:
  static const uint16_t block_[kBlocks];
  static const int32_t entries_[];
  static const uint16_t pair_[0x800];
  static const uint8_t expansions_[];
};

// Replaces `*folded` by the NFKC case-folded form (UAX #31, NFKC_Casefold) of `token`, which must
// be valid UTF-8. Default-ignorable code points vanish. Pure.
void FoldToken(std::string_view token, std::string* folded);

}  // namespace reprise

#endif  // REPRISE_TEXT_UNICODE_H_
