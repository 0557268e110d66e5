#include "reprise/verify/alignment.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace reprise {
namespace {

using Tokens = std::vector<uint64_t>;

// Marks the tokens of `a` that lie in a run of `least` or more which stands in `b`: the definition.
std::vector<bool> SharedTokens(const Tokens& a, const Tokens& b, size_t least) {
  std::vector<bool> shared(a.size(), false);
  for (size_t i = 0; i < a.size(); ++i) {
    for (size_t j = 0; j < b.size(); ++j) {
      size_t length = 0;
      while (i + length < a.size() && j + length < b.size() && a[i + length] == b[j + length]) {
        ++length;
      }
      for (size_t k = 0; length >= least && k < length; ++k) {
        shared[i + k] = true;
      }
    }
  }
  return shared;
}

std::vector<bool> Covered(const std::vector<TokenPassage>& passages, bool of_a, size_t size) {
  std::vector<bool> covered(size, false);
  for (const TokenPassage& passage : passages) {
    for (size_t i = of_a ? passage.a_begin : passage.b_begin;
         i < (of_a ? passage.a_end : passage.b_end); ++i) {
      covered[i] = true;
    }
  }
  return covered;
}

// The longest common subsequence of two stretches: no passage can match more.
size_t LongestCommon(const Tokens& a, size_t a_begin, size_t a_end, const Tokens& b, size_t b_begin,
                     size_t b_end) {
  std::vector<size_t> row(b_end - b_begin + 1, 0);
  for (size_t i = a_begin; i < a_end; ++i) {
    size_t diagonal = 0;
    for (size_t j = b_begin; j < b_end; ++j) {
      const size_t above = row[j - b_begin + 1];
      row[j - b_begin + 1] = a[i] == b[j] ? diagonal + 1 : std::max(above, row[j - b_begin]);
      diagonal = above;
    }
  }
  return row.back();
}

// Everything that holds of every answer.
void ExpectSound(const Tokens& a, const Tokens& b, const AlignmentOptions& options,
                 const std::string& what) {
  const std::vector<TokenPassage> passages = AlignTokens(a, b, options);
  for (const TokenPassage& passage : passages) {
    ASSERT_LT(passage.a_begin, passage.a_end) << what;
    ASSERT_LE(passage.a_end, a.size()) << what;
    ASSERT_LT(passage.b_begin, passage.b_end) << what;
    ASSERT_LE(passage.b_end, b.size()) << what;
    ASSERT_EQ(a[passage.a_begin], b[passage.b_begin]) << what;
    ASSERT_EQ(a[passage.a_end - 1], b[passage.b_end - 1]) << what;
    ASSERT_GE(passage.length(), options.min_tokens) << what;
    ASSERT_LE(passage.matched,
              LongestCommon(a, passage.a_begin, passage.a_end, b, passage.b_begin, passage.b_end))
        << what;
    if (!options.bridge_edits) {
      ASSERT_EQ(passage.matched, passage.length()) << what;
      ASSERT_EQ(passage.a_end - passage.a_begin, passage.b_end - passage.b_begin) << what;
    }
  }
  const std::vector<bool> covered_a = Covered(passages, true, a.size());
  const std::vector<bool> covered_b = Covered(passages, false, b.size());
  const std::vector<bool> shared_a = SharedTokens(a, b, options.min_tokens);
  const std::vector<bool> shared_b = SharedTokens(b, a, options.min_tokens);
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_TRUE(covered_a[i] || !shared_a[i]) << what << ": token " << i << " of A is missing";
    ASSERT_TRUE(options.bridge_edits || shared_a[i] || !covered_a[i])
        << what << ": token " << i << " of A is not shared";
  }
  for (size_t j = 0; j < b.size(); ++j) {
    ASSERT_TRUE(covered_b[j] || !shared_b[j]) << what << ": token " << j << " of B is missing";
    ASSERT_TRUE(options.bridge_edits || shared_b[j] || !covered_b[j])
        << what << ": token " << j << " of B is not shared";
  }
}

