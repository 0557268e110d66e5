#ifndef REPRISE_TOOLS_CLI_TERMINAL_PLOT_H_
#define REPRISE_TOOLS_CLI_TERMINAL_PLOT_H_

#include <functional>
#include <string>

namespace reprise::cli {

// A function from [0, 1] to [0, 1] as an area of characters, 64 wide and 10 high, with both axes in
// words; `mark`, in [0, 1], is pointed at below. UTF-8, no colour. Pure.
std::string AreaPlot(const std::function<double(double)>& value, const std::string& axis,
                     double mark);

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_TERMINAL_PLOT_H_
