#include "reprise/text/two_byte_letters.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "reprise/text/hash.h"
#include "reprise/text/tokenizer.h"
#include "reprise/text/unicode_data.h"

namespace reprise {
namespace {

constexpr size_t kShort = 16;  // kShortToken

// Whether one of the two knows `word`, as it stands between other bytes and at the end of the text.
// Fails when a hash is not that of the fold, or the word is not one token that is no number.
bool Knows(const std::string& word) {
  const std::string before = "before ";
  bool known[2] = {};
  for (const bool at_end : {false, true}) {
    const std::string text = before + word + (at_end ? "" : " \xD0\xB6 and behind it");
    uint64_t hash = 0;
    std::string folded;
    known[at_end ? 1 : 0] =
        word.size() <= kShort
            ? internal::HashShortLetters(text, before.size(), word.size(), &hash)
            : internal::HashLongLetters(text, before.size(), word.size(), &folded, &hash);
    if (known[at_end ? 1 : 0]) {
      EXPECT_EQ(hash, HashToken(FoldTokenReference(word))) << word;
      std::vector<Token> tokens;
      TokenizeGeneral(word, &tokens);
      EXPECT_EQ(tokens.size(), 1U) << word;
      EXPECT_EQ(tokens[0].end - tokens[0].begin, word.size()) << word;
      EXPECT_FALSE(tokens[0].is_number) << word;
    }
  }
  EXPECT_EQ(known[0], known[1]) << word;
  return known[0];
}

TEST(TwoByteLettersTest, KnowsWordsOfManyLanguages) {
  for (const char* word : {"я", "Привет", "и", "ΣΟΦΟΣ", "עולם", "كتاب", "café", "naïve", "Bücher",
                           "łódź", "señor", "1é", "ÀÉ", "été", "ЖЖЖЖЖЖЖЖ", "достопримечательность",
                           "ДОСТОПРИМЕЧАТЕЛЬНОСТЬ", "электроника"}) {
    EXPECT_TRUE(Knows(word)) << word;
  }
}

TEST(TwoByteLettersTest, LeavesWhatItDoesNotKnow) {
  for (const char* word : {"straße",
                           "Éa",
                           "e\u0301",
                           "كِتَاب",
                           "١٢٣",
                           "é\u00AD",
                           "中",
                           "é中",
                           "中é",
                           "हिन्दी",
                           "\xD0",
                           "é\xD0",
                           "\xD0\xD0",
                           "\xB6\xD0",
                           "a\xB6",
                           "\xC1\x81",
                           "×é",
                           "\xF0\x90\x90\x80",
                           "жжжжжжжж\xD0",
                           "жжжжжжжжb",
                           "жжжжжжжж\u0301ж",
                           "abcdefghijklmnopé"}) {
    EXPECT_FALSE(Knows(word)) << word;
  }
}

// All strings of up to four bytes out of those that differ, and random longer ones.
TEST(TwoByteLettersTest, IsRightOrDoesNotKnow) {
  const std::string bytes("aZ7\x80\x89\xA9\xB6\xBF\xC1\xC2\xC3\xD0\xD7\xDF\xE0\xE4\xED\xF0\xFF",
                          19);
  size_t known = 0;
  for (size_t size = 1; size <= 4; ++size) {
    size_t strings = 1;
    for (size_t i = 0; i < size; ++i) {
      strings *= bytes.size();
    }
    for (size_t string = 0; string < strings; ++string) {
      std::string word;
      for (size_t rest = string, i = 0; i < size; ++i, rest /= bytes.size()) {
        word.push_back(bytes[rest % bytes.size()]);
      }
      bool ascii = true;
      for (const char c : word) {
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
      }
      known += !ascii && Knows(word) ? 1 : 0;
    }
  }
  EXPECT_GT(known, 300U);
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  known = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string word = "é";
    const size_t letters = random() % 20;
    for (size_t k = 0; k < letters; ++k) {
      constexpr const char* kSymbols[] = {"ж", "Ж", "é", "ב", "ب", "a", "\xD0", "\u0301"};
      word += kSymbols[random() % (random() % 16 == 0 ? 8 : 5 + i % 2)];
    }
    known += Knows(word) ? 1 : 0;
  }
  EXPECT_GT(known, 20000U);
}

}  // namespace
}  // namespace reprise