// All sequences of `length` tokens out of two.
std::vector<Tokens> AllOfLength(size_t length) {
  std::vector<Tokens> all;
  for (uint64_t bits = 0; bits < (uint64_t{1} << length); ++bits) {
    Tokens tokens;
    for (size_t i = 0; i < length; ++i) {
      tokens.push_back(100 + ((bits >> i) & 1));
    }
    all.push_back(tokens);
  }
  return all;
}

TEST(AlignmentTest, SharedRunsAreFoundInAllSmallTexts) {
  for (const bool bridge : {false, true}) {
    for (size_t size_a = 0; size_a <= 6; ++size_a) {
      for (const Tokens& a : AllOfLength(size_a)) {
        for (size_t size_b = 0; size_b <= 5; ++size_b) {
          for (const Tokens& b : AllOfLength(size_b)) {
            for (size_t least = 1; least <= 3; ++least) {
              ExpectSound(a, b, {least, bridge},
                          "least " + std::to_string(least) + " a " + ::testing::PrintToString(a) +
                              " b " + ::testing::PrintToString(b));
            }
          }
        }
      }
    }
  }
}

TEST(AlignmentTest, SharedRunsAreFoundInRandomTexts) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const uint64_t words = 2 + random() % 40;
    Tokens a(random() % 300);
    Tokens b(random() % 300);
    for (Tokens* tokens : {&a, &b}) {
      for (uint64_t& token : *tokens) {
        token = random() % words;
      }
    }
    for (size_t copies = random() % 6; copies > 0 && !a.empty() && !b.empty(); --copies) {
      const size_t from = random() % a.size();
      const size_t to = random() % b.size();
      for (size_t k = 0, size = random() % 60; k < size && from + k < a.size() && to + k < b.size();
           ++k) {
        b[to + k] = a[from + k];
      }
    }
    for (const bool bridge : {false, true}) {
      ExpectSound(a, b, {1 + random() % 12, bridge}, "");
    }
  }
}

Tokens Distinct(uint64_t first, size_t count) {
  Tokens tokens(count);
  for (size_t i = 0; i < count; ++i) {
    tokens[i] = first + i;
  }
  return tokens;
}

void Append(const Tokens& more, Tokens* tokens) {
  tokens->insert(tokens->end(), more.begin(), more.end());
}

TEST(AlignmentTest, NothingIsSharedWithoutTokens) {
  EXPECT_TRUE(AlignTokens({}, {}, {}).empty());
  EXPECT_TRUE(AlignTokens({}, Distinct(1, 20), {}).empty());
  EXPECT_TRUE(AlignTokens(Distinct(1, 20), {}, {}).empty());
  EXPECT_TRUE(AlignTokens(Distinct(1, 1), Distinct(1, 1), {}).empty());
  EXPECT_EQ(AlignTokens(Distinct(1, 1), Distinct(1, 1), {1}).size(), 1U);
}

TEST(AlignmentTest, EqualTextsAreOnePassage) {
  const Tokens text = Distinct(1, 5000);
  const std::vector<TokenPassage> passages = AlignTokens(text, text, {});
  ASSERT_EQ(passages.size(), 1U);
  EXPECT_EQ(passages[0].matched, 5000U);
  EXPECT_EQ(passages[0].Identity(), 1.0);
}

TEST(AlignmentTest, ARunThatStandsOnceOnEachSideHasItsExactBounds) {
  Tokens a = Distinct(1000, 50);
  Tokens b = Distinct(2000, 70);
  Append(Distinct(1, 30), &a);
  Append(Distinct(1, 30), &b);
  Append(Distinct(3000, 10), &a);
  Append(Distinct(4000, 10), &b);
  const std::vector<TokenPassage> passages = AlignTokens(a, b, {});
  ASSERT_EQ(passages.size(), 1U);
  EXPECT_EQ(passages[0].a_begin, 50U);
  EXPECT_EQ(passages[0].a_end, 80U);
  EXPECT_EQ(passages[0].b_begin, 70U);
  EXPECT_EQ(passages[0].b_end, 100U);
}

