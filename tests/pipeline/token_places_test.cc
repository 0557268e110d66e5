#include "reprise/pipeline/token_places.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "reprise/pipeline/passage_timeline.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

// Letters, separators, a letter that is a token by itself, and bytes that are no text.
std::string RandomText(std::mt19937* random) {
  const std::vector<std::string> parts = {"a",  "b", "7",      "\u00e9", " ",   "  ",
                                          "\n", ",", "\u6f22", "\u0301", "\xff"};
  std::string text;
  for (size_t left = (*random)() % 60; left > 0; --left) {
    text += parts[(*random)() % parts.size()];
  }
  return text;
}

TEST(LocateTokensTest, EqualsAllTokensAtOnce) {
  std::mt19937 random(17);
  size_t located = 0;
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE("seed 17, round " + std::to_string(round));
    const std::string text = RandomText(&random);
    std::vector<Token> tokens;
    Tokenize(text, &tokens);
    std::vector<TokenRange> ranges;
    std::vector<ByteRange> expected;
    for (size_t count = tokens.empty() ? 0 : random() % 6; count > 0; --count) {
      const size_t begin = random() % tokens.size();
      const size_t end = begin + 1 + random() % (tokens.size() - begin);
      ranges.push_back({begin, end});
      expected.push_back({tokens[begin].begin, tokens[end - 1].end});
    }
    located += ranges.size();
    for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
      EXPECT_EQ(LocateTokens(text, ranges, piece), expected) << piece;
    }
  }
  EXPECT_GT(located, 500u);
}

TEST(LocateTokensTest, OfNoRanges) { EXPECT_TRUE(LocateTokens("some words", {}).empty()); }

TEST(StoryTitleTest, IsTheFirstWords) {
  EXPECT_EQ(StoryTitle(""), "");
  EXPECT_EQ(StoryTitle(" ... "), "");
  EXPECT_EQ(StoryTitle("\n  Ferry,\r\n\taground!\n"), "Ferry, aground");
  EXPECT_EQ(StoryTitle("1 2 3 4 5 6 7 8 9 10 11 12 13 14."), "1 2 3 4 5 6 7 8 9 10 11 12 13 14");
  EXPECT_EQ(StoryTitle("1 2 3 4 5 6 7 8 9 10 11 12 13 14. 15"),
            "1 2 3 4 5 6 7 8 9 10 11 12 13 14 ...");
}

}  // namespace
}  // namespace reprise
