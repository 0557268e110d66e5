#include "reprise/text/tokenizer.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/utf8.h"
#include "reprise/text/hash.h"
#include "reprise/text/unicode.h"
#include "reprise/text/unicode_data.h"
#include "reprise/text/word_runs.h"
#include "text/script_ranges.h"

namespace reprise {
namespace {

struct Char {
  char kind = 'X';  // general category: L, M, N; S: letter of a script without spaces; I: ignorable
  size_t begin = 0;
  size_t end = 0;
};

// One character after the other; each byte that is part of none as one of kind X.
std::vector<Char> Characters(std::string_view text) {
  std::vector<Char> characters;
  for (size_t pos = 0; pos < text.size();) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + pos,
                         static_cast<utf8proc_ssize_t>(text.size() - pos), &c);
    Char character = {'X', pos, pos + static_cast<size_t>(std::max<utf8proc_ssize_t>(size, 1))};
    if (size > 0) {
      const char category = utf8proc_category_string(c)[0];
      // utf8proc says nothing of code points that are ignorable and not assigned.
      if (utf8proc_get_property(c)->ignorable != 0 || c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) ||
          (c >= 0xE0000 && c <= 0xE0FFF)) {
        character.kind = 'I';
      } else if (category == 'L') {
        const auto letter = static_cast<char32_t>(c);
        const bool single = std::any_of(std::begin(kScriptRanges), std::end(kScriptRanges),
                                        [letter](const ScriptRange& range) {
                                          return letter >= range.first && letter <= range.last;
                                        });
        character.kind = single ? 'S' : 'L';
      } else if (category == 'M' || category == 'N') {
        character.kind = category;
      }
    }
    characters.push_back(character);
    pos = character.end;
  }
  return characters;
}

// The definition in two steps: maximal runs of letters, marks and numbers, ignorable characters
// taken away; then each run cut before every single letter, and after it and its marks.
std::vector<Token> NaiveTokens(std::string_view text) {
  std::vector<std::vector<Char>> runs(1);
  for (const Char& character : Characters(text)) {
    if (character.kind == 'X') {
      runs.emplace_back();
    } else if (character.kind != 'I') {
      runs.back().push_back(character);
    }
  }
  std::vector<Token> tokens;
  for (const std::vector<Char>& run : runs) {
    for (size_t i = 0; i < run.size();) {
      size_t next = i + 1;
      if (run[i].kind == 'S') {
        while (next < run.size() && run[next].kind == 'M') {
          ++next;
        }
      } else {
        while (next < run.size() && run[next].kind != 'S') {
          ++next;
        }
      }
      Token token;
      token.begin = run[i].begin;
      token.end = run[next - 1].end;
      token.hash = HashToken(FoldTokenReference(text.substr(token.begin, token.end - token.begin)));
      token.is_number = std::all_of(run.begin() + static_cast<std::ptrdiff_t>(i),
                                    run.begin() + static_cast<std::ptrdiff_t>(next),
                                    [](const Char& character) { return character.kind == 'N'; });
      tokens.push_back(token);
      i = next;
    }
  }
  return tokens;
}

std::string Show(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      shown.push_back(c);
    } else {
      shown += "\\x";
      shown.push_back("0123456789ABCDEF"[byte >> 4]);
      shown.push_back("0123456789ABCDEF"[byte & 15]);
    }
  }
  return shown;
}

bool Same(const std::vector<Token>& a, const std::vector<Token>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Token& x, const Token& y) {
    return x.hash == y.hash && x.begin == y.begin && x.end == y.end && x.is_number == y.is_number;
  });
}

// Compares the three forms of the tokeniser with the definition. Empty when all agree.
std::string Difference(std::string_view text) {
  const std::vector<Token> expected = NaiveTokens(text);
  std::vector<Token> tokens(3);  // must go, here and below
  TokenizeGeneral(text, &tokens);
  if (!Same(tokens, expected)) {
    return "TokenizeGeneral: " + Show(text);
  }
  tokens.resize(tokens.size() + 3);
  Tokenize(text, &tokens);
  if (!Same(tokens, expected)) {
    return "Tokenize: " + Show(text);
  }
  std::vector<uint64_t> hashes(3);
  TokenHashes(text, &hashes);
  if (!std::equal(hashes.begin(), hashes.end(), expected.begin(), expected.end(),
                  [](uint64_t hash, const Token& token) { return hash == token.hash; })) {
    return "TokenHashes: " + Show(text);
  }
  return "";
}