TEST(AlignmentTest, SmallEditsAreBridged) {
  const Tokens original = Distinct(1, 60);
  for (const auto& [removed, inserted] :
       {std::pair<size_t, size_t>(1, 1), {0, 1}, {1, 0}, {3, 2}, {0, 8}, {8, 0}}) {
    Tokens edited(original.begin(), original.begin() + 30);
    Append(Distinct(9000, inserted), &edited);
    edited.insert(edited.end(), original.begin() + 30 + static_cast<std::ptrdiff_t>(removed),
                  original.end());
    const std::vector<TokenPassage> passages = AlignTokens(original, edited, {});
    ASSERT_EQ(passages.size(), 1U) << removed << " replaced by " << inserted;
    EXPECT_EQ(passages[0].matched, 60 - removed);
    EXPECT_EQ(passages[0].a_end, 60U);
    EXPECT_EQ(passages[0].b_end, edited.size());
    EXPECT_EQ(AlignTokens(original, edited, {8, false}).size(), 2U);
  }
  Tokens far = Distinct(1, 30);
  Append(Distinct(9000, 9), &far);
  Append(Distinct(31, 30), &far);
  EXPECT_EQ(AlignTokens(original, far, {}).size(), 2U) << "more than kLongestBridge";
}

TEST(AlignmentTest, AShortPassageIsFoundInSpiteOfAnEdit) {
  for (size_t edited = 1; edited < 7; ++edited) {
    Tokens a = Distinct(1000, 20);
    Tokens b = Distinct(2000, 20);
    Tokens passage = Distinct(1, 8);
    Append(passage, &a);
    passage[edited] = 77;
    Append(passage, &b);
    Append(Distinct(3000, 20), &b);
    const std::vector<TokenPassage> passages = AlignTokens(a, b, {});
    if (edited >= 2 && edited <= 5) {
      ASSERT_EQ(passages.size(), 1U) << edited;
      EXPECT_EQ(passages[0].matched, 7U);
    }
  }
}

TEST(AlignmentTest, MovedPartsArePassagesOfTheirOwn) {
  Tokens a = Distinct(1, 40);
  Append(Distinct(101, 40), &a);
  Tokens b = Distinct(101, 40);
  Append(Distinct(1, 40), &b);
  const std::vector<TokenPassage> passages = AlignTokens(a, b, {});
  ASSERT_EQ(passages.size(), 2U);
  EXPECT_EQ(passages[0].b_begin, 40U);
  EXPECT_EQ(passages[1].b_begin, 0U);
}

TEST(AlignmentTest, EveryOccurrenceIsPaired) {
  const Tokens passage = Distinct(1, 20);
  for (const size_t copies : {1, 2, 5, 100}) {
    Tokens a = passage;
    Tokens b;
    for (size_t i = 0; i < copies; ++i) {
      Append(Distinct(1000 * (i + 1), 15), &b);
      Append(passage, &b);
    }
    EXPECT_EQ(AlignTokens(a, b, {}).size(), copies);
    EXPECT_EQ(AlignTokens(b, a, {}).size(), copies);
  }
}

TEST(AlignmentTest, OneSentenceTenThousandTimesAgainstItselfIsOnePassage) {
  const Tokens sentence = Distinct(1, 12);
  Tokens text;
  for (size_t i = 0; i < 10'000; ++i) {
    Append(sentence, &text);
  }
  const std::vector<TokenPassage> passages = AlignTokens(text, text, {});
  ASSERT_EQ(passages.size(), 1U);
  EXPECT_EQ(passages[0].matched, text.size());
  // Against fewer of them, everything is covered by few passages.
  const Tokens shorter(text.begin(), text.begin() + 12 * 3000);
  const std::vector<TokenPassage> fewer = AlignTokens(text, shorter, {});
  EXPECT_LE(fewer.size(), 8U);
  const std::vector<bool> covered = Covered(fewer, true, text.size());
  EXPECT_EQ(std::count(covered.begin(), covered.end(), true),
            static_cast<std::ptrdiff_t>(text.size()));
}

TEST(AlignmentTest, OneWordAHundredThousandTimes) {
  const Tokens a(100'000, 7);
  const Tokens b(60'000, 7);
  const std::vector<TokenPassage> passages = AlignTokens(a, b, {});
  EXPECT_LE(passages.size(), 4U);
  const std::vector<bool> covered = Covered(passages, true, a.size());
  EXPECT_EQ(std::count(covered.begin(), covered.end(), false), 0);
}

}  // namespace
}  // namespace reprise
