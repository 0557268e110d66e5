#include "reprise/text/shingler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "hwy/highway.h"
#include "reprise/base/simd.h"
#include "reprise/text/hash.h"
#include "testing/forced_target.h"

namespace reprise {
namespace {

std::vector<uint64_t> Shingles(const std::vector<uint64_t>& tokens, size_t n) {
  std::vector<uint64_t> shingles = {1, 2, 3};  // must go
  Shingle(tokens, n, &shingles);
  return shingles;
}

uint64_t Power(uint64_t base, size_t exponent) {
  uint64_t power = 1;
  for (size_t i = 0; i < exponent; ++i) {
    power *= base;
  }
  return power;
}

// Each shingle for itself, term by term: the width w is the coefficient of the highest power.
std::vector<uint64_t> NaiveShingles(const std::vector<uint64_t>& tokens, size_t n) {
  constexpr uint64_t kBase = 0x9e3779b97f4a7c15;
  std::vector<uint64_t> shingles;
  const size_t width = std::min(n, tokens.size());
  for (size_t begin = 0; width > 0 && begin + width <= tokens.size(); ++begin) {
    uint64_t sum = width * Power(kBase, width);
    for (size_t i = 0; i < width; ++i) {
      sum += tokens[begin + i] * Power(kBase, width - 1 - i);
    }
    shingles.push_back(Mix64(sum));
  }
  return shingles;
}

std::vector<uint64_t> RandomTokens(size_t size, std::mt19937_64& random) {
  std::vector<uint64_t> tokens(size);
  for (uint64_t& token : tokens) {
    token = random();
  }
  return tokens;
}

TEST(ShinglerTest, CountIsOnePerStartingToken) {
  EXPECT_EQ(ShingleCount(0, 1), 0U);
  EXPECT_EQ(ShingleCount(0, 5), 0U);
  EXPECT_EQ(ShingleCount(1, 5), 1U);
  EXPECT_EQ(ShingleCount(4, 5), 1U);
  EXPECT_EQ(ShingleCount(5, 5), 1U);
  EXPECT_EQ(ShingleCount(6, 5), 2U);
  EXPECT_EQ(ShingleCount(6, 1), 6U);
  EXPECT_EQ(ShingleCount(3, SIZE_MAX), 1U);
  EXPECT_EQ(kDefaultShingleSize, 5U);
}

TEST(ShinglerTest, EqualsThePolynomialTermByTerm) {
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  for (size_t n = 1; n <= 40; ++n) {  // narrow shingles are computed anew, those above 16 roll
    for (size_t size = 0; size <= 60; ++size) {
      const std::vector<uint64_t> tokens = RandomTokens(size, random);
      ASSERT_EQ(Shingles(tokens, n), NaiveShingles(tokens, n)) << n << " of " << size;
      ASSERT_EQ(Shingles(tokens, n).size(), ShingleCount(size, n));
    }
  }
  const std::vector<uint64_t> tokens = RandomTokens(3000, random);
  for (const size_t n : {1, 5, 16, 17, 100, 2999, 3000, 3001}) {
    ASSERT_EQ(Shingles(tokens, n), NaiveShingles(tokens, n)) << n;
  }
  ASSERT_EQ(Shingles(tokens, SIZE_MAX), NaiveShingles(tokens, SIZE_MAX));
}

TEST(ShinglerTest, EqualsThePolynomialOnEveryTarget) {
  const std::vector<int64_t> targets = hwy::SupportedAndGeneratedTargets();
  ASSERT_FALSE(targets.empty());
  for (const int64_t target : targets) {
    const testing::ForcedTarget forced(target);
    ASSERT_EQ(SimdTarget(), hwy::TargetName(target));
    SCOPED_TRACE(std::string(SimdTarget()) + ", seed 4");
    std::mt19937_64 random(4);
    for (const size_t n : {1, 2, 5, 16}) {
      for (size_t size = 0; size <= 100; ++size) {
        const std::vector<uint64_t> tokens = RandomTokens(size, random);
        ASSERT_EQ(Shingles(tokens, n), NaiveShingles(tokens, n)) << n << " of " << size;
      }
    }
  }
}

TEST(ShinglerTest, SameTokensSameShingleWhereverTheyStand) {
  SCOPED_TRACE("seed 2");
  std::mt19937_64 random(2);
  for (const size_t n : {1, 5, 16, 17, 30}) {
    const std::vector<uint64_t> passage = RandomTokens(n + 3, random);
    const std::vector<uint64_t> expected = Shingles(passage, n);
    for (const size_t before : {0, 1, 20}) {
      std::vector<uint64_t> text = RandomTokens(before, random);
      text.insert(text.end(), passage.begin(), passage.end());
      text.push_back(random());
      const std::vector<uint64_t> shingles = Shingles(text, n);
      for (size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(shingles[before + i], expected[i]) << n << " after " << before;
      }
    }
  }
}

TEST(ShinglerTest, OrderAndNumberCount) {
  const uint64_t a = HashToken("a");
  const uint64_t b = HashToken("b");
  // All texts of up to four of two tokens and of the hash 0, as one shingle each: all differ.
  std::set<uint64_t> seen;
  size_t texts = 0;
  for (size_t size = 1; size <= 4; ++size) {
    for (size_t code = 0; code < Power(3, size); ++code) {
      std::vector<uint64_t> text;
      for (size_t i = 0, rest = code; i < size; ++i, rest /= 3) {
        text.push_back(rest % 3 == 0 ? 0 : rest % 3 == 1 ? a : b);
      }
      const std::vector<uint64_t> shingles = Shingles(text, 5);
      ASSERT_EQ(shingles.size(), 1U);
      seen.insert(shingles[0]);
      ++texts;
    }
  }
  EXPECT_EQ(texts, 120U);
  EXPECT_EQ(seen.size(), texts);
}

TEST(ShinglerTest, ATextBelowNTokensIsItsOwnWidth) {
  const std::vector<uint64_t> tokens = {11, 22, 33};
  for (const size_t n : {3, 4, 5, 16, 17, 1000}) {
    EXPECT_EQ(Shingles(tokens, n), Shingles(tokens, 3)) << n;
  }
  EXPECT_TRUE(Shingles({}, 5).empty());
}

TEST(ShinglerTest, Pinned) {
  std::vector<uint64_t> words;
  for (const char* word : {"the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"}) {
    words.push_back(HashToken(word));
  }
  EXPECT_EQ(Shingles(words, 1)[0], 0xa8b0fb9196d76fd9U);
  EXPECT_EQ(Shingles(words, 1)[6], 0xa8b0fb9196d76fd9U);
  EXPECT_EQ(Shingles(words, 5),
            (std::vector<uint64_t>{0x75882af08c93e9a7, 0x13cd86c43e9f7ff4, 0xf360c7eea84d5bd5,
                                   0x95d0ba671aa3bffc, 0x722c42b6cf5701b5}));
  EXPECT_EQ(Shingles(words, 10), std::vector<uint64_t>{0x2b81a29f09544992});

  std::vector<uint64_t> tokens;
  for (uint64_t i = 1; i <= 19; ++i) {
    tokens.push_back(Mix64(i));
  }
  EXPECT_EQ(Shingles(tokens, 16), (std::vector<uint64_t>{0x41d8c537fcf8b76a, 0x1d2364766b6ac4a4,
                                                         0xdec63168f7ddae07, 0xeff1d85d79e20c0b}));
  EXPECT_EQ(Shingles(tokens, 17),
            (std::vector<uint64_t>{0xe71fc2b72a6758b2, 0xa899fc72828766b8, 0x192d0d082237c606}));
  EXPECT_EQ(Shingles({0}, 1), std::vector<uint64_t>{0xe220a8397b1dcdaf});
  EXPECT_EQ(Shingles({0, 0}, 5), std::vector<uint64_t>{0xc7fbe989d950a6c1});
}

}  // namespace
}  // namespace reprise
