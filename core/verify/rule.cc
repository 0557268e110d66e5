#include "reprise/verify/rule.h"

#include <algorithm>
#include <cmath>

namespace reprise {
namespace {

// Rounds a lower bound on a count down by far more than the error of its computation.
uint64_t CountAtLeast(double bound) {
  return static_cast<uint64_t>(std::max(0.0, std::ceil(bound * (1.0 - 1e-12) - 1e-9)));
}

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExact:
      return "exact";
    case Verdict::kJaccard:
      return "jaccard";
    case Verdict::kCoverage:
      return "coverage";
    case Verdict::kNone:
      break;
  }
  return "none";
}

Verdict Decide(const PairFigures& figures, uint64_t tokens_a, const Rule& rule) {
  if (figures.size_a == 0 || figures.size_b == 0) {
    return Verdict::kNone;
  }
  if (rule.jaccard.has_value() && figures.Jaccard() >= *rule.jaccard) {
    return Verdict::kJaccard;
  }
  if (rule.coverage.has_value() && tokens_a >= rule.min_coverage_tokens &&
      figures.CoverageA() >= *rule.coverage) {
    return Verdict::kCoverage;
  }
  return Verdict::kNone;
}

uint64_t LeastShared(uint64_t size_a, uint64_t size_b, uint64_t tokens_a, const Rule& rule) {
  uint64_t least = size_a + 1;
  const uint64_t most = std::min(size_a, size_b);
  if (rule.jaccard.has_value()) {
    // shared / (a + b - shared) >= j  <=>  shared >= (a + b) j / (1 + j).
    const uint64_t needed =
        CountAtLeast(static_cast<double>(size_a + size_b) * *rule.jaccard / (1.0 + *rule.jaccard));
    least = needed <= most ? std::min(least, needed) : least;
  }
  if (rule.coverage.has_value() && tokens_a >= rule.min_coverage_tokens) {
    const uint64_t needed = CountAtLeast(static_cast<double>(size_a) * *rule.coverage);
    least = needed <= most ? std::min(least, needed) : least;
  }
  return std::max<uint64_t>(least, 1);
}

}  // namespace reprise
