#include "reprise/pipeline/timeline_plot.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/pipeline/html.h"
#include "reprise/pipeline/time_axis.h"

namespace reprise {

// Text keeps its size on any screen, since only the horizontal places are shares of the width.
// Where it is narrow every second label goes.
const std::string_view kTimelinePlotStyle = R"css(
.plot { display: grid; grid-template-columns: 3.25rem minmax(0, 1fr); margin: .5rem 0;
  break-inside: avoid; }
.plot > svg { width: 100%; height: 296px; overflow: visible; display: block; }
.plot svg svg { overflow: visible; }
.plot text { font-size: 12px; fill: var(--muted); }
.plot line { stroke: var(--rule); }
.plot .axis { stroke: var(--muted); }
.plot circle { fill: var(--bar); fill-opacity: .6; stroke: var(--bar); }
.plot .first { fill: var(--text); stroke: var(--page); stroke-width: 1.5; }
.plot .curve { fill: var(--bar); fill-opacity: .18; stroke: var(--bar); stroke-width: 2;
  vector-effect: non-scaling-stroke; }
@media (max-width: 700px) { .plot .odd { display: none; } }
)css";

namespace {

// Places in pixels from the top, and shares of the width in percent.
constexpr double kTop = 10;   // of the dots
constexpr double kBand = 16;  // height of a tenth
constexpr int kBands = 10;
constexpr double kBottom = kTop + kBand * kBands;
constexpr double kCurveTop = kBottom + 20;
constexpr double kCurveBottom = kCurveTop + 60;
constexpr double kLabel = kCurveBottom + 15;
constexpr double kLeft = 2;
constexpr double kRight = 98;
constexpr int kColumns = 120;  // of dots
constexpr double kRadius = 3.2;
constexpr double kMostRadius = 9;
constexpr int kCurveSteps = 1000;
constexpr size_t kMostTicks = 6;

// At most two decimals: pages of many stories are large enough.
std::string Short(double number) { return absl::StrCat(std::round(number * 100) / 100); }

// Printings that one dot stands for.
struct Dot {
  uint64_t printings = 0;
  double place = 0;  // sum of theirs
  const Printing* first = nullptr;
  const Printing* last = nullptr;
};

class Plot {
 public:
  explicit Plot(const ReuseStory& story) : story_(story) {
    begin_ = story.printings.front().seconds;
    end_ = story.printings.back().seconds;
  }

  std::string Write() && {
    out_ = "<div class=\"plot\">";
    WriteScale();
    absl::StrAppend(&out_, "<svg role=\"img\" aria-label=\"",
                    Plural(story_.printings.size(), "printing"), " from ", FormatTime(begin_),
                    " to ", FormatTime(end_), ", each in the table below\">");
    WriteGrid();
    WriteCurve();
    WriteDots();
    out_ += "</svg></div>\n";
    return std::move(out_);
  }

 private:
  // Share of the span that has passed; the middle where there is none.
  double Passed(int64_t seconds) const {
    const double span = static_cast<double>(end_) - static_cast<double>(begin_);
    return span > 0 ? (static_cast<double>(seconds) - static_cast<double>(begin_)) / span : 0.5;
  }
  static double Percent(double passed) { return kLeft + passed * (kRight - kLeft); }

  void WriteScale() {
    out_ += "<svg aria-hidden=\"true\">";
    const auto label = [&](double y, const std::string& text) {
      absl::StrAppend(&out_, "<text x=\"90%\" y=\"", Short(y + 4), "\" text-anchor=\"end\">", text,
                      "</text>");
    };
    label(kTop, "100 %");
    label((kTop + kBottom) / 2, "50 %");
    label(kBottom, "0 %");
    label(kCurveTop, FormatCount(story_.printings.size()));
    label(kCurveBottom, "0");
    out_ += "</svg>";
  }

  void WriteLine(const char* kind, double x1, double y1, double x2, double y2) {
    absl::StrAppend(&out_, "<line", kind, " x1=\"", Short(x1), "%\" x2=\"", Short(x2), "%\" y1=\"",
                    Short(y1), "\" y2=\"", Short(y2), "\"/>");
  }

