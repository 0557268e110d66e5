#include "reprise/verify/repeats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace reprise {
namespace {

using Tokens = std::vector<uint64_t>;

Tokens FreshTokens(uint64_t first, size_t count) {
  Tokens tokens(count);
  for (size_t i = 0; i < count; ++i) {
    tokens[i] = first + i;
  }
  return tokens;
}

Tokens Concat(std::initializer_list<Tokens> parts) {
  Tokens all;
  for (const Tokens& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<TokenRange> Ranges(std::initializer_list<std::pair<size_t, size_t>> pairs) {
  std::vector<TokenRange> ranges;
  for (const auto& [begin, end] : pairs) {
    ranges.push_back({begin, end});
  }
  return ranges;
}

// What holds of every answer.
void ExpectSound(const Tokens& tokens, const RepeatOptions& options) {
  const std::vector<TokenRepeat> repeats = FindRepeats(tokens, options);
  std::vector<bool> covered(tokens.size(), false);
  for (const TokenRepeat& repeat : repeats) {
    ASSERT_GE(repeat.occurrences.size(), 2U);
    for (size_t k = 0; k < repeat.occurrences.size(); ++k) {
      const TokenRange& range = repeat.occurrences[k];
      ASSERT_LT(range.begin, range.end);
      ASSERT_LE(range.end, tokens.size());
      if (k > 0) {
        ASSERT_LE(repeat.occurrences[k - 1].end, range.begin) << "occurrences overlap";
      }
      ASSERT_GE(range.size(), options.min_tokens);
      std::fill(covered.begin() + static_cast<std::ptrdiff_t>(range.begin),
                covered.begin() + static_cast<std::ptrdiff_t>(range.end), true);
    }
    ASSERT_LE(repeat.occurrences.back().end + repeat.slack, tokens.size());
  }
  // By the definition: all pairs of disjoint places with equal runs.
  const size_t least = options.min_tokens;
  const auto touched = [&](size_t begin) {
    const auto first = covered.begin() + static_cast<std::ptrdiff_t>(begin);
    return std::find(first, first + static_cast<std::ptrdiff_t>(least), true) !=
           first + static_cast<std::ptrdiff_t>(least);
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    for (size_t j = i + least; j + least <= tokens.size(); ++j) {
      const auto at = [&](size_t place) {
        return tokens.begin() + static_cast<std::ptrdiff_t>(place);
      };
      if (std::equal(at(i), at(i + least), at(j))) {
        ASSERT_TRUE(touched(i) && touched(j)) << least << " tokens at " << i << " and " << j
                                              << " of " << ::testing::PrintToString(tokens);
      }
    }
  }
}

TEST(RepeatsTest, AllSmallSequences) {
  for (size_t size = 0; size <= 12; ++size) {
    for (uint64_t bits = 0; bits < (uint64_t{1} << size); ++bits) {
      Tokens tokens;
      for (size_t i = 0; i < size; ++i) {
        tokens.push_back((bits >> i) & 1);
      }
      for (size_t least = 1; least <= 4; ++least) {
        ExpectSound(tokens, {least, false});
        ExpectSound(tokens, {least, true});
      }
    }
  }
}

TEST(RepeatsTest, RandomSequencesWithPlantedRepeats) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    Tokens tokens(random() % 400);
    const uint64_t words = 2 + random() % 60;
    for (uint64_t& token : tokens) {
      token = random() % words;
    }
    for (size_t copies = random() % 6; copies > 0 && !tokens.empty(); --copies) {
      const size_t from = random() % tokens.size();
      const size_t to = random() % tokens.size();
      for (size_t k = 0, size = random() % 50; k < size && std::max(from, to) + k < tokens.size();
           ++k) {
        tokens[to + k] = tokens[from + k];
      }
    }
    const size_t least = 1 + random() % 10;
    ExpectSound(tokens, {least, false});
    ExpectSound(tokens, {least, true});
  }
}

TEST(RepeatsTest, NothingRepeats) {
  EXPECT_TRUE(FindRepeats({}, {}).empty());
  EXPECT_TRUE(FindRepeats(FreshTokens(1, 1), {}).empty());
  EXPECT_TRUE(FindRepeats(FreshTokens(1, 1000), {}).empty());
}

TEST(RepeatsTest, ACaptionTwiceInARow) {
  const Tokens caption = FreshTokens(1, 25);
  const Tokens page = Concat({FreshTokens(100, 30), caption, caption, FreshTokens(200, 300)});
  const std::vector<TokenRepeat> repeats = FindRepeats(page, {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences, Ranges({{30, 55}, {55, 80}}));
  EXPECT_EQ(repeats[0].slack, 0U);
}

TEST(RepeatsTest, ACaptionTwiceInARowOnceEdited) {
  const Tokens caption = FreshTokens(1, 25);
  Tokens edited = caption;
  edited[10] = 999;
  edited.erase(edited.begin() + 17);
  const Tokens page = Concat({FreshTokens(100, 30), caption, edited, FreshTokens(200, 300)});
  const std::vector<TokenRepeat> repeats = FindRepeats(page, {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences, Ranges({{30, 55}, {55, 79}}));
}

TEST(RepeatsTest, SlackTellsThatAPeriodMayBeginLater) {
  // The word before the caption is also its last one.
  const Tokens caption = FreshTokens(1, 25);
  const Tokens page = Concat({FreshTokens(100, 30), {25}, caption, caption, FreshTokens(200, 300)});
  const std::vector<TokenRepeat> repeats = FindRepeats(page, {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences, Ranges({{30, 55}, {55, 80}}));
  EXPECT_EQ(repeats[0].slack, 1U);
}

TEST(RepeatsTest, OccurrencesFarApartAndInARowAreOneRepeat) {
  const Tokens quote = FreshTokens(1, 20);
  const Tokens page =
      Concat({quote, FreshTokens(100, 50), quote, quote, FreshTokens(200, 50), quote});
  const std::vector<TokenRepeat> repeats = FindRepeats(page, {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences, Ranges({{0, 20}, {70, 90}, {90, 110}, {160, 180}}));
}

TEST(RepeatsTest, PartsAreListedOnlyWhereTheyStandElsewhere) {
  const Tokens whole = FreshTokens(1, 60);
  const Tokens part(whole.begin() + 20, whole.begin() + 40);
  const Tokens twice = Concat({whole, FreshTokens(100, 30), whole});
  EXPECT_EQ(FindRepeats(twice, {}).size(), 1U);
  const Tokens page =
      Concat({whole, FreshTokens(100, 30), part, FreshTokens(200, 30), whole, FreshTokens(300, 5)});
  const std::vector<TokenRepeat> repeats = FindRepeats(page, {});
  ASSERT_EQ(repeats.size(), 2U);
  EXPECT_EQ(repeats[0].occurrences, Ranges({{0, 60}, {140, 200}}));
  EXPECT_EQ(repeats[1].occurrences, Ranges({{20, 40}, {90, 110}, {160, 180}}));
}

TEST(RepeatsTest, APoemWithARefrain) {
  const Tokens refrain = FreshTokens(1, 16);
  Tokens poem;
  for (uint64_t verse = 1; verse <= 40; ++verse) {
    poem = Concat({poem, FreshTokens(1000 * verse, 40), refrain});
  }
  const std::vector<TokenRepeat> repeats = FindRepeats(poem, {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences.size(), 40U);
  EXPECT_EQ(repeats[0].occurrences[39], (TokenRange{39 * 56 + 40, 40 * 56}));
}

TEST(RepeatsTest, OneWordAHundredThousandTimes) {
  const std::vector<TokenRepeat> repeats = FindRepeats(Tokens(100'000, 7), {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences.size(), 12'500U);
  EXPECT_EQ(repeats[0].occurrences[1], (TokenRange{8, 16}));
}

TEST(RepeatsTest, ASentenceTenThousandTimes) {
  Tokens text;
  const Tokens sentence = FreshTokens(1, 13);
  for (size_t i = 0; i < 10'000; ++i) {
    text.insert(text.end(), sentence.begin(), sentence.end());
  }
  const std::vector<TokenRepeat> repeats = FindRepeats(text, {});
  ASSERT_EQ(repeats.size(), 1U);
  EXPECT_EQ(repeats[0].occurrences.size(), 10'000U);
  EXPECT_EQ(repeats[0].occurrences[9'999], (TokenRange{13 * 9'999, 130'000}));
}

TEST(RepeatsTest, ATableOfNumbersIsDoneInLinearTime) {
  std::mt19937_64 random(5);
  Tokens table;
  for (size_t row = 0; row < 20'000; ++row) {
    for (const uint64_t cell :
         {uint64_t{1}, random() % 3, random() % 3, uint64_t{0}, uint64_t{0}}) {
      table.push_back(cell);
    }
  }
  // Anything goes but to hang.
  EXPECT_FALSE(FindRepeats(table, {}).empty());
}

// Four words in a row stand at a dozen places by chance, so that not every chance is followed.
// Eight do at a hundred, and each of those is found.
TEST(RepeatsTest, FewDifferentWordsManyTimes) {
  const uint64_t seed = 26;
  SCOPED_TRACE("seed " + std::to_string(seed));
  constexpr uint64_t kWords = 12;
  constexpr size_t kLeast = 8;
  std::mt19937_64 random(seed);
  Tokens tokens(300'000);
  for (uint64_t& token : tokens) {
    token = random() % kWords;
  }
  std::vector<bool> covered(tokens.size(), false);
  for (const TokenRepeat& repeat : FindRepeats(tokens, {kLeast, true})) {
    for (const TokenRange& range : repeat.occurrences) {
      std::fill(covered.begin() + static_cast<std::ptrdiff_t>(range.begin),
                covered.begin() + static_cast<std::ptrdiff_t>(range.end), true);
    }
  }
  std::unordered_map<uint64_t, size_t> first;  // by what the run reads as a number
  size_t repeated = 0;
  for (size_t i = 0; i + kLeast <= tokens.size(); ++i) {
    uint64_t run = 0;
    for (size_t k = 0; k < kLeast; ++k) {
      run = run * kWords + tokens[i + k];
    }
    const auto [found, is_new] = first.try_emplace(run, i);
    if (is_new || i - found->second < kLeast) {
      continue;
    }
    ++repeated;
    for (const size_t place : {found->second, i}) {
      const auto begin = covered.begin() + static_cast<std::ptrdiff_t>(place);
      const auto end = begin + static_cast<std::ptrdiff_t>(kLeast);
      ASSERT_NE(std::find(begin, end, true), end) << place;
    }
  }
  EXPECT_GT(repeated, 50U);
}

}  // namespace
}  // namespace reprise
