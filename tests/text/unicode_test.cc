#include "reprise/text/unicode.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "reprise/base/utf8.h"
#include "reprise/text/unicode_data.h"
#include "text/script_ranges.h"
#include "text/unicode_data.h"

namespace reprise {
namespace {

std::vector<bool> InScriptRanges() {
  std::vector<bool> in_ranges(kEnd, false);
  for (const ScriptRange& range : kScriptRanges) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      in_ranges[c] = true;
    }
  }
  return in_ranges;
}

std::string Hex(char32_t c) {
  std::ostringstream out;
  out << "U+" << std::hex << std::uppercase << static_cast<uint32_t>(c);
  return out.str();
}

// "Lu", "Mn", ...: the general category.
std::string Category(char32_t c) {
  return utf8proc_category_string(static_cast<utf8proc_int32_t>(c));
}

int CombiningClass(char32_t c) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

TEST(UnicodeTest, LinkedUtf8procHoldsThePromisedVersion) {
  EXPECT_STREQ(utf8proc_unicode_version(), kUnicodeVersion);
  EXPECT_STREQ(kUnicodeVersion, "15.0.0");
}

TEST(UnicodeTest, ClassFollowsCategoryIgnorableAndScript) {
  const std::vector<bool> in_ranges = InScriptRanges();
  for (char32_t c = 0; c < kEnd; ++c) {
    CharClass expected = CharClass::kSeparator;
    const char category = Category(c)[0];
    // utf8proc says nothing of code points that are ignorable and not assigned.
    if (utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->ignorable != 0 || c == 0x2065 ||
        (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF)) {
      expected = CharClass::kIgnorable;
    } else if (category == 'L') {
      expected = in_ranges[c] ? CharClass::kSingleLetter : CharClass::kLetter;
    } else if (category == 'M') {
      expected = CharClass::kMark;
    } else if (category == 'N') {
      expected = CharClass::kNumber;
    }
    ASSERT_EQ(UnicodeTable::Class(c), expected) << Hex(c);
  }
}

TEST(UnicodeTest, ClassOfKnownCodePoints) {
  const auto expect = [&](CharClass expected, const std::u32string& code_points) {
    for (const char32_t c : code_points) {
      EXPECT_EQ(UnicodeTable::Class(c), expected) << Hex(c);
    }
  };
  expect(CharClass::kLetter,
         U"aZ\u00E9\u00DF\u0130\u0434\u03C2\u05D0\u0628\u0915\uD55C\u1100\uFF21");
  expect(CharClass::kNumber, U"07\u00B2\u00BD\u0663\u0E53\u2167\u3007\uFF15");
  expect(CharClass::kMark, U"\u0301\u0345\u064E\u093F\u0E31\u17B6\u102D\u3099\u20DD");
  expect(CharClass::kSingleLetter, U"\u4E2D\u3042\u30A2\uFF71\u0E01\u0E81\u1780\u1000\U00020000");
  // The prolonged sound mark of both kana belongs to neither script: Common.
  expect(CharClass::kLetter, U"\u30FC");
  expect(CharClass::kIgnorable, U"\u00AD\u034F\u115F\u200B\u200D\u2060\u3164\uFE0F\U000E0101");
  expect(CharClass::kSeparator, U" -_'\n\u00A0\u2019\u20AC\u3001\U0001F600\uFFFD\uE000\uFFFF");
  EXPECT_EQ(UnicodeTable::Class(U'\0'), CharClass::kSeparator);
}

