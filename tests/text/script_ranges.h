#ifndef REPRISE_TESTS_TEXT_SCRIPT_RANGES_H_
#define REPRISE_TESTS_TEXT_SCRIPT_RANGES_H_

namespace reprise {

// The code points first..last of scripts whose letters are tokens of their own, as the table has
// them.
struct ScriptRange {
  char32_t first;
  char32_t last;
};
inline constexpr ScriptRange kScriptRanges[] = {
#include "reprise/text/script_ranges.inc"
};

}  // namespace reprise

#endif  // REPRISE_TESTS_TEXT_SCRIPT_RANGES_H_
