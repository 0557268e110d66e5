#include "reprise/text/large_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

// ASCII letters, figures and separators; a mark, a letter that is a token and one of several bytes
// that is not, a separator of several bytes, an ignorable; the beginning and the middle of code
// points without the rest.
constexpr std::string_view kBits[] = {"a",      "B",      "7",      " ",      "-",
                                      "\u0301", "\u4e2d", "\u00e9", "\u3002", "\u00ad",
                                      "\xe4",   "\xb8",   "\xff"};

std::string RandomText(size_t bits, std::mt19937_64& random) {
  std::string text;
  for (size_t i = 0; i < bits; ++i) {
    text += kBits[random() % std::size(kBits)];
  }
  return text;
}

std::vector<HashedToken> Tokens(std::string_view text) {
  std::vector<HashedToken> tokens;
  TokenHashes(text, &tokens);
  return tokens;
}

bool operator==(const HashedToken& a, const HashedToken& b) {
  return a.hash == b.hash && a.is_number == b.is_number;
}

// Whether a text has the same tokens when it is cut there.
bool IsBoundary(const std::string& text, size_t place) {
  std::vector<HashedToken> both = Tokens(std::string_view(text).substr(0, place));
  const std::vector<HashedToken> behind = Tokens(std::string_view(text).substr(place));
  both.insert(both.end(), behind.begin(), behind.end());
  const std::vector<HashedToken> whole = Tokens(text);
  return std::equal(both.begin(), both.end(), whole.begin(), whole.end(),
                    [](const HashedToken& a, const HashedToken& b) { return a == b; });
}

void CheckBoundaries(const std::string& text) {
  for (size_t from = 0; from <= text.size(); ++from) {
    const size_t place = TokenBoundary(text, from);
    ASSERT_GE(place, from);
    ASSERT_LE(place, text.size());
    ASSERT_TRUE(IsBoundary(text, place)) << ::testing::PrintToString(text) << " at " << place;
  }
}

TEST(TokenBoundaryTest, TokensOfBothPartsAreThoseOfTheWhole) {
  // Every text of up to four bits.
  for (size_t size = 0, codes = 1; size <= 4; ++size, codes *= std::size(kBits)) {
    for (size_t code = 0; code < codes; ++code) {
      std::string text;
      for (size_t i = 0, rest = code; i < size; ++i, rest /= std::size(kBits)) {
        text += kBits[rest % std::size(kBits)];
      }
      CheckBoundaries(text);
    }
  }
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    CheckBoundaries(RandomText(random() % 30, random));
  }
}

TEST(TokenBoundaryTest, IsNotFarAway) {
  EXPECT_EQ(TokenBoundary("one two three", 0), 3U);
  EXPECT_EQ(TokenBoundary("one two three", 3), 3U);
  EXPECT_EQ(TokenBoundary("one two three", 4), 7U);
  EXPECT_EQ(TokenBoundary("one two three", 8), 13U);
  // Letters that are tokens can be cut anywhere between them.
  EXPECT_EQ(TokenBoundary("\u4e2d\u4e2d\u4e2d", 1), 3U);
  EXPECT_EQ(TokenBoundary("\u4e2d\u4e2d\u4e2d", 3), 3U);
  EXPECT_EQ(TokenBoundary("", 0), 0U);
}

// Ascending.
std::vector<uint64_t> DistinctShingles(const std::vector<HashedToken>& tokens, size_t n) {
  std::vector<uint64_t> hashes;
  for (const HashedToken& token : tokens) {
    hashes.push_back(token.hash);
  }
  std::vector<uint64_t> expected;
  Shingle(hashes, n, &expected);
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  return expected;
}

std::vector<uint64_t> All(DistinctValues* shingles) {
  std::vector<uint64_t> all;
  shingles->ForEach([&all](absl::Span<const uint64_t> piece) {
    all.insert(all.end(), piece.begin(), piece.end());
  });
  return all;
}

void ExpectSame(const std::string& text, size_t n, size_t piece_bytes) {
  SCOPED_TRACE(::testing::PrintToString(text));
  SCOPED_TRACE("n " + std::to_string(n) + ", pieces of " + std::to_string(piece_bytes));
  const std::vector<HashedToken> tokens = Tokens(text);
  const std::vector<uint64_t> expected = DistinctShingles(tokens, n);

  std::vector<HashedToken> seen;
  DistinctValues shingles;
  const uint64_t count = ShingleLargeText(
      text, n, piece_bytes, nullptr,
      [&](absl::Span<const HashedToken> piece) {
        seen.insert(seen.end(), piece.begin(), piece.end());
      },
      &shingles);
  ASSERT_EQ(count, tokens.size());
  ASSERT_EQ(All(&shingles), expected);
  // Without every third one.
  ShingleExclusion excluded;
  std::vector<uint64_t> rest;
  for (size_t i = 0; i < expected.size(); ++i) {
    if (i % 3 == 0) {
      excluded.insert(expected[i]);
    } else {
      rest.push_back(expected[i]);
    }
  }
  ASSERT_EQ(ShingleLargeText(
                text, n, piece_bytes, &excluded, [](absl::Span<const HashedToken> /*piece*/) {},
                &shingles),
            tokens.size());
  ASSERT_EQ(All(&shingles), rest);
  ASSERT_TRUE(std::equal(seen.begin(), seen.end(), tokens.begin(), tokens.end(),
                         [](const HashedToken& a, const HashedToken& b) { return a == b; }));
}

TEST(ShingleLargeTextTest, EqualsShinglesOfTheWholeWhateverThePieces) {
  SCOPED_TRACE("seed 2");
  std::mt19937_64 random(2);
  for (int round = 0; round < 150; ++round) {
    const std::string text = RandomText(random() % 40, random);
    for (size_t piece_bytes = 1; piece_bytes <= text.size() + 1; ++piece_bytes) {
      for (const size_t n : {1, 2, 5, 20}) {
        ExpectSame(text, n, piece_bytes);
      }
    }
  }
}

// Lists that are made distinct on the way: of many different shingles, of few.
TEST(ShingleLargeTextTest, EqualsShinglesOfTheWholeWhereThereAreMany) {
  SCOPED_TRACE("seed 3");
  std::mt19937_64 random(3);
  for (const uint64_t words : {5, 1000000}) {
    std::string text;
    for (size_t i = 0; i < 1500000; ++i) {
      text += std::to_string(random() % words) + (i % 7 == 0 ? "\n" : " ");
    }
    for (const size_t n : {5, 17}) {
      std::vector<HashedToken> tokens = Tokens(text);
      const std::vector<uint64_t> expected = DistinctShingles(tokens, n);
      SpillBudget budget(0, ::testing::TempDir());
      DistinctValues shingles(&budget, size_t{1} << 20);
      const uint64_t count = ShingleLargeText(
          text, n, kTextPiece, nullptr, [](absl::Span<const HashedToken> /*piece*/) {}, &shingles);
      ASSERT_EQ(count, tokens.size());
      ASSERT_TRUE(All(&shingles) == expected) << words << " words, n " << n;
      ASSERT_TRUE(budget.status().ok()) << budget.status();
    }
  }
}

}  // namespace
}  // namespace reprise
