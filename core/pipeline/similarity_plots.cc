#include "reprise/pipeline/similarity_plots.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "reprise/base/figures.h"

namespace reprise {
namespace {

// Across, shares of the width, in per cent, so that drawings fit any; downwards, pixels, so that
// they stay readable.
constexpr double kLeft = 12;
constexpr double kRight = 97;
constexpr double kTop = 22;
constexpr double kBottom = 180;
constexpr double kHeight = 222;
constexpr int kCurveSteps = 200;

double Across(double jaccard) { return kLeft + jaccard * (kRight - kLeft); }
double Down(double share) { return kBottom - share * (kBottom - kTop); }
std::string Short(double value) { return absl::StrFormat("%.2f", value); }

void AppendLine(const char* kind, double x1, double y1, double x2, double y2, std::string* out) {
  absl::StrAppend(out, "<line", kind, " x1=\"", Short(x1), "%\" x2=\"", Short(x2), "%\" y1=\"",
                  Short(y1), "\" y2=\"", Short(y2), "\"/>");
}

void AppendText(double x, double y, const char* anchor, const std::string& text, std::string* out) {
  absl::StrAppend(out, "<text x=\"", Short(x), "%\" y=\"", Short(y), "\" text-anchor=\"", anchor,
                  "\">", text, "</text>");
}

// The drawing's begin, its grid and both scales. `label` says all that it shows in words.
std::string BeginPlot(const std::string& label, const std::string& half, const std::string& whole) {
  std::string out;
  absl::StrAppend(&out, "<svg class=\"similarity\" role=\"img\" aria-label=\"", label,
                  "\" width=\"100%\" height=\"", Short(kHeight), "\">");
  for (const double share : {0.5, 1.0}) {
    AppendLine("", kLeft, Down(share), kRight, Down(share), &out);
    AppendText(kLeft - 1, Down(share) + 4, "end", share < 1 ? half : whole, &out);
  }
  for (int fifth = 0; fifth <= 5; ++fifth) {
    const double x = Across(fifth / 5.0);
    AppendLine("", x, kBottom, x, kBottom + 5, &out);
    AppendText(x, kBottom + 19, "middle", absl::StrFormat("%.1f", fifth / 5.0), &out);
  }
  AppendLine(" class=\"axis\"", kLeft, kBottom, kRight, kBottom, &out);
  AppendText((kLeft + kRight) / 2, kBottom + 38, "middle", "Jaccard", &out);
  return out;
}

void AppendThreshold(double threshold, std::string* out) {
  const double x = Across(threshold);
  AppendLine(" class=\"threshold\"", x, kTop - 6, x, kBottom, out);
  AppendText(x, kTop - 10, x > 60 ? "end" : "middle", absl::StrFormat("threshold %.4g", threshold),
             out);
}

void AppendBar(const char* kind, double bin, double from, double to, const std::string& title,
               std::string* out) {
  constexpr double kWidth = (kRight - kLeft) / SimilarityHistogram::kBins;
  absl::StrAppend(out, "<rect class=\"", kind, "\" x=\"",
                  Short(Across(bin / SimilarityHistogram::kBins) + kWidth * 0.08), "%\" width=\"",
                  Short(kWidth * 0.84), "%\" y=\"", Short(Down(to)), "\" height=\"",
                  Short(Down(from) - Down(to)), "\"><title>", title, "</title></rect>");
}

}  // namespace

size_t SimilarityHistogram::Bin(double jaccard) {
  return std::min(kBins - 1, static_cast<size_t>(jaccard * kBins));
}

std::string HistogramPlot(const SimilarityHistogram& histogram, std::optional<double> threshold) {
  uint64_t most = 1;
  uint64_t by_jaccard = 0;
  uint64_t by_coverage = 0;
  for (size_t i = 0; i < SimilarityHistogram::kBins; ++i) {
    most = std::max(most, histogram.by_jaccard[i] + histogram.by_coverage[i]);
    by_jaccard += histogram.by_jaccard[i];
    by_coverage += histogram.by_coverage[i];
  }
  most += most % 2;  // so that half of it is a number
  std::string out = BeginPlot(
      absl::StrCat(Plural(by_jaccard, "removal"), " by Jaccard and ", FormatCount(by_coverage),
                   " by coverage, by the Jaccard of removed and kept document"),
      FormatCount(most / 2), FormatCount(most));
  out +=
      "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"1\" y1=\"0\" x2=\"1\" "
      "y2=\"6\"/></pattern></defs>";
  const double scale = 1.0 / static_cast<double>(most);
  for (size_t i = 0; i < SimilarityHistogram::kBins; ++i) {
    const double low = static_cast<double>(i) / SimilarityHistogram::kBins;
    const std::string range =
        absl::StrFormat(" of Jaccard %.2f to %.2f", low, low + 1.0 / SimilarityHistogram::kBins);
    const double jaccard = static_cast<double>(histogram.by_jaccard[i]) * scale;
    const double coverage = static_cast<double>(histogram.by_coverage[i]) * scale;
    const auto bin = static_cast<double>(i);
    if (jaccard > 0) {
      AppendBar("by-jaccard", bin, 0, jaccard,
                absl::StrCat(FormatCount(histogram.by_jaccard[i]), " by Jaccard,", range), &out);
    }
    if (coverage > 0) {
      AppendBar("by-coverage", bin, jaccard, jaccard + coverage,
                absl::StrCat(FormatCount(histogram.by_coverage[i]), " by coverage,", range), &out);
    }
  }
  if (threshold.has_value()) {
    AppendThreshold(*threshold, &out);
  }
  return out + "</svg>\n";
}

std::string DetectionPlot(const LshPlan& plan, double threshold) {
  std::string out =
      BeginPlot(absl::StrFormat(
                    "Chance that a pair is looked at, by its Jaccard: %s at the threshold of %.4g",
                    FormatPercent(DetectionProbability(threshold, plan), 2), threshold),
                "50 %", "100 %");
  absl::StrAppend(&out, "<svg x=\"", Short(kLeft), "%\" y=\"", Short(kTop), "\" width=\"",
                  Short(kRight - kLeft), "%\" height=\"", Short(kBottom - kTop),
                  "\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\">"
                  "<path class=\"curve\" d=\"");
  for (int step = 0; step <= kCurveSteps; ++step) {
    const double jaccard = static_cast<double>(step) / kCurveSteps;
    absl::StrAppend(&out, step == 0 ? "M" : "L", Short(jaccard * 1000), " ",
                    Short(100 - 100 * DetectionProbability(jaccard, plan)));
  }
  out += "\"/></svg>";
  AppendThreshold(threshold, &out);
  return out + "</svg>\n";
}

std::string DetectionSvg(const LshPlan& plan, double threshold) {
  std::string out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"240\" "
      "viewBox=\"0 0 760 240\"><style>svg { --text: #000; --muted: #444; --rule: #bbb; "
      "--bar: #1f5fa8; font-family: sans-serif; }";
  absl::StrAppend(&out, std::string(kSimilarityPlotStyle),
                  "</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
                  DetectionPlot(plan, threshold), "</svg>\n");
  return out;
}

const std::string_view kSimilarityPlotStyle = R"css(
.similarity { display: block; max-width: 52rem; font-size: 12px; overflow: visible; }
.similarity text { fill: var(--muted); font-variant-numeric: tabular-nums; }
.similarity line { stroke: var(--rule); }
.similarity line.axis { stroke: var(--muted); }
.similarity line.threshold { stroke: var(--text); stroke-dasharray: 4 3; }
.similarity line.hatch { stroke: var(--bar); stroke-width: 2.5; }
.similarity .by-jaccard { fill: var(--bar); }
.similarity .by-coverage { fill: url(#hatch); stroke: var(--bar); }
.similarity .curve { fill: none; stroke: var(--bar); stroke-width: 2.5;
  vector-effect: non-scaling-stroke; }
)css";

}  // namespace reprise
