#ifndef REPRISE_PIPELINE_COMPARE_PAGE_H_
#define REPRISE_PIPELINE_COMPARE_PAGE_H_

#include <string>
#include <string_view>

#include "reprise/pipeline/compare.h"

namespace reprise {

// A text and what to call it.
struct NamedText {
  std::string_view name;
  std::string_view text;
};

// A comparison as a page (html.h) that needs no other file: the figures in words, a list of the
// passages, and both texts with the passages marked and numbered, each linked to its counterpart.
// `comparison` is that of the two texts.
//
// Stays usable when texts are long: unshared stretches of more than 150 words are folded but for
// their ends, to be opened by the reader. Left out, which the page says in their place, are folded
// stretches of more than 100,000 bytes and those beyond 4,000,000 bytes in all, the inside of what
// is shared for more than 20,000 words, and the marks of all but the first 2,000 passages. Pure.
std::string ComparePage(const Comparison& comparison, const NamedText& a, const NamedText& b);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_COMPARE_PAGE_H_
