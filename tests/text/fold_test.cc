#include <gtest/gtest.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reprise/base/utf8.h"
#include "reprise/text/unicode.h"
#include "reprise/text/unicode_data.h"
#include "text/unicode_data.h"

namespace reprise {
namespace {

std::string Utf8(std::u32string_view code_points) {
  std::string text;
  for (const char32_t c : code_points) {
    AppendUtf8(c, &text);
  }
  return text;
}

std::string Fold(std::u32string_view token) {
  std::string folded = "must go";
  FoldToken(Utf8(token), &folded);
  return folded;
}

std::string Hex(std::u32string_view code_points) {
  std::ostringstream out;
  out << std::hex << std::uppercase;
  for (const char32_t c : code_points) {
    out << "U+" << static_cast<uint32_t>(c) << ' ';
  }
  return out.str();
}

std::string Normalized(std::u32string_view text,
                       utf8proc_uint8_t* (*normalize)(const utf8proc_uint8_t* text)) {
  const std::string bytes = Utf8(text);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> result(
      normalize(reinterpret_cast<const utf8proc_uint8_t*>(bytes.c_str())), &std::free);
  return reinterpret_cast<const char*>(result.get());
}

// NFKC_Casefold by the letter of the standard: the property NFKC_CF of every code point, then NFC.
// Made from the standard's files alone; shares nothing with utf8proc.
class StandardFold {
 public:
  // None where the files are not installed.
  static const std::optional<StandardFold>& Get() {
    static const std::optional<StandardFold> fold = [] {
      StandardFold loaded;
      return loaded.Load() ? std::optional(std::move(loaded)) : std::nullopt;
    }();
    return fold;
  }

  std::string Fold(std::u32string_view text) const {
    std::u32string decomposed;
    for (const char32_t c : text) {
      const auto mapping = fold_.find(c);
      for (const char32_t part : mapping == fold_.end() ? std::u32string(1, c) : mapping->second) {
        Decompose(part, &decomposed);
      }
    }
    for (size_t i = 0; i < decomposed.size();) {
      size_t end = i + 1;
      while (end < decomposed.size() && ClassOf(decomposed[end]) != 0) {
        ++end;
      }
      const size_t begin = ClassOf(decomposed[i]) == 0 ? i + 1 : i;
      std::stable_sort(decomposed.begin() + static_cast<std::ptrdiff_t>(begin),
                       decomposed.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](char32_t a, char32_t b) { return ClassOf(a) < ClassOf(b); });
      i = end;
    }
    return Utf8(Compose(decomposed));
  }

 private:
  static constexpr char32_t kSBase = 0xAC00;
  static constexpr char32_t kLBase = 0x1100;
  static constexpr char32_t kVBase = 0x1161;
  static constexpr char32_t kTBase = 0x11A7;

  bool Load() {
    std::vector<bool> excluded(kEnd, false);
    for (const UnicodeDataLine& line : ReadUnicodeData("DerivedNormalizationProps.txt")) {
      for (char32_t c = line.first; c <= line.last; ++c) {
        if (line.fields[0] == "NFKC_CF") {
          fold_[c] = ParseCodePoints(line.fields[1]);
        } else if (line.fields[0] == "Full_Composition_Exclusion") {
          excluded[c] = true;
        }
      }
    }
    for (const UnicodeDataLine& line : ReadUnicodeData("UnicodeData.txt")) {
      const int combining_class = std::stoi(line.fields[2]);
      if (combining_class != 0) {
        classes_[line.first] = combining_class;
      }
      const std::string& decomposition = line.fields[4];
      if (decomposition.empty() || decomposition[0] == '<') {
        continue;  // none, or one of compatibility, which NFKC_CF has done already
      }
      const std::u32string parts = ParseCodePoints(decomposition);
      decompositions_[line.first] = parts;
      if (!excluded[line.first]) {
        compositions_[{parts[0], parts.at(1)}] = line.first;
      }
    }
    return !fold_.empty() && !classes_.empty();
  }

  int ClassOf(char32_t c) const {
    const auto found = classes_.find(c);
    return found == classes_.end() ? 0 : found->second;
  }

  void Decompose(char32_t c, std::u32string* out) const {
    if (c >= kSBase && c < kSBase + 11172) {
      const char32_t index = c - kSBase;
      out->push_back(kLBase + index / 588);
      out->push_back(kVBase + index % 588 / 28);
      if (index % 28 != 0) {
        out->push_back(kTBase + index % 28);
      }
      return;
    }
    const auto found = decompositions_.find(c);
    if (found == decompositions_.end()) {
      out->push_back(c);
      return;
    }
    for (const char32_t part : found->second) {
      Decompose(part, out);
    }
  }

