#include "reprise/index/coverage_plan.h"

#include <algorithm>
#include <cmath>

namespace reprise {
namespace {

// Half of what may be lost goes to samples that share nothing, half to probes that are too few.
constexpr double kShareOfMiss = 0.5;

// For samples up to this size the bound is computed, for small ones beforehand: making the table
// takes time that grows with the square of its size.
constexpr size_t kComputed = 1024;
constexpr size_t kTabulated = 256;

// The smallest p with P(Binomial(n, q) >= p) <= miss.
size_t BinomialBound(size_t n, double q, double miss) {
  // For large samples the normal approximation is close; a standard deviation more than wanted is
  // cheap there.
  if (n > kComputed) {
    const auto mean = static_cast<double>(n) * q;
    return static_cast<size_t>(std::ceil(mean + 5.0 * std::sqrt(mean * (1.0 - q)))) + 1;
  }
  // Each term from the one before; those of the largest n begin far below what a double holds.
  long double term = std::pow(1.0L - q, static_cast<long double>(n));
  double below = 0.0;
  for (size_t p = 0; p <= n; ++p) {
    if (1.0 - below <= miss) {
      return p;
    }
    below += static_cast<double>(term);
    term *= static_cast<long double>(n - p) / static_cast<long double>(p + 1) * (q / (1.0L - q));
  }
  return n + 1;
}

size_t MayLack(double coverage, size_t shingles) {
  // A tolerance far below one shingle: 0.9 * 10 must count as 9 whatever its last bit says.
  const double needed = std::ceil(coverage * static_cast<double>(shingles) - 1e-9);
  return shingles - std::min(shingles, static_cast<size_t>(needed));
}

}  // namespace

CoveragePlan::CoveragePlan(double coverage, double recall, size_t min_shingles)
    : coverage_(coverage), miss_((1.0 - recall) * kShareOfMiss) {
  const auto shared = static_cast<double>(min_shingles - MayLack(coverage, min_shingles));
  rate_ = std::min(1.0, 1.0 - std::pow((1.0 - recall) * kShareOfMiss, 1.0 / shared));
  // A text of very few shingles must show them all.
  if (rate_ > 0.9) {
    rate_ = 1.0;
  }
  const double lacking = 1.0 - coverage;
  for (size_t n = 0; n <= kTabulated; ++n) {
    probes_.push_back(lacking <= 0.0 ? 1 : BinomialBound(n, lacking, miss_));
  }
}

size_t CoveragePlan::Probes(size_t fingerprints, size_t shingles) const {
  const size_t by_chance = fingerprints < probes_.size()
                               ? probes_[fingerprints]
                               : BinomialBound(fingerprints, 1.0 - coverage_, miss_);
  return std::min({fingerprints, by_chance, MayLack(coverage_, shingles) + 1});
}

}  // namespace reprise
