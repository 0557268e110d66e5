#ifndef REPRISE_PIPELINE_COMPARE_PAGE_H_
#define REPRISE_PIPELINE_COMPARE_PAGE_H_

#include <string>

#include "reprise/pipeline/side_by_side_html.h"

namespace reprise {

// A comparison as a page (html.h) that needs no other file: the figures in words, a list of the
// passages, and both texts with the passages marked and numbered, each linked to its counterpart.
// `comparison` is that of the two texts.
// Long texts are shown as side_by_side_html.h says. Pure.
std::string ComparePage(const Comparison& comparison, const NamedText& a, const NamedText& b);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_COMPARE_PAGE_H_
