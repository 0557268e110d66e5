#include "reprise/verify/rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

using Wide = unsigned __int128;

// A threshold as people write it, and as the fraction that they mean.
struct Decimal {
  double value;
  uint64_t numerator;
  uint64_t denominator;
};
constexpr Decimal kDecimals[] = {
    {0.01, 1, 100},  {0.1, 1, 10},    {0.3, 3, 10},       {0.35, 35, 100},    {0.5, 5, 10},
    {0.57, 57, 100}, {0.7, 7, 10},    {0.8, 8, 10},       {0.85, 85, 100},    {0.9, 9, 10},
    {0.95, 95, 100}, {0.99, 99, 100}, {0.333, 333, 1000}, {0.999, 999, 1000}, {1.0, 1, 1}};

// count / of >= decimal, in integers.
bool AtLeast(uint64_t count, uint64_t of, const Decimal& decimal) {
  return Wide{count} * decimal.denominator >= Wide{of} * decimal.numerator;
}

Verdict ExactVerdict(const PairFigures& figures, uint64_t tokens,
                     const std::optional<Decimal>& jaccard, const std::optional<Decimal>& coverage,
                     uint64_t min_tokens) {
  if (jaccard &&
      AtLeast(figures.shared, figures.size_a + figures.size_b - figures.shared, *jaccard)) {
    return Verdict::kJaccard;
  }
  if (coverage && tokens >= min_tokens && AtLeast(figures.shared, figures.size_a, *coverage)) {
    return Verdict::kCoverage;
  }
  return Verdict::kNone;
}

Rule MakeRule(const std::optional<Decimal>& jaccard, const std::optional<Decimal>& coverage,
              uint64_t min_tokens) {
  Rule rule;
  rule.jaccard = jaccard ? std::optional<double>(jaccard->value) : std::nullopt;
  rule.coverage = coverage ? std::optional<double>(coverage->value) : std::nullopt;
  rule.min_coverage_tokens = min_tokens;
  return rule;
}

std::string Name(const std::optional<Decimal>& jaccard, const std::optional<Decimal>& coverage) {
  return "jaccard " + (jaccard ? std::to_string(jaccard->value) : "off") + ", coverage " +
         (coverage ? std::to_string(coverage->value) : "off");
}

// Every half on its own at every decimal, both together at some, and neither.
std::vector<std::pair<std::optional<Decimal>, std::optional<Decimal>>> Thresholds() {
  std::vector<std::pair<std::optional<Decimal>, std::optional<Decimal>>> all;
  all.emplace_back(std::nullopt, std::nullopt);
  for (const Decimal& decimal : kDecimals) {
    all.emplace_back(decimal, std::nullopt);
    all.emplace_back(std::nullopt, decimal);
  }
  for (const size_t jaccard : {4, 6, 8}) {
    for (const size_t coverage : {6, 9, 14}) {
      all.emplace_back(kDecimals[jaccard], kDecimals[coverage]);
    }
  }
  return all;
}

TEST(RuleTest, DefaultsAreTheDocumentedOnes) {
  const Rule rule;
  EXPECT_EQ(rule.jaccard, 0.7);
  EXPECT_EQ(rule.coverage, 0.9);
  EXPECT_EQ(rule.min_coverage_tokens, 20u);
}

TEST(RuleTest, FiguresAreQuotients) {
  const PairFigures figures{6, 8, 24};
  EXPECT_EQ(figures.Jaccard(), 6.0 / 26.0);
  EXPECT_EQ(figures.CoverageA(), 0.75);
  EXPECT_EQ(figures.CoverageB(), 0.25);
}

TEST(RuleTest, VerdictsHaveNames) {
  EXPECT_EQ(VerdictName(Verdict::kNone), "none");
  EXPECT_EQ(VerdictName(Verdict::kExact), "exact");
  EXPECT_EQ(VerdictName(Verdict::kJaccard), "jaccard");
  EXPECT_EQ(VerdictName(Verdict::kCoverage), "coverage");
}

TEST(RuleTest, DecidesAllSmallPairsAsFractionsDo) {
  constexpr uint64_t kMost = 41;
  for (const auto& [jaccard, coverage] : Thresholds()) {
    SCOPED_TRACE(Name(jaccard, coverage));
    const Rule rule = MakeRule(jaccard, coverage, 20);
    for (uint64_t a = 1; a <= kMost; ++a) {
      for (uint64_t b = 1; b <= kMost; ++b) {
        for (uint64_t shared = 0; shared <= std::min(a, b); ++shared) {
          for (const uint64_t tokens : {19, 20}) {
            const PairFigures figures{shared, a, b};
            ASSERT_EQ(Decide(figures, tokens, rule),
                      ExactVerdict(figures, tokens, jaccard, coverage, 20))
                << shared << ' ' << a << ' ' << b << ' ' << tokens;
          }
        }
      }
    }
  }
}