// The first string of up to `longest` symbols on which the tokeniser is wrong, else "".
std::string FirstDifference(const std::vector<std::string>& symbols, size_t longest,
                            const std::string& prefix = "") {
  std::string difference = Difference(prefix);
  for (size_t i = 0; i < symbols.size() && longest > 0 && difference.empty(); ++i) {
    difference = FirstDifference(symbols, longest - 1, prefix + symbols[i]);
  }
  return difference;
}

// At least one of every class, with and without a fast path, and bytes that are whole characters
// only together.
const std::vector<std::string>& Symbols() {
  static const std::vector<std::string> symbols = {
      "a",
      "Z",
      "7",
      " ",
      "-",
      std::string(1, '\0'),
      "\u00E9",        // é
      "\u0301",        // combining acute
      "\u00AD",        // soft hyphen
      "\u200D",        // zero-width joiner
      "\u4E2D",        // Han
      "\u30A2",        // Katakana
      "\u0E01",        // Thai letter
      "\u0E31",        // Thai vowel mark
      "\u0628",        // Arabic
      "\u0663",        // Arabic digit
      "\uFF21",        // fullwidth A
      "\uD55C",        // Hangul
      "\u3000",        // ideographic space
      "\u2065",        // ignorable, not assigned
      "\xFF",          // never in UTF-8
      "\xE4",          // the beginning of a Han character
      "\xB8\xAD",      // its end
      "\xED\xA0\x80",  // a surrogate
  };
  return symbols;
}

TEST(TokenizerTest, AllShortTexts) { EXPECT_EQ(FirstDifference(Symbols(), 4), ""); }

TEST(TokenizerTest, AllTextsOfOneSymbolOfEachClass) {
  EXPECT_EQ(FirstDifference({"a", "7", " ", "\u00E9", "\u0301", "\u00AD", "\u4E2D"}, 6), "");
}

TEST(TokenizerTest, RandomTexts) {
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  for (int i = 0; i < 30000; ++i) {
    // Few symbols in a text, so that runs get long.
    const size_t choices = 1 + random() % 6;
    std::vector<std::string> chosen;
    for (size_t k = 0; k < choices; ++k) {
      chosen.push_back(Symbols()[random() % Symbols().size()]);
    }
    std::string text;
    const size_t size = random() % 60;
    for (size_t k = 0; k < size; ++k) {
      text += chosen[random() % choices];
    }
    ASSERT_EQ(Difference(text), "") << "text " << i;
  }
}

TEST(TokenizerTest, RandomBytes) {
  SCOPED_TRACE("seed 2");
  std::mt19937_64 random(2);
  for (int i = 0; i < 20000; ++i) {
    std::string text(random() % 40, ' ');
    for (char& c : text) {
      c = static_cast<char>(random() % 4 == 0 ? random() % 128 : random() % 256);
    }
    ASSERT_EQ(Difference(text), "") << "text " << i;
  }
}

TEST(TokenizerTest, AsciiRunsOfEveryLengthInEveryContext) {
  const std::vector<std::string> contexts = {
      "", " ", "-", "\u00E9", "\u00E9 ", " \u00E9", "\u0301", "\u00AD", "\u4E2D", "\u3000", "\xFF"};
  for (size_t length = 1; length <= 200; ++length) {
    std::string word;
    for (size_t i = 0; i < length; ++i) {
      word.push_back("aBcDeFgHiJ5"[i % 11]);
    }
    const std::string number(length, '8');
    const std::string almost_number = std::string(length - 1, '8') + "x";
    for (const std::string& before : contexts) {
      for (const std::string& after : contexts) {
        for (const std::string& run : {word, number, almost_number}) {
          std::string text = before;
          text += run;
          text += after;
          ASSERT_EQ(Difference(text), "") << length;
        }
      }
    }
  }
}

std::string Utf8(char32_t c) {
  std::string text;
  AppendUtf8(c, &text);
  return text;
}

