#include "reprise/pipeline/passage_edits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

Passage Whole(const std::string& a, const std::string& b) {
  return {{0, a.size()}, {0, b.size()}, 1, 0.5};
}

std::vector<std::string> Texts(const std::string& text, const std::vector<ByteRange>& ranges) {
  std::vector<std::string> texts;
  for (const ByteRange& range : ranges) {
    texts.push_back(text.substr(range.begin, range.size()));
  }
  return texts;
}

using Strings = std::vector<std::string>;

TEST(PassageEdits, ReplacedInsertedAndMissing) {
  const std::string a = "the old bridge will open on Monday at last";
  const std::string b = "The new bridge will soon, they say, open on Monday";
  const PassageEdits edits = FindPassageEdits(a, b, Whole(a, b));
  EXPECT_EQ(Texts(a, edits.a), (Strings{"old", "at last"}));
  EXPECT_EQ(Texts(b, edits.b), (Strings{"new", "soon, they say"}));
}

TEST(PassageEdits, RangesAreThoseOfTheWholeText) {
  const std::string a = "unrelated. one two three four";
  const std::string b = "one two 3 four";
  const PassageEdits edits = FindPassageEdits(a, b, {{11, a.size()}, {0, b.size()}, 3, 0.75});
  EXPECT_EQ(Texts(a, edits.a), Strings{"three"});
  EXPECT_EQ(Texts(b, edits.b), Strings{"3"});
}

TEST(PassageEdits, NoneWhereExactOrTooMany) {
  const std::string a = "one two three";
  EXPECT_TRUE(FindPassageEdits(a, a, {{0, a.size()}, {0, a.size()}, 3, 1.0}).a.empty());
  std::string many;
  std::string others;
  for (int i = 0; i < 200; ++i) {
    many += "a" + std::to_string(i) + " same ";
    others += "b" + std::to_string(i) + " same ";
  }
  EXPECT_TRUE(FindPassageEdits(many, others, Whole(many, others)).a.empty());
}

// What is left without the edits is the same on both sides, and as long as a longest common
// subsequence.
TEST(PassageEdits, AsFewAsPossible) {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    std::string texts[2];
    for (std::string& text : texts) {
      for (size_t i = random() % 14; i > 0; --i) {
        text += static_cast<char>('a' + random() % 3);
        text += ' ';
      }
    }
    const auto& [a, b] = texts;
    const size_t n = a.size() / 2;
    const size_t m = b.size() / 2;
    std::vector<std::vector<size_t>> lcs(n + 1, std::vector<size_t>(m + 1, 0));
    for (size_t i = 1; i <= n; ++i) {
      for (size_t j = 1; j <= m; ++j) {
        lcs[i][j] = a[2 * i - 2] == b[2 * j - 2] ? lcs[i - 1][j - 1] + 1
                                                 : std::max(lcs[i - 1][j], lcs[i][j - 1]);
      }
    }
    const PassageEdits edits = FindPassageEdits(a, b, Whole(a, b));
    std::string left[2];
    for (const int side : {0, 1}) {
      const std::vector<ByteRange>& ranges = side == 0 ? edits.a : edits.b;
      for (uint64_t i = 0; i < texts[side].size(); i += 2) {
        if (std::none_of(ranges.begin(), ranges.end(),
                         [&](const ByteRange& r) { return r.begin <= i && i < r.end; })) {
          left[side] += texts[side][i];
        }
      }
    }
    EXPECT_EQ(left[0], left[1]) << a << "| " << b;
    EXPECT_EQ(left[0].size(), lcs[n][m]) << a << "| " << b;
  }
}

}  // namespace
}  // namespace reprise
