#include "reprise/sketch/winnow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "reprise/text/shingler.h"

namespace reprise {
namespace {

// For every window the position that it selects, straight from the definition.
std::vector<size_t> SelectedByWindow(const std::vector<uint64_t>& shingles, size_t window) {
  std::vector<size_t> positions;
  for (size_t i = 0; i + window <= shingles.size(); ++i) {
    size_t least = i;
    for (size_t k = i; k < i + window; ++k) {
      if (shingles[k] <= shingles[least]) {
        least = k;
      }
    }
    positions.push_back(least);
  }
  return positions;
}

void ExpectWinnows(const std::vector<uint64_t>& shingles, size_t window) {
  std::vector<WinnowedShingle> selected = {{1, 2, 3, 4}};
  WinnowShingles(shingles, window, &selected);
  std::vector<size_t> by_window;
  for (size_t k = 0; k < selected.size(); ++k) {
    ASSERT_EQ(selected[k].hash, shingles.at(selected[k].position));
    ASSERT_EQ(selected[k].windows_begin, by_window.size());
    ASSERT_LT(selected[k].windows_begin, selected[k].windows_end);
    if (k > 0) {
      ASSERT_LT(selected[k - 1].position, selected[k].position);
    }
    by_window.resize(selected[k].windows_end, selected[k].position);
  }
  ASSERT_EQ(by_window, SelectedByWindow(shingles, window));
}

std::vector<uint64_t> TextOfNumber(size_t number, size_t size, size_t letters) {
  std::vector<uint64_t> text;
  for (size_t i = 0; i < size; ++i, number /= letters) {
    text.push_back(number % letters + 1);
  }
  return text;
}

size_t Power(size_t base, size_t exponent) {
  size_t power = 1;
  for (size_t i = 0; i < exponent; ++i) {
    power *= base;
  }
  return power;
}

TEST(WinnowTest, PlanCoversExactlyTheRun) {
  for (size_t tokens = 1; tokens <= 100; ++tokens) {
    const TokenWinnowing plan = PlanTokenWinnowing(tokens);
    EXPECT_EQ(plan.tokens(), tokens);
    EXPECT_GE(plan.shingle_size, 1u);
    EXPECT_GE(plan.window, 1u);
  }
  EXPECT_EQ(PlanTokenWinnowing(30).shingle_size, 15u);
}

TEST(WinnowTest, TooFewShinglesSelectNothing) {
  std::vector<WinnowedShingle> selected = {{1, 2, 3, 4}};
  WinnowShingles({}, 1, &selected);
  EXPECT_TRUE(selected.empty());
  WinnowShingles(std::vector<uint64_t>{5, 6}, 3, &selected);
  EXPECT_TRUE(selected.empty());
}

// All lists of up to seven hashes of three values, so that ties are everywhere.
TEST(WinnowTest, SelectsTheRightmostLeastOfEveryWindow) {
  for (size_t size = 0; size <= 7; ++size) {
    for (size_t number = 0; number < Power(3, size); ++number) {
      for (size_t window = 1; window <= 8; ++window) {
        ASSERT_NO_FATAL_FAILURE(ExpectWinnows(TextOfNumber(number, size, 3), window))
            << size << ' ' << number << ' ' << window;
      }
    }
  }
}

TEST(WinnowTest, SelectsTheRightmostLeastOfRandomHashes) {
  std::mt19937_64 random(1);
  for (const size_t size : {10, 100, 2000}) {
    for (const size_t window : {1, 2, 3, 16, 100}) {
      for (const uint64_t values : {uint64_t{2}, uint64_t{50}, ~uint64_t{0}}) {
        std::vector<uint64_t> shingles(size);
        for (uint64_t& shingle : shingles) {
          shingle = random() % values;
        }
        ASSERT_NO_FATAL_FAILURE(ExpectWinnows(shingles, window))
            << "seed 1, " << size << ' ' << window << ' ' << values;
      }
    }
  }
}

TEST(WinnowTest, AscendingAndDescendingHashes) {
  std::vector<uint64_t> shingles;
  for (uint64_t i = 0; i < 50; ++i) {
    shingles.push_back(i);
  }
  ASSERT_NO_FATAL_FAILURE(ExpectWinnows(shingles, 7));
  std::reverse(shingles.begin(), shingles.end());
  ASSERT_NO_FATAL_FAILURE(ExpectWinnows(shingles, 7));
}

// The shingles selected within the run of `tokens` tokens at `at`, relative to it.
std::vector<size_t> SelectedInside(const std::vector<WinnowedShingle>& selected, size_t at,
                                   size_t tokens, const TokenWinnowing& plan) {
  std::vector<size_t> inside;
  for (const WinnowedShingle& shingle : selected) {
    if (shingle.position >= at && shingle.position + plan.shingle_size <= at + tokens) {
      inside.push_back(shingle.position - at);
    }
  }
  return inside;
}

// All pairs of texts of two letters: wherever both hold the same run, they select a shingle of it
// at the same place.
TEST(WinnowTest, EqualRunsSelectACommonShingle) {
  constexpr size_t kSize = 7;
  for (size_t min_tokens = 1; min_tokens <= 5; ++min_tokens) {
    const TokenWinnowing plan = PlanTokenWinnowing(min_tokens);
    std::vector<std::vector<uint64_t>> texts;
    std::vector<std::vector<WinnowedShingle>> selections;
    for (size_t number = 0; number < Power(2, kSize); ++number) {
      texts.push_back(TextOfNumber(number, kSize, 2));
      std::vector<uint64_t> shingles;
      Shingle(texts.back(), plan.shingle_size, &shingles);
      WinnowShingles(shingles, plan.window, &selections.emplace_back());
    }
    size_t runs = 0;
    for (size_t a = 0; a < texts.size(); ++a) {
      for (size_t b = a; b < texts.size(); ++b) {
        for (size_t i = 0; i + min_tokens <= kSize; ++i) {
          for (size_t j = 0; j + min_tokens <= kSize; ++j) {
            const auto run = texts[a].begin() + static_cast<ptrdiff_t>(i);
            if (!std::equal(run, run + static_cast<ptrdiff_t>(min_tokens),
                            texts[b].begin() + static_cast<ptrdiff_t>(j))) {
              continue;
            }
            ++runs;
            const std::vector<size_t> in_a = SelectedInside(selections[a], i, min_tokens, plan);
            const std::vector<size_t> in_b = SelectedInside(selections[b], j, min_tokens, plan);
            ASSERT_TRUE(std::any_of(in_a.begin(), in_a.end(),
                                    [&](size_t place) {
                                      return std::find(in_b.begin(), in_b.end(), place) !=
                                             in_b.end();
                                    }))
                << a << ' ' << i << ' ' << b << ' ' << j << ' ' << min_tokens;
          }
        }
      }
    }
    EXPECT_GT(runs, 1000u);
  }
}

TEST(WinnowTest, DensityOnRandomHashes) {
  std::mt19937_64 random(2);
  std::vector<uint64_t> shingles(200000);
  for (uint64_t& shingle : shingles) {
    shingle = random();
  }
  std::vector<WinnowedShingle> selected;
  for (const size_t window : {1, 2, 5, 16, 50}) {
    WinnowShingles(shingles, window, &selected);
    const double density =
        static_cast<double>(selected.size()) / static_cast<double>(shingles.size());
    const double expected = 2.0 / (static_cast<double>(window) + 1);
    EXPECT_NEAR(density, expected, 0.03 * expected) << window;
  }
}

}  // namespace
}  // namespace reprise
