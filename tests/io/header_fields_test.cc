#include "reprise/io/web/header_fields.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

TEST(HeaderBlockSizeTest, EndsBehindTheFirstEmptyLine) {
  EXPECT_EQ(HeaderBlockSize("A: b\r\n\r\nrest"), 8u);
  EXPECT_EQ(HeaderBlockSize("A: b\n\nrest"), 6u);
  EXPECT_EQ(HeaderBlockSize("\r\nrest"), 2u);
  EXPECT_EQ(HeaderBlockSize(""), std::nullopt);
  EXPECT_EQ(HeaderBlockSize("A: b\r\n"), std::nullopt);
  EXPECT_EQ(HeaderBlockSize("A: b\r\n \r\n"), std::nullopt) << "a folded line is not empty";
}

TEST(FindHeaderFieldTest, FirstOneWhateverItsCase) {
  constexpr std::string_view kBlock = "A: 1\r\nb-C:  two words \t\r\nB-c: 3\r\nempty:\r\n\r\n";
  EXPECT_EQ(FindHeaderField(kBlock, "a"), "1");
  EXPECT_EQ(FindHeaderField(kBlock, "B-C"), "two words");
  EXPECT_EQ(FindHeaderField(kBlock, "Empty"), "");
  EXPECT_EQ(FindHeaderField(kBlock, "none"), std::nullopt);
  EXPECT_EQ(FindHeaderField("", "a"), std::nullopt);
  EXPECT_EQ(FindHeaderField("no colon\nA: 1", "A"), "1");
  EXPECT_EQ(FindHeaderField("A: http://b:80/\n", "A"), "http://b:80/");
}

TEST(FindHeaderFieldTest, FoldedLinesAreOneValue) {
  EXPECT_EQ(FindHeaderField("A: one\r\n  two\r\n\tthree\r\nB: x\r\n", "A"), "one two three");
  EXPECT_EQ(FindHeaderField("A:\n one\n", "A"), "one");
  EXPECT_EQ(FindHeaderField("X: y\n A: 1\n", "A"), std::nullopt) << "part of X";
}

TEST(JoinHeaderFieldsTest, AllOfThem) {
  EXPECT_EQ(JoinHeaderFields("A: 1\nB: 2\na: 3, 4\nA:\n", "A"), "1, 3, 4");
  EXPECT_EQ(JoinHeaderFields("A: 1\n", "B"), "");
}

// The definition step by step: lines, then fields, then the first of that name.
std::optional<std::string> NaiveFind(const std::string& block, const std::string& name) {
  std::vector<std::string> lines(1);
  for (const char c : block) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back().push_back(c);
    }
  }
  const auto trimmed = [](std::string text) {
    const std::string space = " \t\r";
    while (!text.empty() && space.find(text.back()) != std::string::npos) text.pop_back();
    while (!text.empty() && space.find(text.front()) != std::string::npos) text.erase(0, 1);
    return text;
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    const size_t colon = lines[i].find(':');
    if (lines[i].empty() || lines[i][0] == ' ' || colon == std::string::npos) continue;
    if (trimmed(lines[i].substr(0, colon)) != name) continue;
    std::string value = trimmed(lines[i].substr(colon + 1));
    while (i + 1 < lines.size() && !lines[i + 1].empty() && lines[i + 1][0] == ' ') {
      const std::string more = trimmed(lines[++i]);
      value += (value.empty() || more.empty() ? "" : " ") + more;
    }
    return value;
  }
  return std::nullopt;
}

TEST(FindHeaderFieldTest, AgreesWithTheNaiveTwinOnEveryTinyBlock) {
  constexpr std::array<char, 5> kBytes = {'A', ':', ' ', '\r', '\n'};
  constexpr size_t kLength = 7;
  std::vector<std::string> blocks = {""};
  for (size_t begin = 0, length = 0; length < kLength; ++length) {
    const size_t end = blocks.size();
    for (size_t i = begin; i < end; ++i) {
      for (const char c : kBytes) blocks.push_back(blocks[i] + c);
    }
    begin = end;
  }
  size_t found = 0;
  for (const std::string& block : blocks) {
    const std::optional<std::string> expected = NaiveFind(block, "A");
    ASSERT_EQ(FindHeaderField(block, "A"), expected) << ::testing::PrintToString(block);
    found += expected.has_value() ? 1 : 0;
  }
  EXPECT_GT(found, 1000u);
}

TEST(TrimSpaceTest, BothEnds) {
  EXPECT_EQ(TrimSpace(" \t a b\r\n"), "a b");
  EXPECT_EQ(TrimSpace(" \r\n"), "");
  EXPECT_EQ(TrimSpace(""), "");
}

}  // namespace
}  // namespace reprise
