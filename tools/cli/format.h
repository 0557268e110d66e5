#ifndef REPRISE_TOOLS_CLI_FORMAT_H_
#define REPRISE_TOOLS_CLI_FORMAT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace reprise::cli {

// Figures as people read them. All pure.

std::string FormatCount(uint64_t count);                // "1,234,567"
std::string FormatBytes(double bytes);                  // "12.3 MB" (powers of 1,000)
std::string FormatPercent(double share, int decimals);  // 0.4237, 1 -> "42.4 %"
std::string FormatDuration(double seconds);             // "0:07", "1:02:03"
std::string FormatSeconds(double seconds);              // "0.42 s", "71 s"

// "1 document", "2 documents".
std::string Plural(uint64_t count, std::string_view noun);

// absl's functions take their own view.
inline absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// Two texts side by side in two columns of a terminal `width` columns wide, line breaks kept,
// long lines wrapped at blanks. Counts terminal columns, not bytes; control characters are shown
// as '?', so that a text cannot steer the terminal.
std::string SideBySide(std::string_view left_title, std::string_view left,
                       std::string_view right_title, std::string_view right, size_t width);

// The terminal's width, or 100 where standard output is none.
size_t TerminalWidth();

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_FORMAT_H_
