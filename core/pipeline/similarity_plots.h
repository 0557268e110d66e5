#ifndef REPRISE_PIPELINE_SIMILARITY_PLOTS_H_
#define REPRISE_PIPELINE_SIMILARITY_PLOTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reprise/index/lsh.h"

namespace reprise {

// How many removals there were at which Jaccard, by the half of the rule that made them.
struct SimilarityHistogram {
  static constexpr size_t kBins = 20;
  using Counts = std::array<uint64_t, kBins>;

  // The bin of a Jaccard in [0, 1]; the last one holds 1.
  static size_t Bin(double jaccard);

  Counts by_jaccard{};
  Counts by_coverage{};
};

// Drawings over the Jaccard of a pair, from 0 to 1, as pieces of a page (html.h): SVG that fills
// the width it is given, with text of constant size. Told apart without colour. Pure; the same
// values give the same bytes.

// Bars. `threshold` is marked where there is one.
std::string HistogramPlot(const SimilarityHistogram& histogram, std::optional<double> threshold);

// The chance that a pair of that Jaccard becomes a candidate.
std::string DetectionPlot(const LshPlan& plan, double threshold);

// The same as an image of its own, black on white.
std::string DetectionSvg(const LshPlan& plan, double threshold);

// The style that the drawings need, on top of html.h.
extern const std::string_view kSimilarityPlotStyle;

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SIMILARITY_PLOTS_H_
