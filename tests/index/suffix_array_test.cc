#include "reprise/index/suffix_array.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

std::vector<uint32_t> NaiveSuffixArray(const std::vector<uint32_t>& text) {
  std::vector<uint32_t> suffixes(text.size());
  std::iota(suffixes.begin(), suffixes.end(), 0u);
  std::sort(suffixes.begin(), suffixes.end(), [&](uint32_t a, uint32_t b) {
    return std::lexicographical_compare(text.begin() + a, text.end(), text.begin() + b, text.end());
  });
  return suffixes;
}

void ExpectSorts(const std::vector<uint32_t>& text, uint32_t alphabet) {
  std::vector<uint32_t> suffixes = {7, 7, 7};
  BuildSuffixArray(text, alphabet, &suffixes);
  ASSERT_EQ(suffixes, NaiveSuffixArray(text));
}

void ExpectLengths(const std::vector<uint32_t>& text, uint32_t alphabet) {
  std::vector<uint32_t> suffixes;
  BuildSuffixArray(text, alphabet, &suffixes);
  std::vector<uint32_t> expected(text.size(), 0);
  for (size_t rank = 1; rank < suffixes.size(); ++rank) {
    const uint32_t a = suffixes[rank - 1];
    const uint32_t b = suffixes[rank];
    uint32_t length = 0;
    while (text[a + length] == text[b + length] && text[a + length] != kSeparator) {
      ++length;
    }
    expected[b] = length;
  }
  std::vector<uint32_t> lengths = {9, 9};
  CommonPrefixLengths(text, suffixes, &lengths);
  ASSERT_EQ(lengths, expected);
}

std::vector<uint32_t> TextOfNumber(size_t number, size_t size, uint32_t letters) {
  std::vector<uint32_t> text;
  for (size_t i = 0; i < size; ++i, number /= letters) {
    text.push_back(static_cast<uint32_t>(number % letters));
  }
  return text;
}

// All texts of up to so many letters. Two letters make for deep recursion, many for flat.
TEST(SuffixArrayTest, SortsAllTinyTexts) {
  const std::vector<std::vector<size_t>> letters_and_size = {{1, 20}, {2, 13}, {3, 8}, {4, 6}};
  for (const std::vector<size_t>& bounds : letters_and_size) {
    size_t texts = 1;
    for (size_t size = 0; size <= bounds[1]; ++size, texts *= bounds[0]) {
      for (size_t number = 0; number < texts; ++number) {
        std::vector<uint32_t> text = TextOfNumber(number, size, static_cast<uint32_t>(bounds[0]));
        const auto alphabet = static_cast<uint32_t>(bounds[0]);
        ASSERT_NO_FATAL_FAILURE(ExpectSorts(text, alphabet)) << alphabet << ' ' << number;
        text.push_back(kSeparator);
        ASSERT_NO_FATAL_FAILURE(ExpectLengths(text, alphabet)) << alphabet << ' ' << number;
      }
    }
  }
}

TEST(SuffixArrayTest, SortsRandomTexts) {
  std::mt19937 random(1);
  for (const size_t size : {30, 500, 5000}) {
    for (const uint32_t alphabet : {2u, 3u, 10u, 1000u, 100000u}) {
      for (int round = 0; round < 5; ++round) {
        SCOPED_TRACE("seed 1, " + std::to_string(size) + ' ' + std::to_string(alphabet));
        std::vector<uint32_t> text(size);
        for (uint32_t& symbol : text) {
          symbol = static_cast<uint32_t>(random() % alphabet);
        }
        // A copy of a part of the text, so that suffixes agree for long.
        std::copy_n(text.begin(), size / 3, text.begin() + static_cast<ptrdiff_t>(size / 2));
        ASSERT_NO_FATAL_FAILURE(ExpectSorts(text, alphabet));
        text.push_back(kSeparator);
        ASSERT_NO_FATAL_FAILURE(ExpectLengths(text, alphabet));
      }
    }
  }
}

TEST(SuffixArrayTest, SortsTextsThatRepeatThemselves) {
  std::vector<uint32_t> fibonacci = {1};
  std::vector<uint32_t> before = {2};
  while (fibonacci.size() < 3000) {
    const std::vector<uint32_t> last = fibonacci;
    fibonacci.insert(fibonacci.end(), before.begin(), before.end());
    before = last;
  }
  ASSERT_NO_FATAL_FAILURE(ExpectSorts(fibonacci, 3));
  for (const size_t period : {1, 2, 3, 7, 100}) {
    std::vector<uint32_t> text;
    for (size_t i = 0; i < 2000; ++i) {
      text.push_back(static_cast<uint32_t>(1 + i % period * 31 % 11));
    }
    ASSERT_NO_FATAL_FAILURE(ExpectSorts(text, 12)) << period;
    text.push_back(kSeparator);
    ASSERT_NO_FATAL_FAILURE(ExpectLengths(text, 12)) << period;
  }
}

// Where naive sorting takes too long, each pair of neighbours is checked by its first symbols and
// the order of the rest.
TEST(SuffixArrayTest, SortsLargeTexts) {
  constexpr uint32_t kSize = 1000000;
  for (const uint32_t alphabet : {1u, 2u, 50000u}) {
    std::mt19937 random(2);
    std::vector<uint32_t> text(kSize);
    for (uint32_t& symbol : text) {
      symbol = static_cast<uint32_t>(random() % alphabet);
    }
    std::copy_n(text.begin(), kSize / 4, text.begin() + kSize / 2);
    std::vector<uint32_t> suffixes;
    BuildSuffixArray(text, alphabet, &suffixes);
    std::vector<uint32_t> ranks(kSize + 1, 0);  // that of the empty suffix is the least
    for (uint32_t rank = 0; rank < kSize; ++rank) {
      ASSERT_LT(suffixes[rank], kSize);
      ASSERT_EQ(ranks[suffixes[rank]], 0u) << "twice";
      ranks[suffixes[rank]] = rank + 1;
    }
    for (uint32_t rank = 1; rank < kSize; ++rank) {
      const uint32_t a = suffixes[rank - 1];
      const uint32_t b = suffixes[rank];
      ASSERT_TRUE(text[a] < text[b] || (text[a] == text[b] && ranks[a + 1] < ranks[b + 1]));
    }
  }
}

}  // namespace
}  // namespace reprise