// Every code point that may be part of a token, and some that may not: by itself, at the end of the
// text, beside letters of each length in UTF-8 and of each class, before marks, in long words,
// around bytes that are no text, and cut off.
TEST(TokenizerTest, EveryCodePointInManyContexts) {
  for (char32_t c = 0; c < 0xE1000; ++c) {
    if ((c >= 0xD800 && c <= 0xDFFF) || (c >= 0x33480 && c < 0xE0000 && c % 0x1001 != 0)) {
      continue;  // no code points of a text, and unassigned ones
    }
    const std::string x = Utf8(c);
    const std::string cut = x.substr(0, x.size() - 1);
    std::string text = absl::StrCat(x, " a", x, " ", x, "a ", x, "\u0301 ", x, "\u0323\u0301 ");
    absl::StrAppend(&text, "ж", x, " ж", x, "ж ", x, x, " ", x, x, x, x, x, x, x, x, x, " ");
    absl::StrAppend(&text, "中", x, "中 ", x, "中\u0301", x, " ค", x, "\u0E31 한", x, "한 7", x,
                    "7 ");
    absl::StrAppend(&text, "\xFF", x, "\xFF", x, "\xD0 ж", cut, " a", cut, "ж 中", cut, "中 ");
    absl::StrAppend(&text, "\u00AD", x, "\u200D", x, " abcdefghijklmn", x, " жжжжжжжж", x, "ж");
    ASSERT_EQ(Difference(text), "") << std::hex << static_cast<uint32_t>(c);
    for (const char* before : {"", "é", "中", "жжжжжжжж"}) {
      ASSERT_EQ(Difference(before + x), "") << std::hex << static_cast<uint32_t>(c);
      ASSERT_EQ(Difference(before + cut), "") << std::hex << static_cast<uint32_t>(c);
    }
  }
}

// Words of the letters that are taken several at a time: every length on both sides of a word's and
// of two words' size, with anything else at any place of them.
TEST(TokenizerTest, WordsOfTwoByteLettersOfEveryLength) {
  const std::vector<std::string> letters = {"ж", "Ж", "é", "É", "α", "ς", "ש", "ب", "a", "Z"};
  const std::vector<std::string> others = {"",         "x",        "7",          "ß",      "\u0301",
                                           "\u064E",   "\u0663",   "\u00AD",     "\u00D7", "\u023A",
                                           "\u0915",   "中",       "\U00020000", "\xD0",   "\xB6",
                                           "\xB6\xD0", "\xC1\x81", "\xE4\xB8"};
  SCOPED_TRACE("seed 4");
  std::mt19937_64 random(4);
  for (size_t length = 1; length <= 36; ++length) {
    for (size_t place = 0; place <= length; ++place) {
      for (const std::string& other : others) {
        std::string word;
        const size_t kinds = 1 + random() % 3;
        const size_t first = random() % letters.size();
        for (size_t i = 0; i < length; ++i) {
          word += i == place ? other : "";
          word += letters[(first + random() % kinds) % letters.size()];
        }
        word += place == length ? other : "";
        for (const std::string& text :
             {word, absl::StrCat(" ", word, " and what stands behind it")}) {
          ASSERT_EQ(Difference(text), "") << length << ", " << place;
        }
      }
    }
  }
}

// Holds without a twin: tokens ascend, apart from each other, begin and end with characters that
// count, and nothing that counts lies outside.
TEST(TokenizerTest, TokensCoverWhatCountsAndNothingElse) {
  SCOPED_TRACE("seed 3");
  std::mt19937_64 random(3);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    const size_t size = random() % 100;
    for (size_t k = 0; k < size; ++k) {
      text += Symbols()[random() % Symbols().size()];
    }
    std::vector<Token> tokens;
    Tokenize(text, &tokens);
    size_t last = 0;
    for (const Token& token : tokens) {
      ASSERT_LE(last, token.begin) << Show(text);
      ASSERT_LT(token.begin, token.end) << Show(text);
      ASSERT_LE(token.end, text.size()) << Show(text);
      last = token.end;
    }
    for (const Char& c : Characters(text)) {
      const auto holds = [&](const Token& token) {
        return token.begin <= c.begin && c.end <= token.end;
      };
      const auto touches = [&](const Token& token) {
        return token.begin < c.end && c.begin < token.end;
      };
      const auto holding = std::count_if(tokens.begin(), tokens.end(), holds);
      ASSERT_EQ(holding, std::count_if(tokens.begin(), tokens.end(), touches)) << Show(text);
      if (c.kind != 'I') {
        ASSERT_EQ(holding, c.kind == 'X' ? 0 : 1) << Show(text) << " at " << c.begin;
      }
    }
  }
}

