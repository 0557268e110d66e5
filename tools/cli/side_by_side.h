#ifndef REPRISE_TOOLS_CLI_SIDE_BY_SIDE_H_
#define REPRISE_TOOLS_CLI_SIDE_BY_SIDE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "reprise/verify/passage.h"

namespace reprise::cli {

enum class ColorChoice : uint8_t { kAuto, kAlways, kNever };

// How two texts are shown.
struct ViewOptions {
  ColorChoice color = ColorChoice::kAuto;
  bool full = false;  // fold nothing, and show every passage
};

// A text of the view.
struct ViewSide {
  std::string title;  // above the column
  std::string owner;  // who has what the other text has not: "A", "the removed text"
  std::string_view text;
};

// Two texts side by side in two columns (column.h) of a terminal `width` columns wide. Passages are
// numbered by their place in the first text: each begins with its number, as in "[1]", on a row of
// its own, and on the same row on both sides unless it was moved across a longer one. With `color`
// each has a colour, and what differs within it is underlined; without, its end is marked too
// ("[/1]"), and there are no escape codes. Unless `full`, long stretches are folded to their ends
// and passages after the 20th are not marked, and the last line says so. Pure; linear in the texts.
std::string SideBySide(const ViewSide& a, const ViewSide& b, absl::Span<const Passage> passages,
                       bool full, bool color, size_t width);

// Whether to colour: as chosen; by default where standard output is a terminal that can do it
// (TERM is neither missing nor "dumb") and NO_COLOR is not set.
bool WantsColor(ColorChoice choice);

// The terminal's width, or 100 where standard output is none.
size_t TerminalWidth();

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_SIDE_BY_SIDE_H_