  // 0 when the two do not compose.
  char32_t Pair(char32_t a, char32_t b) const {
    if (a >= kLBase && a < kLBase + 19 && b >= kVBase && b < kVBase + 21) {
      return kSBase + ((a - kLBase) * 21 + (b - kVBase)) * 28;
    }
    if (a >= kSBase && a < kSBase + 11172 && (a - kSBase) % 28 == 0 && b > kTBase &&
        b < kTBase + 28) {
      return a + (b - kTBase);
    }
    const auto found = compositions_.find({a, b});
    return found == compositions_.end() ? 0 : found->second;
  }

  std::u32string Compose(const std::u32string& text) const {
    std::u32string out;
    size_t starter = std::u32string::npos;
    for (const char32_t c : text) {
      // Blocked: something since the starter has class 0 or a class not below that of `c`.
      const int combining_class = ClassOf(c);
      const bool adjacent = starter != std::u32string::npos && starter + 1 == out.size();
      const bool blocked =
          starter == std::u32string::npos ||
          (!adjacent && (ClassOf(out.back()) == 0 || ClassOf(out.back()) >= combining_class));
      const char32_t composed = blocked ? 0 : Pair(out[starter], c);
      if (composed != 0) {
        out[starter] = composed;
        continue;
      }
      if (combining_class == 0) {
        starter = out.size();
      }
      out.push_back(c);
    }
    return out;
  }

