#include "reprise/pipeline/fold.h"

#include <gtest/gtest.h>

#include <string>

namespace reprise {
namespace {

TEST(Fold, ShortStretchesAreShownInFull) {
  for (const char* text : {"", "one", "one two three four"}) {
    const Fold fold = FoldStretch(text, {4, 1, 1});
    EXPECT_FALSE(fold.folded()) << text;
    EXPECT_EQ(fold.head_end, std::string(text).size());
  }
}

TEST(Fold, HidesWholeWordsAndCountsThem) {
  const std::string text = "one two, three four five (six)";
  const Fold fold = FoldStretch(text, {4, 2, 1});
  EXPECT_EQ(text.substr(0, fold.head_end), "one two, ");
  EXPECT_EQ(text.substr(fold.tail_begin), "six)");
  EXPECT_EQ(fold.hidden_words, 3U);
}

TEST(Fold, WithoutEndsHidesEverything) {
  const std::string text = " one two three";
  const Fold fold = FoldStretch(text, {2, 0, 0});
  EXPECT_EQ(fold.head_end, 0U);
  EXPECT_EQ(fold.tail_begin, text.size());
  EXPECT_EQ(fold.hidden_words, 3U);
}

// A text without words, or with one endless word, is long all the same, and is cut between
// characters.
TEST(Fold, LongWithoutWords) {
  std::string dots;
  std::string word;
  for (int i = 0; i < 1000; ++i) {
    dots += "…";
    word += "\xC3\xA4";
  }
  for (const std::string& text : {dots, word}) {
    const Fold fold = FoldStretch(text, {4, 1, 1});
    EXPECT_TRUE(fold.folded());
    EXPECT_EQ(fold.hidden_words, 0U);
    EXPECT_LE(fold.head_end, 64U);
    EXPECT_GE(fold.tail_begin + 64 + 3, text.size());
    const size_t size = text == dots ? 3 : 2;
    EXPECT_EQ(fold.head_end % size, 0U);
    EXPECT_EQ(fold.tail_begin % size, 0U);
  }
}

}  // namespace
}  // namespace reprise