TEST(UnicodeTest, WhatIsNoScalarValueSeparates) {
  for (const uint32_t c :
       {0xD800U, 0xDBFFU, 0xDC00U, 0xDFFFU, 0x110000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    EXPECT_EQ(UnicodeTable::Class(static_cast<char32_t>(c)), CharClass::kSeparator)
        << std::hex << c;
    EXPECT_FALSE(UnicodeTable::HasSimpleFold(static_cast<char32_t>(c))) << std::hex << c;
    EXPECT_FALSE(UnicodeTable::ReordersMarks(static_cast<char32_t>(c))) << std::hex << c;
  }
}

TEST(UnicodeTest, ReordersMarksIsTheCombiningClass) {
  for (char32_t c = 0; c < kEnd; ++c) {
    ASSERT_EQ(UnicodeTable::ReordersMarks(c), CombiningClass(c) != 0) << Hex(c);
  }
}

TEST(UnicodeTest, SimpleFoldIsTheFold) {
  size_t simple = 0;
  for (char32_t c = 0; c < kEnd; ++c) {
    if (UnicodeTable::HasSimpleFold(c)) {
      std::string text;
      AppendUtf8(c, &text);
      std::string folded;
      AppendUtf8(UnicodeTable::SimpleFold(c), &folded);
      ASSERT_EQ(folded, FoldTokenReference(text)) << Hex(c);
      ++simple;
    }
  }
  EXPECT_GT(simple, 130000U);
  // Text of these kinds must not take the slow path.
  for (const char32_t c :
       U"azAZ09\u00E9\u00C9\u0434\u0414\u03B1\u03C2\u05D0\u0628\u0915\u0E01"
       U"\u4E2D\u3042\u30AC\uD55C\uFF21") {
    EXPECT_TRUE(c == 0 || UnicodeTable::HasSimpleFold(c)) << Hex(c);
  }
}

TEST(UnicodeTest, EntryHoldsAllOfThem) {
  for (char32_t c = 0; c < kEnd; ++c) {
    const int32_t entry = UnicodeTable::Entry(c);
    ASSERT_EQ(static_cast<CharClass>(entry & UnicodeTable::kClassMask), UnicodeTable::Class(c))
        << Hex(c);
    ASSERT_EQ((entry & UnicodeTable::kSimpleFold) != 0, UnicodeTable::HasSimpleFold(c)) << Hex(c);
    ASSERT_EQ((entry & UnicodeTable::kReorders) != 0, UnicodeTable::ReordersMarks(c)) << Hex(c);
    if (UnicodeTable::HasSimpleFold(c)) {
      const auto fold = static_cast<int32_t>(UnicodeTable::SimpleFold(c));
      ASSERT_EQ(entry >> UnicodeTable::kDeltaShift, fold - static_cast<int32_t>(c)) << Hex(c);
    } else if (UnicodeTable::ExpandedFold(c).empty()) {
      ASSERT_EQ(entry >> UnicodeTable::kDeltaShift, 0) << Hex(c);
    }
  }
}

TEST(UnicodeTest, ExpandedFoldIsTheFold) {
  size_t expanded = 0;
  for (char32_t c = 0; c < kEnd; ++c) {
    const std::string_view fold = UnicodeTable::ExpandedFold(c);
    if (!fold.empty()) {
      ASSERT_FALSE(UnicodeTable::HasSimpleFold(c)) << Hex(c);
      std::string text;
      AppendUtf8(c, &text);
      ASSERT_EQ(fold, FoldTokenReference(text)) << Hex(c);
      ++expanded;
    }
  }
  EXPECT_GT(expanded, 500U);
  // German, ligatures, a fraction, Arabic presentation forms.
  for (const char32_t c : std::u32string(U"\u00DF\u1E9E\uFB01\uFB02\u0132\u00BD\uFEFB")) {
    EXPECT_NE(UnicodeTable::ExpandedFold(c), "") << Hex(c);
  }
  EXPECT_EQ(UnicodeTable::ExpandedFold(U'\u0130'), "");  // i with a mark, which may move
  EXPECT_EQ(UnicodeTable::ExpandedFold(U'a'), "");
  EXPECT_EQ(UnicodeTable::ExpandedFold(0x110000), "");
}

TEST(UnicodeTest, FoldedPairIsTheFoldOfLettersOfTwoBytes) {
  size_t letters = 0;
  for (char32_t c = 0; c < 0x800; ++c) {
    std::string text;
    AppendUtf8(c, &text);
    const std::string fold = FoldTokenReference(text);
    const bool pair = text.size() == 2 && fold.size() == 2 &&
                      UnicodeTable::Class(c) == CharClass::kLetter &&
                      UnicodeTable::HasSimpleFold(c);
    uint16_t expected = 0;
    if (pair) {
      expected = static_cast<uint16_t>(static_cast<unsigned char>(fold[0]) |
                                       static_cast<unsigned char>(fold[1]) << 8);
      ++letters;
    }
    ASSERT_EQ(UnicodeTable::FoldedPair(c), expected) << Hex(c);
  }
  EXPECT_GT(letters, 1200U);
  // Letters that the fast path of these scripts is for, and what has to stay out of it.
  for (const char32_t c :
       std::u32string(U"\u00E9\u00C9\u0142\u0434\u0414\u0451\u03B1\u05D0\u0628")) {
    EXPECT_NE(UnicodeTable::FoldedPair(c), 0) << Hex(c);
  }
  for (const char32_t c :
       std::u32string(U"a\u00DF\u0130\u0149\u0301\u064E\u0663\u00AD\u00D7\u023A")) {
    EXPECT_EQ(UnicodeTable::FoldedPair(c), 0) << Hex(c);
  }
}

// Tokens of single letters are hashed as at least three bytes, and of four at most.
TEST(UnicodeTest, SingleLettersTakeThreeBytes) {
  for (char32_t c = 0; c < 0x800; ++c) {
    ASSERT_NE(UnicodeTable::Class(c), CharClass::kSingleLetter) << Hex(c);
  }
}

// Below: the tables against the files of the standard.

TEST(UnicodeDataTest, ScriptRangesAreThoseOfScripts) {
  const std::vector<UnicodeDataLine> lines = ReadUnicodeData("Scripts.txt");
  if (lines.empty()) {
    GTEST_SKIP() << kNoUnicodeData;
  }
  const std::set<std::string> scripts = {"Han", "Hiragana", "Katakana", "Thai",
                                         "Lao", "Khmer",    "Myanmar"};
  std::vector<bool> expected(kEnd, false);
  for (const UnicodeDataLine& line : lines) {
    for (char32_t c = line.first; c <= line.last && scripts.contains(line.fields[0]); ++c) {
      expected[c] = true;
    }
  }
  const std::vector<bool> in_ranges = InScriptRanges();
  for (char32_t c = 0; c < kEnd; ++c) {
    ASSERT_EQ(in_ranges[c], expected[c]) << Hex(c);
  }
  // The table is searched by bisection.
  for (size_t i = 1; i < std::size(kScriptRanges); ++i) {
    ASSERT_GT(kScriptRanges[i].first, kScriptRanges[i - 1].last) << i;
  }
}

TEST(UnicodeDataTest, IgnorableIsDefaultIgnorable) {
  std::vector<bool> expected(kEnd, false);
  const std::vector<UnicodeDataLine> lines = ReadUnicodeData("DerivedCoreProperties.txt");
  if (lines.empty()) {
    GTEST_SKIP() << kNoUnicodeData;
  }
  for (const UnicodeDataLine& line : lines) {
    for (char32_t c = line.first;
         c <= line.last && line.fields[0] == "Default_Ignorable_Code_Point"; ++c) {
      expected[c] = true;
    }
  }
  for (char32_t c = 0; c < kEnd; ++c) {
    ASSERT_EQ(UnicodeTable::Class(c) == CharClass::kIgnorable, expected[c]) << Hex(c);
  }
}

TEST(UnicodeDataTest, CategoriesAreTheDerivedOnes) {
  std::vector<std::string> expected(kEnd, "Cn");
  const std::vector<UnicodeDataLine> lines =
      ReadUnicodeData("extracted/DerivedGeneralCategory.txt");
  if (lines.empty()) {
    GTEST_SKIP() << kNoUnicodeData;
  }
  for (const UnicodeDataLine& line : lines) {
    for (char32_t c = line.first; c <= line.last; ++c) {
      expected[c] = line.fields[0];
    }
  }
  for (char32_t c = 0; c < kEnd; ++c) {
    ASSERT_EQ(Category(c), expected[c]) << Hex(c);
  }
}

}  // namespace
}  // namespace reprise
