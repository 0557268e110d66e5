#include "reprise/text/sentences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

// The text with '|' wherever a sentence opens, and '/' where one closed earlier than that.
std::string Marked(const std::string& text) {
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  const TextBoundaries boundaries(text, tokens);
  std::string marked;
  size_t done = 0;
  for (size_t i = 1; i < tokens.size(); ++i) {
    if (const auto boundary = boundaries.Before(i); boundary.has_value()) {
      marked += text.substr(done, boundary->close - done);
      if (boundary->close != boundary->open) {
        marked += "/" + text.substr(boundary->close, boundary->open - boundary->close);
      }
      marked += "|";
      done = boundary->open;
    }
  }
  return marked + text.substr(done);
}

TEST(SentencesTest, Boundaries) {
  for (const std::string expected : {
           "One two. |Three four! |Five? |Six",
           "He said \"no.\" |\"Yes,\" she said. |\"Why?\"",
           "It rose 3.5 points to 1.25. |Then it fell",
           "J. Smith of the U.S. Navy. |Mr. |Jones",
           "at 5 p.m. today. |next is small",
           "no end here, nor; there",
           "First line\n|Second line\r\n|Third",
           "Paragraph one.\n/\n|Paragraph two\n/ \n\n|\xE2\x80\xA2 Point",
           "(In brackets.) |Next",
           "Wait\xE2\x80\xA6 |What",
           "\xE4\xB8\x80\xE4\xBA\x8C\xE3\x80\x82|\xE4\xB8\x89\xE3\x80\x82\xE3\x80\x8D|\xE5\x9B\x9B",
           "\xD9\x83\xD9\x8A\xD9\x81\xD8\x9F |\xD9\x86\xD8\xB9\xD9\x85",
           "\xE0\xA4\x95\xE0\xA5\xA4 |\xE0\xA4\x96",
           "Das ist gut. |\xC3\x84hnlich",
       }) {
    std::string text;
    for (const char c : expected) {
      text += c == '|' || c == '/' ? "" : std::string(1, c);
    }
    // "next is small": a small letter continues the sentence.
    const std::string want =
        expected == "at 5 p.m. today. |next is small" ? "at 5 p.m. today. next is small" : expected;
    EXPECT_EQ(Marked(text), want);
  }
}

// What Marked makes of a marked text without its marks.
std::string MarkedAgain(std::string marked) {
  marked.erase(std::remove(marked.begin(), marked.end(), '|'), marked.end());
  return Marked(marked);
}

TEST(SentencesTest, LineBreaksThatOnlyWrapAreNone) {
  EXPECT_EQ(MarkedAgain("The ships that came in on Monday carried wool and\n"
                        "tin. |The others went on. |Nobody saw them go, said\n"
                        "Harbour Watch.\n"
                        "|    A new paragraph begins here and goes on to the\n"
                        "end\n"
                        "|Short\n"
                        "|Lines that had room for another word"),
            "The ships that came in on Monday carried wool and\n"
            "tin. |The others went on. |Nobody saw them go, said\n"
            "Harbour Watch.\n"
            "|    A new paragraph begins here and goes on to the\n"
            "end\n"
            "|Short\n"
            "|Lines that had room for another word");
  // A line of more than 120 characters: nothing is wrapped.
  const std::string wide(130, 'x');
  EXPECT_EQ(Marked(wide + "\n" + wide), wide + "\n|" + wide);
}

std::string Cut(const std::string& text, const std::string& part) {
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  const size_t at = text.rfind(part);
  size_t begin = 0;
  while (tokens[begin].begin < at) {
    ++begin;
  }
  size_t end = begin;
  while (end < tokens.size() && tokens[end].end <= at + part.size()) {
    ++end;
  }
  const ByteRange range = TextBoundaries(text, tokens).WholeSentences(begin, end);
  return text.substr(0, range.begin) + text.substr(range.end);
}

TEST(SentencesTest, WholeLinesGoAndBlankLinesStay) {
  EXPECT_EQ(Cut("Head\nA caption here.\nA caption here.\n\nStory", "A caption here"),
            "Head\nA caption here.\n\nStory");
  EXPECT_EQ(Cut("A caption\nA caption", "A caption"), "A caption\n");
}

TEST(SentencesTest, WholeSentencesGo) {
  EXPECT_EQ(Cut("Aa bb. Cc dd. Ee ff. Cc dd. Gg.", "Cc dd"), "Aa bb. Cc dd. Ee ff. Gg.");
  EXPECT_EQ(Cut("He said so. \"C d,\" he said. End.", "C d,\" he said"), "He said so. End.");
}

TEST(SentencesTest, HalfSentencesStay) {
  EXPECT_EQ(Cut("x y z. A b c d e. F", "b c d"), "x y z. A b c d e. F");
  EXPECT_EQ(Cut("x yy zz. A bb cc. D ee f. G", "zz. A bb cc. D ee"), "x yy zz. D ee f. G");
  EXPECT_EQ(Cut("x y z, A b c, D e f", "A b c"), "x y z, A b c, D e f");
}

TEST(SentencesTest, AnyRangeOfAnyTextIsCutAtCharacters) {
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::vector<std::string> pieces = {
        "a",    "B",  " ", ". ",   "\n", "\xE3\x80\x82", "\xC3\xA9",
        "\xFF", "\"", "?", "\r\n", "1",  "\xE4\xB8\x80"};
    std::string text;
    for (size_t k = random() % 30; k > 0; --k) {
      text += pieces[random() % pieces.size()];
    }
    std::vector<Token> tokens;
    Tokenize(text, &tokens);
    if (tokens.empty()) {
      continue;
    }
    const size_t begin = random() % tokens.size();
    const size_t end = begin + 1 + random() % (tokens.size() - begin);
    const ByteRange range = TextBoundaries(text, tokens).WholeSentences(begin, end);
    ASSERT_LE(range.begin, range.end);
    ASSERT_LE(range.end, text.size());
    // No token is cut in two, none outside the range is lost.
    for (size_t i = 0; i < tokens.size(); ++i) {
      const bool inside = tokens[i].begin >= range.begin && tokens[i].end <= range.end;
      const bool outside = tokens[i].end <= range.begin || tokens[i].begin >= range.end;
      ASSERT_TRUE(inside || outside);
      ASSERT_TRUE(outside || (i >= begin && i < end));
    }
    // The whole text is whole.
    const ByteRange all = TextBoundaries(text, tokens).WholeSentences(0, tokens.size());
    ASSERT_LE(all.begin, tokens.front().begin);
    ASSERT_GE(all.end, tokens.back().end);
  }
}

}  // namespace
}  // namespace reprise