struct Example {
  const char* name;
  std::string text;
  std::vector<std::string> folded;  // token by token
};

const std::vector<Example>& Examples() {
  static const std::vector<Example> examples = {
      {"nothing", "", {}},
      {"no letters", " -- ...\t\n!? \u2026 \U0001F600 \u00A9", {}},
      {"English",
       "The U.S.'s 3rd e-mail, don't",
       {"the", "u", "s", "s", "3rd", "e", "mail", "don", "t"}},
      {"snake case", "one_two", {"one", "two"}},
      {"German", "Straße STRASSE Straẞe Äpfel", {"strasse", "strasse", "strasse", "äpfel"}},
      {"decomposed", "A\u0308pfel na\u00EFve nai\u0308ve", {"äpfel", "naïve", "naïve"}},
      {"French", "l’été à Œuvre", {"l", "été", "à", "œuvre"}},
      {"Greek", "Σοφός ΣΟΦΌΣ", {"σοφόσ", "σοφόσ"}},
      {"Russian", "Привет, МИР", {"привет", "мир"}},
      {"Turkish", "İSTANBUL ılık", {"i\u0307stanbul", "ılık"}},
      {"Chinese", "我爱Python3。第3章", {"我", "爱", "python3", "第", "3", "章"}},
      {"Chinese beyond the BMP", "\U00020000\U0002A6D6x", {"\U00020000", "\U0002A6D6", "x"}},
      {"Japanese", "東京タワーへ", {"東", "京", "タ", "ワ", "ー", "へ"}},
      {"Japanese, decomposed", "か\u3099き\u3099ん", {"が", "ぎ", "ん"}},
      {"Korean", "한국어를 \u1112\u1161\u11AB", {"한국어를", "한"}},
      {"Thai", "กำลัง ๑๒", {"ก", "\u0E4D\u0E32", "ลั", "ง", "๑๒"}},
      {"Lao", "ລາວ", {"ລ", "າ", "ວ"}},
      {"Khmer", "ខ្មែរ", {"ខ្", "មែ", "រ"}},
      {"Myanmar", "မြန်မာ", {"မြ", "န်", "မာ"}},
      {"Arabic", "كِتَاب كتاب، ١٢٣", {"كِتَاب", "كتاب", "١٢٣"}},
      {"Hebrew", "שָׁלוֹם עולם", {"שָׁלוֹם", "עולם"}},
      {"Hindi", "हिन्दी भाषा।", {"हिन्दी", "भाषा"}},
      {"Vietnamese", "Tie\u0302\u0301ng VI\u1EC6T", {"tiếng", "việt"}},
      {"compatibility", "ＦＵＬＬ１２ ﬁn ½ Ⅻ x²", {"full12", "fin", "1⁄2", "xii", "x2"}},
      {"soft hyphens", "\u00ADco\u00ADoper\u00ADate\u00AD \u00AD", {"cooperate"}},
      {"joiners", "می\u200Cخواهم 中\u200D文", {"میخواهم", "中", "文"}},
      {"reserved ignorables", "co\u2065op\U000E0800s", {"coops"}},
      {"a mark alone", " \u0301 \u0301a", {"\u0301", "\u0301a"}},
      {"no UTF-8",
       "ab\xFF"
       "cd\xE4\xB8 ef\xED\xA0\x80gh\xC0\xAFij",
       {"ab", "cd", "ef", "gh", "ij"}},
      {"NUL", std::string("a\0b", 3), {"a", "b"}},
  };
  return examples;
}

TEST(TokenizerTest, Examples) {
  for (const Example& example : Examples()) {
    SCOPED_TRACE(example.name);
    std::vector<uint64_t> expected;
    for (const std::string& folded : example.folded) {
      expected.push_back(HashToken(folded));
    }
    std::vector<uint64_t> hashes;
    TokenHashes(example.text, &hashes);
    EXPECT_EQ(hashes, expected);
    std::vector<Token> tokens;
    Tokenize(example.text, &tokens);
    ASSERT_EQ(tokens.size(), expected.size());
    for (size_t i = 0; i < tokens.size(); ++i) {
      EXPECT_EQ(tokens[i].hash, expected[i]) << i;
    }
  }
}