// Up to 2^32 shingles and six decimals, one shingle around the threshold, where doubles would be
// the first to go wrong.
TEST(RuleTest, DecidesLargePairsAsFractionsDo) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200000; ++round) {
    uint64_t denominator = 1;
    for (uint64_t digits = random() % 7; digits > 0; --digits) {
      denominator *= 10;
    }
    const uint64_t numerator = 1 + random() % denominator;
    // The double that reading the decimal gives: the correctly rounded quotient.
    const Decimal decimal{static_cast<double>(numerator) / static_cast<double>(denominator),
                          numerator, denominator};
    const uint64_t a = 1 + (random() & 0xffffffff) % ((uint64_t{1} << (1 + random() % 32)) - 1);
    const auto near = static_cast<uint64_t>(Wide{a} * numerator / denominator);
    for (uint64_t shared = near - std::min<uint64_t>(near, 1); shared <= std::min(a, near + 2);
         ++shared) {
      const std::string trace = "seed 1, round " + std::to_string(round) + ", shared " +
                                std::to_string(shared) + " of " + std::to_string(a);
      const PairFigures inside{shared, a, shared + random() % 1000 + 1};
      ASSERT_EQ(Decide(inside, 20, MakeRule(std::nullopt, decimal, 20)),
                ExactVerdict(inside, 20, std::nullopt, decimal, 20))
          << trace;
      // The same quotient as a Jaccard: the second set lies inside the first.
      const PairFigures subset{shared, a, shared};
      if (shared > 0) {
        ASSERT_EQ(Decide(subset, 20, MakeRule(decimal, std::nullopt, 20)),
                  ExactVerdict(subset, 20, decimal, std::nullopt, 20))
            << trace;
      }
    }
  }
}

TEST(RuleTest, EmptySetsAreNeverCopies) {
  const Rule anything = MakeRule(kDecimals[0], kDecimals[0], 0);
  EXPECT_EQ(Decide({0, 0, 0}, 0, anything), Verdict::kNone);
  EXPECT_EQ(Decide({0, 0, 5}, 0, anything), Verdict::kNone);
  EXPECT_EQ(Decide({0, 5, 0}, 30, anything), Verdict::kNone);
}

// The least number of shared shingles is the one that counting up finds, or more than there are.
TEST(RuleTest, LeastSharedIsExact) {
  constexpr uint64_t kMost = 60;
  for (const auto& [jaccard, coverage] : Thresholds()) {
    SCOPED_TRACE(Name(jaccard, coverage));
    const Rule rule = MakeRule(jaccard, coverage, 20);
    for (uint64_t a = 1; a <= kMost; ++a) {
      for (uint64_t b = 1; b <= kMost; ++b) {
        for (const uint64_t tokens : {19, 20}) {
          uint64_t least = 1;
          while (least <= std::min(a, b) && Decide({least, a, b}, tokens, rule) == Verdict::kNone) {
            ++least;
          }
          const uint64_t expected = least <= std::min(a, b) ? least : a + 1;
          ASSERT_EQ(LeastShared(a, b, tokens, rule), expected) << a << ' ' << b << ' ' << tokens;
        }
      }
    }
  }
}

// For large sizes it may be a shingle too low, never too high.
TEST(RuleTest, LeastSharedOfLargeSetsIsNeverTooHigh) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 100000; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    const Decimal& decimal = kDecimals[random() % std::size(kDecimals)];
    const uint64_t a = 1000 + (random() & 0xffffffff);
    const uint64_t b = a - random() % (a / 500);
    // The least that an exact count would ask for.
    const auto needed = [](Wide of, Wide numerator, Wide denominator) {
      return static_cast<uint64_t>((of * numerator + denominator - 1) / denominator);
    };
    const uint64_t by_coverage = needed(a, decimal.numerator, decimal.denominator);
    const uint64_t by_jaccard =
        needed(Wide{a} + b, decimal.numerator, decimal.numerator + decimal.denominator);
    if (by_coverage <= b) {
      const uint64_t least = LeastShared(a, b, 20, MakeRule(std::nullopt, decimal, 20));
      ASSERT_LE(least, by_coverage);
      ASSERT_GE(least + 1, by_coverage);
    }
    if (by_jaccard <= b) {
      const uint64_t least = LeastShared(a, b, 20, MakeRule(decimal, std::nullopt, 20));
      ASSERT_LE(least, by_jaccard);
      ASSERT_GE(least + 1, by_jaccard);
    }
  }
}

}  // namespace
}  // namespace reprise