  std::map<char32_t, std::u32string> fold_;
  std::map<char32_t, int> classes_;
  std::map<char32_t, std::u32string> decompositions_;
  std::map<std::pair<char32_t, char32_t>, char32_t> compositions_;
};

// Empty when FoldToken agrees with utf8proc and, where the files are there, with the standard.
// utf8proc loses U+11A7.
std::string Difference(std::u32string_view token) {
  const std::string folded = Fold(token);
  if (token.find(U'\u11A7') == std::u32string_view::npos &&
      folded != FoldTokenReference(Utf8(token))) {
    return Hex(token) + "differs from the reference";
  }
  if (StandardFold::Get().has_value() && folded != StandardFold::Get()->Fold(token)) {
    return Hex(token) + "differs from the standard";
  }
  return "";
}

// Code points of general category L, M or N with the categories' first letters in `wanted`.
std::u32string OfCategories(std::string_view wanted) {
  std::u32string code_points;
  for (char32_t c = 0; c < kEnd; ++c) {
    const char* category = utf8proc_category_string(static_cast<utf8proc_int32_t>(c));
    if (wanted.find(category[0]) != std::string_view::npos) {
      code_points.push_back(c);
    }
  }
  return code_points;
}

// Letters and numbers that meet marks, jamo and case in every way there is.
const std::u32string kBases =
    U"aAeEiIoOuUsSnNdDyz\u0131\u0130\u00DF\u1E9E\u00E9\u00C5\u00E4\u1EBF\u01D5\u0149\u017F\uFB01"
    U"\uFF21\u03B1\u0391\u03B9\u03A9\u03C3\u03C2\u1F00\u1FB3\u1F80\u1FBE\u0430\u0418\u0419\u0456"
    U"\u05D0\uFB2A\u0627\u0628\u0644\uFEFB\uFDFA\u0915\u0928\u0929\u0958\u09C7\u09A1\u0B47\u0B92"
    U"\u0BC6\u0CC6\u0CBF\u0D46\u0DD9\u0DDC\u0E01\u0E33\u0EB3\u1025\u1000\u1780\u0F40\u0F71\u1100"
    U"\u1112\u115F\u1161\u11A8\uAC00\uAC01\uD7A3\u3131\u314F\uFFA1\u4E2D\u304B\u304C\u306F\u30AB"
    U"\u30CF\uFF8A\uFF76\u30FB\u2460\u00B2\u2167\u0660\u13A0\uAB70\u10A0\u10D0\u1C90\U00010400"
    U"\U00011099\U000110A5\U00011347\U000114B9\U000115B8\U00011935\U0001D15E\U0001D400\U0002F800"
    U"\U0001E900";

TEST(FoldTest, EveryCodePoint) {
  for (const char32_t c : OfCategories("LMN")) {
    ASSERT_EQ(Difference({&c, 1}), "");
  }
}

TEST(FoldTest, EveryBaseWithEveryMark) {
  const std::u32string marks = OfCategories("M");
  ASSERT_GT(marks.size(), 2000U);
  for (const char32_t base : kBases) {
    for (const char32_t mark : marks) {
      const std::u32string token = {base, mark};
      ASSERT_EQ(Difference(token), "");
    }
  }
}

TEST(FoldTest, EveryJamoAfterEveryKindOfHangul) {
  for (const char32_t before :
       U"\u1100\u1112\u1113\u1161\u1175\u11A8\uAC00\uAC01\uAC1C\uD788\uD7A3a") {
    for (char32_t jamo = 0x1100; jamo <= 0x11FF; ++jamo) {
      const std::u32string token = {before == 0 ? U'\u115F' : before, jamo, U'\u11AF'};
      ASSERT_EQ(Difference(token), "");
    }
  }
}

// Alphabets whose members act on each other; a random token mixes up to two of them.
const std::vector<std::u32string>& Alphabets() {
  static const std::vector<std::u32string> alphabets = {
      kBases,
      std::u32string(U"aAeEoOuUyYdD\u0103\u0102\u00EA\u00F4\u01A1\u01B0\u01AF\u0300\u0301\u0303"
                     U"\u0309\u0323\u0306\u0302\u031B"),
      std::u32string(U"\u03B1\u0391\u03B7\u03C9\u03A9\u1F00\u1F08\u1FB3\u1FBC\u1F84\u0313\u0314"
                     U"\u0300\u0301\u0342\u0345\u0308"),
      std::u32string(U"\u0915\u0928\u0930\u0933\u0958\u093C\u094D\u093F\u0941\u0301\u09C7\u09BE"
                     U"\u09D7\u0B47\u0B56\u0BC6\u0BBE"),
      std::u32string(U"\u1100\u1102\u1161\u1162\u11A8\u11AF\u11C2\uAC00\uAC1C\uAC01\u3131\u314F"
                     U"\uFFA1\uFFC2\u115F\u1160\u302E"),
      std::u32string(U"\u0627\u0648\u064A\u0628\u0644\u064B\u064E\u0651\u0652\u0653\u0654\u0655"
                     U"\u0670\uFEFB\uFE70\u05D0\u05BC\u05B0\u05C1\u05C2\uFB2A\uFB2C"),
      std::u32string(U"\u304B\u306F\u30AB\u30CF\uFF76\uFF8A\u3099\u309A\uFF9E\uFF9F\u30FC\uFF70"
                     U"\u4E2D\uF900\u2460\u3300\u32D0"),
      std::u32string(U"\u0E01\u0E33\u0E31\u0E38\u0E49\u0EAD\u0EB3\u0EC8\u1000\u1025\u102E\u1039"
                     U"\u1780\u17D2\u17B4\u0F40\u0F71\u0F72\u0F73\u0F74\u0F75\u0F80\u0F81\u0F39"),
      // Ignorable ones, reserved ones among them.
      U"a\u00AD\u200D\u034F\u2065\uFE0F\u0301\u0323\u115F\uFFF3\U000E0042\U000E0800\u3164\u0345",
      std::u32string(U"\U00011131\U00011132\U00011127\U00011099\U000110BA\U00011347\U0001133E"
                     U"\U00011357\U000114B9\U000114BA\U000114B0\U000115B8\U000115AF\U00011935"
                     U"\U00011930\U0001D157\U0001D165\U0001D16E"),
  };
  return alphabets;
}

std::u32string RandomToken(std::mt19937_64& random) {
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  const std::vector<std::u32string>& alphabets = Alphabets();
  const std::array<const std::u32string*, 2> chosen = {&alphabets[below(alphabets.size())],
                                                       &alphabets[below(alphabets.size())]};
  std::u32string token(1 + below(8), U'a');
  for (char32_t& c : token) {
    const std::u32string& alphabet = *chosen[below(8) == 0 ? 1 : 0];
    c = alphabet[below(alphabet.size())];
  }
  return token;
}

TEST(FoldTest, RandomTokens) {
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  for (int i = 0; i < 300000; ++i) {
    ASSERT_EQ(Difference(RandomToken(random)), "") << "token " << i;
  }
}

TEST(FoldTest, RandomTokensOfAllLettersMarksAndNumbers) {
  SCOPED_TRACE("seed 2");
  std::mt19937_64 random(2);
  const std::u32string all = OfCategories("LMN");
  const std::u32string marks = OfCategories("M");
  for (int i = 0; i < 200000; ++i) {
    std::u32string token(1 + random() % 8, U'a');
    for (char32_t& c : token) {
      const std::u32string& pool = random() % 2 == 0 ? all : marks;
      c = pool[random() % pool.size()];
    }
    ASSERT_EQ(Difference(token), "") << "token " << i;
  }
}

// Canonically equivalent tokens are one token. Ypogegrammeni beside another mark is left out: its
// fold is a letter, before or after the mark as they stood, in the standard as here (which is why
// the standard's caseless match decomposes first).
TEST(FoldTest, CanonicallyEquivalentFormsFoldToTheSame) {
  const auto expect_same = [](const std::u32string& token) {
    std::string composed;
    std::string decomposed;
    FoldToken(Normalized(token, &utf8proc_NFC), &composed);
    FoldToken(Normalized(token, &utf8proc_NFD), &decomposed);
    ASSERT_EQ(composed, decomposed) << Hex(token);
    ASSERT_EQ(composed, Fold(token)) << Hex(token);
  };
  for (const char32_t c : OfCategories("LMN")) {
    ASSERT_NO_FATAL_FAILURE(expect_same({c}));
  }
  SCOPED_TRACE("seed 3");
  std::mt19937_64 random(3);
  size_t compared = 0;
  for (int i = 0; i < 200000; ++i) {
    const std::u32string token = RandomToken(random);
    if (Normalized(token, &utf8proc_NFD).find("\u0345") == std::string::npos) {
      ASSERT_NO_FATAL_FAILURE(expect_same(token));
      ++compared;
    }
  }
  EXPECT_GT(compared, 100000U);
}

TEST(FoldTest, KnownForms) {
  const auto expect = [](std::u32string_view token, std::u32string_view folded) {
    EXPECT_EQ(Fold(token), Utf8(folded)) << Hex(token);
  };
  expect(U"", U"");
  expect(U"Z9", U"z9");
  expect(U"STRA\u00DFE", U"strasse");
  expect(U"Stra\u1E9Ee", U"strasse");
  expect(U"\u0130", U"i\u0307");  // Turkish capital i with dot
  expect(U"I", U"i");             // by no locale's rules
  expect(U"\u0131", U"\u0131");   // dotless
  expect(U"\uFB01n", U"fin");     // ligature
  expect(U"\u0132", U"ij");
  expect(U"\uFEFB", U"\u0644\u0627");  // lam-alef
  expect(U"\u03A3\u039F\u03A6\u039F\u03A3", U"\u03C3\u03BF\u03C6\u03BF\u03C3");
  expect(U"\u03C3\u03BF\u03C6\u03CC\u03C2", U"\u03C3\u03BF\u03C6\u03CC\u03C3");  // final sigma
  expect(U"\u1FB3", U"\u03B1\u03B9");                                            // ypogegrammeni
  expect(U"\u1F84", U"\u1F04\u03B9");  // and two more marks
  expect(U"\u03B1\u0313\u0301\u0345", U"\u1F04\u03B9");
  expect(U"Ti\u00EA\u0301ng", U"ti\u1EBFng");  // Vietnamese: NFC, half, NFD
  expect(U"TIE\u0302\u0301NG", U"ti\u1EBFng");
  expect(U"vie\u0323\u0302t", U"vi\u1EC7t");
  expect(U"vie\u0302\u0323t", U"vi\u1EC7t");  // marks in the other order
  expect(U"\u1112\u1161\u11AB", U"\uD55C");   // jamo
  expect(U"\uD558\u11AB", U"\uD55C");
  expect(U"\uFFBE\uFFC2\uFFA4", U"\uD558\u1102");  // halfwidth: always an initial, never a final
  expect(U"\uAC00\u11A7", U"\uAC00\u11A7");        // the letter before the finals is none
  expect(U"\u1100\u1161\u11A7\u11A8", U"\uAC00\u11A7\u11A8");
  expect(U"\u0915\u093C", U"\u0915\u093C");  // Devanagari with nukta: never composed
  expect(U"\u0958", U"\u0915\u093C");
  expect(U"\u0928\u093C", U"\u0929");  // but this one is
  expect(U"\uFF76\uFF9E", U"\u30AC");  // halfwidth katakana with sound mark
  expect(U"\uFF21\uFF11", U"a1");
  expect(U"\u00BD", U"1\u20442");
  expect(U"\u216B", U"xii");
  expect(U"\uF900", U"\u8C48");  // compatibility ideograph
  expect(U"co\u00ADop\u200D\u2065\U000E0800", U"coop");
  expect(U"e\u034F\u0301", U"\u00E9");  // what is ignored does not block
  expect(U"\u00AD\u2065", U"");
}

// utf8proc alone takes the square of the run's length, minutes here: a text of marks must not stop
// a run.
TEST(FoldTest, LongRunsOfMarksTakeLinearTime) {
  constexpr size_t kMarks = 400000;
  std::u32string token = U"a";
  for (size_t i = 0; i < kMarks; ++i) {
    token += U"\u0301\u0323";
  }
  const std::u32string folded =
      U"\u1EA1" + std::u32string(kMarks - 1, U'\u0323') + std::u32string(kMarks, U'\u0301');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(Fold(token) == Utf8(folded));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(FoldTest, TheStandardsFilesWereThere) {
  if (!StandardFold::Get().has_value()) {
    GTEST_SKIP() << kNoUnicodeData;
  }
  EXPECT_EQ(StandardFold::Get()->Fold(U"Vie\u0302\u0323T\u1100\u1161"), Utf8(U"vi\u1EC7t\uAC00"));
}

}  // namespace
}  // namespace reprise
