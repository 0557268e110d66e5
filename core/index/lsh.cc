#include "reprise/index/lsh.h"

#include <algorithm>
#include <cmath>

#include "reprise/text/hash.h"

namespace reprise {

double DetectionProbability(double jaccard, const LshPlan& plan) {
  const double band = std::pow(jaccard, static_cast<double>(plan.rows));
  return 1.0 - std::pow(1.0 - band, static_cast<double>(plan.bands));
}

size_t BandsNeeded(double jaccard, double recall, size_t rows) {
  const double band = std::pow(jaccard, static_cast<double>(rows));
  if (band >= 1.0) {
    return 1;
  }
  return static_cast<size_t>(std::ceil(std::log(1.0 - recall) / std::log1p(-band)));
}

LshPlan PlanLsh(double jaccard, double recall, size_t max_hashes) {
  const auto bands_for = [&](size_t rows) { return BandsNeeded(jaccard, recall, rows); };
  // Identical sets agree in every row, so more rows than this buy nothing.
  constexpr size_t kMaxRows = 32;
  LshPlan plan{bands_for(1), 1};
  for (size_t rows = 2; rows <= std::min(kMaxRows, max_hashes); ++rows) {
    const size_t bands = bands_for(rows);
    if (bands * rows > max_hashes) {
      break;
    }
    plan = {bands, rows};
  }
  return plan;
}

void BandKeys(absl::Span<const uint32_t> signature, const LshPlan& plan,
              absl::Span<uint32_t> keys) {
  for (size_t band = 0; band < plan.bands; ++band) {
    uint64_t key = band;
    for (size_t row = 0; row < plan.rows; ++row) {
      key = Mix64(key + signature[band * plan.rows + row] + 0x9e3779b97f4a7c15ULL);
    }
    keys[band] = static_cast<uint32_t>(key >> 32);
  }
}

}  // namespace reprise
