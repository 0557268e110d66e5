#ifndef REPRISE_VERIFY_RULE_H_
#define REPRISE_VERIFY_RULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

// When a document counts as a copy of another. The only place where that is decided.
struct Rule {
  // Least Jaccard; none switches this half off.
  std::optional<double> jaccard = 0.7;
  // Least share of the removed text's shingles that the kept one holds; none switches it off.
  std::optional<double> coverage = 0.9;
  // Texts of fewer tokens are never removed by coverage: a phrase is soon held by something.
  uint64_t min_coverage_tokens = 20;
};

// Counts of a verified pair: both full sets were compared. Neither set may be empty.
struct PairFigures {
  uint64_t shared = 0;
  uint64_t size_a = 0;
  uint64_t size_b = 0;

  double Jaccard() const {
    return static_cast<double>(shared) / static_cast<double>(size_a + size_b - shared);
  }
  double CoverageA() const { return static_cast<double>(shared) / static_cast<double>(size_a); }
  double CoverageB() const { return static_cast<double>(shared) / static_cast<double>(size_b); }
  // The same of B and A.
  PairFigures Reversed() const { return {shared, size_b, size_a}; }
};

// By which half of the rule a document is a copy, in the order in which a record names them.
enum class Verdict : uint8_t { kNone, kExact, kJaccard, kCoverage };

// "exact", "jaccard", "coverage"; "none".
std::string_view VerdictName(Verdict verdict);

// Whether A, of `tokens_a` tokens, is a copy of B whose text is not equal to A's. The quotients
// are compared as doubles: a correctly rounded quotient of counts below 2^33 is at least the double
// nearest to a threshold of at most six decimals exactly when the quotient is at least that
// decimal.
Verdict Decide(const PairFigures& figures, uint64_t tokens_a, const Rule& rule);

// The least number of shared shingles with which A could be a copy of B, from the sizes alone;
// above `size_a` when no number would do. Never too high, for use as a filter before verification.
uint64_t LeastShared(uint64_t size_a, uint64_t size_b, uint64_t tokens_a, const Rule& rule);

}  // namespace reprise

#endif  // REPRISE_VERIFY_RULE_H_