TEST(TokenizerTest, RangesAreOfTheOriginalText) {
  const std::string text = "x \u00ADco\u00ADop\u00AD, 中e\u0301\u00AD";
  const std::vector<std::string> originals = {"x", "co\u00ADop", "中", "e\u0301"};
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  ASSERT_EQ(tokens.size(), originals.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_EQ(text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin), originals[i]);
  }
}

TEST(TokenizerTest, NumbersAreOfCategoryNThroughout) {
  const std::vector<std::pair<std::string, bool>> words = {
      {"42", true},
      {"4x", false},
      {"x4", false},
      {"٣", true},
      {"Ⅻ", true},
      {"½", true},
      {"1é", false},
      {"é1", false},
      {"5\u0301", false},
      {"4\u00AD2", true},
      {"\u00AD7", true},
      {"\u3007", true},
      {"7\u0663", true},
      {"\u0E53", true},
      {"\u4E00", false},
      {"\u0301", false},
      {std::string(100, '9'), true},
  };
  for (const auto& [word, is_number] : words) {
    for (const std::string& text : {word, " " + word + " ", "a " + word + " b"}) {
      std::vector<Token> tokens;
      Tokenize(text, &tokens);
      const size_t at = text[0] == 'a' ? 1 : 0;
      ASSERT_EQ(tokens.size(), text[0] == 'a' ? 3U : 1U) << Show(text);
      EXPECT_EQ(tokens[at].is_number, is_number) << Show(text);
    }
  }
}

TEST(TokenizerTest, LongTokensAreOneToken) {
  constexpr size_t kLetters = 10000;
  for (const std::string letter : {"a", "Q", "9", "\u00C9", "e\u0301", "\u0434", "\uD55C", "ß"}) {
    std::string word;
    for (size_t i = 0; i < kLetters; ++i) {
      word += letter;
    }
    ASSERT_EQ(Difference("x " + word + " y"), "") << letter;
    std::vector<Token> tokens;
    Tokenize(word, &tokens);
    ASSERT_EQ(tokens.size(), 1U) << letter;
    EXPECT_EQ(tokens[0].begin, 0U);
    EXPECT_EQ(tokens[0].end, word.size());
  }
  std::vector<Token> tokens;
  Tokenize(std::string(kLetters, 'Q') + "-" + std::string(kLetters, 'R'), &tokens);
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0].hash, HashToken(std::string(kLetters, 'q')));
  EXPECT_EQ(tokens[1].hash, HashToken(std::string(kLetters, 'r')));
}

// Runs are found in pieces of the text: whatever stands where one ends must not show.
TEST(TokenizerTest, TokensAcrossPieces) {
  const std::string word =
      "Abc\u00E9 x12 \u4E2D\u6587e\u0301 12 abcdefghijklmnop abcdefghijklmnopq";
  for (const size_t pieces : {1, 2}) {
    for (size_t back = 0; back <= word.size() + 2; ++back) {
      for (const std::string filler : {" ", "q", "7 ", "\u0434"}) {
        std::string text;
        while (text.size() + filler.size() <= pieces * kMaxWordRunsBytes - back) {
          text += filler;
        }
        ASSERT_EQ(Difference(text + word), "") << filler << ", " << back;
        ASSERT_EQ(Difference(text + " " + word), "") << filler << ", " << back;
      }
    }
  }
}

TEST(TokenizerTest, Pinned) {
  std::vector<uint64_t> hashes;
  TokenHashes("The QUICK 42 Straße 中é E\u0301 한국어", &hashes);
  EXPECT_EQ(hashes,
            (std::vector<uint64_t>{0x6f798517b76a94b9, 0xdc06b25ec0858c10, 0xc11a18eb77cc532e,
                                   0xbdb2324544b3a35f, 0x02caeac5e39af927, 0xfa989bd93d15e6bd,
                                   0xfa989bd93d15e6bd, 0x9de0b3cc3270a751}));
}

}  // namespace
}  // namespace reprise
