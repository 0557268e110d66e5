#ifndef REPRISE_BASE_FIGURES_H_
#define REPRISE_BASE_FIGURES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// Figures as people read them, whatever the locale. All pure.

std::string FormatCount(uint64_t count);                // "1,234,567"
std::string FormatPercent(double share, int decimals);  // 0.4237, 1 -> "42.4 %"
// The same for a bound: never below, or above, what it stands for, so that "at most 0.0 %" is said
// of nothing alone, and "100.0 %" of all.
std::string FormatPercentUp(double share, int decimals);
std::string FormatPercentDown(double share, int decimals);
std::string FormatBytes(double bytes);      // "12.3 MB" (powers of 1,000)
std::string FormatSeconds(double seconds);  // "0.42 s", "71 s"

// "1 document", "2 documents".
std::string Plural(uint64_t count, std::string_view noun);

}  // namespace reprise

#endif  // REPRISE_BASE_FIGURES_H_