  void WriteGrid() {
    WriteLine("", 0, kTop, 100, kTop);
    WriteLine("", 0, (kTop + kBottom) / 2, 100, (kTop + kBottom) / 2);
    std::vector<TimeTick> ticks;
    if (begin_ < end_) {
      ticks = TimeTicks(begin_, end_, kMostTicks);
    }
    if (ticks.empty()) {
      ticks.push_back({begin_, FormatTime(begin_), ""});
    }
    for (size_t i = 0; i < ticks.size(); ++i) {
      const double x = Percent(Passed(ticks[i].seconds));
      WriteLine("", x, kTop, x, kCurveBottom);
      const char* const odd = i % 2 == 1 ? " class=\"odd\"" : "";
      const char* const anchor = x < 5 ? "start" : x > 95 ? "end" : "middle";
      const auto write = [&](double y, const std::string& text) {
        absl::StrAppend(&out_, "<text", odd, " x=\"", Short(x), "%\" y=\"", Short(y),
                        "\" text-anchor=\"", anchor, "\">", text, "</text>");
      };
      write(kLabel, ticks[i].label);
      // Where it changes, also for those who see every second label alone.
      const size_t back = i % 2 == 0 ? 2 : 1;
      if (i < back || ticks[i].scope != ticks[i - back].scope ||
          ticks[i].scope != ticks[i - 1].scope) {
        write(kLabel + 15, ticks[i].scope);
      }
    }
    WriteLine(" class=\"axis\"", 0, kBottom, 100, kBottom);
    WriteLine(" class=\"axis\"", 0, kCurveBottom, 100, kCurveBottom);
  }

  void WriteCurve() {
    std::vector<uint64_t> by_step(kCurveSteps + 1, 0);
    for (const Printing& printing : story_.printings) {
      ++by_step[static_cast<size_t>(std::lround(Passed(printing.seconds) * kCurveSteps))];
    }
    const double scale = 100.0 / static_cast<double>(story_.printings.size());
    absl::StrAppend(&out_, "<svg x=\"", Short(kLeft), "%\" y=\"", Short(kCurveTop), "\" height=\"",
                    Short(kCurveBottom - kCurveTop), "\" width=\"", Short(kRight - kLeft),
                    "%\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\">"
                    "<path class=\"curve\" d=\"M0 100");
    uint64_t so_far = 0;
    for (size_t step = 0; step <= kCurveSteps; ++step) {
      if (by_step[step] > 0) {
        so_far += by_step[step];
        absl::StrAppend(&out_, "H", step, "V", Short(100.0 - scale * static_cast<double>(so_far)));
      }
    }
    out_ += "H1000V100Z\"/></svg>";
  }

  void WriteDots() {
    std::map<std::pair<int, int>, Dot> dots;  // by tenth of the share and column
    for (size_t i = 1; i < story_.printings.size(); ++i) {
      const Printing& printing = story_.printings[i];
      const double passed = Passed(printing.seconds);
      const int tenth = std::clamp(static_cast<int>(printing.taken * kBands), 0, kBands - 1);
      Dot& dot = dots[{tenth, static_cast<int>(passed * kColumns)}];
      dot.first = dot.first == nullptr ? &printing : dot.first;
      dot.last = &printing;
      dot.place += passed;
      ++dot.printings;
    }
    for (const auto& [cell, dot] : dots) {
      const double count = static_cast<double>(dot.printings);
      absl::StrAppend(&out_, "<circle cx=\"", Short(Percent(dot.place / count)), "%\" cy=\"",
                      Short(kBottom - (cell.first + 0.5) * kBand), "\" r=\"",
                      Short(std::min(kMostRadius, kRadius * std::sqrt(count))), "\"><title>");
      if (dot.printings == 1) {
        AppendHtml(dot.first->source.empty() ? dot.first->id : dot.first->source, &out_);
        absl::StrAppend(&out_, ", ", FormatTime(dot.first->seconds), ", took ",
                        FormatPercent(dot.first->taken, 1));
      } else {
        absl::StrAppend(&out_, FormatCount(dot.printings), " printings, ",
                        FormatTime(dot.first->seconds), " to ", FormatTime(dot.last->seconds));
      }
      out_ += "</title></circle>";
    }
    // A nested drawing puts a shape of fixed size at a share of the width.
    absl::StrAppend(&out_, "<svg x=\"", Short(Percent(Passed(begin_))), "%\" y=\"",
                    Short(kTop + kBand / 2),
                    "\" width=\"1\" height=\"1\">"
                    "<path class=\"first\" d=\"M0 -8L8 0L0 8L-8 0Z\"><title>first printing, ",
                    FormatTime(begin_), "</title></path></svg>");
  }

  const ReuseStory& story_;
  int64_t begin_ = 0;
  int64_t end_ = 0;
  std::string out_;
};

}  // namespace

std::string TimelinePlot(const ReuseStory& story) {
  return story.printings.empty() ? "" : Plot(story).Write();
}

}  // namespace reprise
