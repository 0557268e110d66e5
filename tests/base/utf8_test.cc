#include "reprise/base/utf8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

struct ByteRange {
  unsigned first;
  unsigned last;
};

// The well-formed sequences, row by row as in table 3-7 of the Unicode standard.
const std::vector<std::vector<ByteRange>>& WellFormed() {
  static const std::vector<std::vector<ByteRange>> rows = {
      {{0x00, 0x7F}},
      {{0xC2, 0xDF}, {0x80, 0xBF}},
      {{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}},
      {{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}},
      {{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}},
      {{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}},
      {{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}},
      {{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}},
      {{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}},
  };
  return rows;
}

// The row that matches whole, else the longest beginning of a row, else one byte.
DecodedChar NaiveDecode(std::string_view text, size_t pos) {
  const std::string_view rest = text.substr(pos);
  size_t longest = 1;
  for (const std::vector<ByteRange>& row : WellFormed()) {
    size_t matched = 0;
    while (matched < row.size() && matched < rest.size() &&
           static_cast<unsigned char>(rest[matched]) >= row[matched].first &&
           static_cast<unsigned char>(rest[matched]) <= row[matched].last) {
      ++matched;
    }
    if (matched < row.size()) {
      longest = std::max(longest, matched);
      continue;
    }
    // The bits that a lead of a sequence of this length carries: 7, 5, 4 or 3.
    constexpr std::array<uint32_t, 5> kLeadValues = {0, 128, 32, 16, 8};
    uint32_t value = static_cast<unsigned char>(rest[0]) % kLeadValues[row.size()];
    for (size_t i = 1; i < row.size(); ++i) {
      value = value * 64 + static_cast<unsigned char>(rest[i]) % 64;
    }
    return {static_cast<char32_t>(value), static_cast<uint32_t>(row.size()), true};
  }
  return {0, static_cast<uint32_t>(longest), false};
}

std::string Hex(std::string_view text) {
  std::string hex;
  for (const char c : text) {
    hex.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4]);
    hex.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) & 15]);
    hex.push_back(' ');
  }
  return hex;
}

bool AgreesEverywhere(std::string_view text) {
  for (size_t pos = 0; pos < text.size(); ++pos) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    const DecodedChar expected = NaiveDecode(text, pos);
    if (decoded.valid != expected.valid || decoded.size != expected.size ||
        (decoded.valid && decoded.code_point != expected.code_point)) {
      return false;
    }
  }
  return true;
}

// The first string of `length` bytes out of `bytes` that is decoded otherwise than by the table, in
// hexadecimal; else "".
std::string FirstDisagreement(const std::string& bytes, size_t length) {
  std::string text(length, bytes[0]);
  std::vector<size_t> digits(length, 0);
  for (size_t i = 0; i < length;) {
    if (!AgreesEverywhere(text)) {
      return Hex(text);
    }
    for (i = 0; i < length; ++i) {
      digits[i] = (digits[i] + 1) % bytes.size();
      text[i] = bytes[digits[i]];
      if (digits[i] != 0) {
        break;
      }
    }
  }
  return "";
}

// What a decoder that replaces every invalid step shows: "?" for U+FFFD.
std::string Replaced(std::string_view text) {
  std::string shown;
  for (size_t pos = 0; pos < text.size();) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    if (decoded.valid) {
      shown += text.substr(pos, decoded.size);
    } else {
      shown.push_back('?');
    }
    pos += decoded.size;
  }
  return shown;
}

TEST(Utf8Test, DecodesAllShortStringsLikeTheTable) {
  std::string all(256, '\0');
  for (size_t i = 0; i < all.size(); ++i) {
    all[i] = static_cast<char>(i);
  }
  EXPECT_EQ(FirstDisagreement(all, 1), "");
  EXPECT_EQ(FirstDisagreement(all, 2), "");
}

TEST(Utf8Test, DecodesBytesAtEveryBorderLikeTheTable) {
  // Both sides of every border between ranges of bytes that the table treats differently.
  const std::string borders(
      "\x00\x41\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF"
      "\xF0\xF1\xF3\xF4\xF5\xFF",
      25);
  EXPECT_EQ(FirstDisagreement(borders, 3), "");
  EXPECT_EQ(FirstDisagreement(borders, 4), "");
}

TEST(Utf8Test, EveryScalarValueRoundTripsAndNoTruncationIsValid) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) {
      continue;
    }
    std::string text = "x";  // AppendUtf8 appends
    AppendUtf8(c, &text);
    const size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    ASSERT_EQ(text.size(), 1 + size) << std::hex << static_cast<uint32_t>(c);
    const DecodedChar decoded = DecodeUtf8(text, 1);
    ASSERT_TRUE(decoded.valid) << Hex(text);
    ASSERT_EQ(decoded.code_point, c) << Hex(text);
    ASSERT_EQ(decoded.size, size) << Hex(text);
    // What is left of a truncated sequence is one invalid step: at the end and before a letter.
    for (size_t left = 1; left < size; ++left) {
      const std::string end = text.substr(1, left);
      for (const std::string& truncated : {end, end + "z"}) {
        const DecodedChar cut = DecodeUtf8(truncated, 0);
        ASSERT_FALSE(cut.valid) << Hex(truncated);
        ASSERT_EQ(cut.size, left) << Hex(truncated);
      }
    }
  }
}

TEST(Utf8Test, AppendsTheKnownForms) {
  std::string text;
  for (const char32_t c : {0x24, 0xE9, 0x7FF, 0x800, 0x20AC, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF}) {
    AppendUtf8(c, &text);
  }
  EXPECT_EQ(Hex(text),
            "24 C3 A9 DF BF E0 A0 80 E2 82 AC EF BF BF F0 90 80 80 F0 9F 98 80 F4 8F BF BF ");
}

TEST(Utf8Test, DoesNotReadPastTheView) {
  // The byte that would complete the sequence lies behind the end of the view.
  const std::string text = "\xE4\xB8\xAD";
  const DecodedChar decoded = DecodeUtf8(std::string_view(text).substr(0, 2), 0);
  EXPECT_FALSE(decoded.valid);
  EXPECT_EQ(decoded.size, 2U);
}

TEST(Utf8Test, InvalidStepsCoverMaximalSubparts) {
  // Tables 3-8 to 3-11 of the Unicode standard.
  EXPECT_EQ(Replaced("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), "????????A");
  EXPECT_EQ(Replaced("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), "????????A");
  EXPECT_EQ(Replaced("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), "?????A??B");
  EXPECT_EQ(Replaced("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "????A");
  // A sequence that breaks off does not take the next one with it.
  EXPECT_EQ(Replaced("\xE4\xB8\xE4\xB8\xAD\xF0\x9F\x98z\xC3\xC3\xA9"), "?\xE4\xB8\xAD?z?\xC3\xA9");
}

}  // namespace
}  // namespace reprise
