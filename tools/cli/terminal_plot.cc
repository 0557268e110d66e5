#include "terminal_plot.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace reprise::cli {
namespace {

constexpr int kWidth = 64;
constexpr int kHeight = 10;
constexpr int kEighths = 8;
constexpr const char* kBlocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

}  // namespace

std::string AreaPlot(const std::function<double(double)>& value, const std::string& axis,
                     double mark) {
  std::string out;
  for (int row = kHeight - 1; row >= 0; --row) {
    const int percent = (row + 1) * 100 / kHeight;
    out += percent % 50 == 0 ? absl::StrFormat("%5d %% ", percent) : std::string(8, ' ');
    out += "┤";
    for (int column = 0; column < kWidth; ++column) {
      const double height = value((column + 0.5) / kWidth) * kHeight * kEighths;
      const int filled =
          std::clamp(static_cast<int>(std::lround(height)) - row * kEighths, 0, kEighths);
      out += kBlocks[filled];
    }
    while (!out.empty() && out.back() == ' ') {
      out.pop_back();
    }
    out += '\n';
  }
  out += "      0 └";
  for (int column = 0; column < kWidth; ++column) {
    out += column == std::min(kWidth - 1, static_cast<int>(mark * kWidth)) ? "┴" : "─";
  }
  out += '\n';
  const std::string label = absl::StrFormat("%.4g", mark);
  std::string scale(static_cast<size_t>(kWidth) + 10, ' ');
  const auto at = static_cast<size_t>(mark * kWidth) + 9 - std::min<size_t>(label.size() / 2, 4);
  scale.replace(std::min(at, scale.size() - label.size()), label.size(), label);
  // Both ends, where the label leaves them room.
  for (const auto& [place, end] :
       {std::make_pair(size_t{9}, '0'), std::make_pair(static_cast<size_t>(kWidth) + 8, '1')}) {
    if (scale[place - 1] == ' ' && scale[place] == ' ' && scale[place + 1] == ' ') {
      scale[place] = end;
    }
  }
  absl::StrAppend(&out, scale, "\n", std::string(9, ' '), axis, "\n");
  return out;
}

}  // namespace reprise::cli
