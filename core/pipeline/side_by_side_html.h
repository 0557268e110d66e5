#ifndef REPRISE_PIPELINE_SIDE_BY_SIDE_HTML_H_
#define REPRISE_PIPELINE_SIDE_BY_SIDE_HTML_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "reprise/pipeline/compare.h"

namespace reprise {

// A text and what to call it.
struct NamedText {
  std::string_view name;
  std::string_view text;
};

struct SideBySideOptions {
  std::string_view id_prefix;   // of every id in the piece; a page may hold several
  int heading = 2;              // level of the headings, 1 to 6
  size_t most_passages = 2000;  // that are marked
};

// Appends two texts next to each other as a piece of a page (html.h) with the shared passages
// marked and numbered, each linked to its counterpart. `comparison` is that of the two texts.
// Passage i, from 1, has the ids <prefix>a<i> and <prefix>b<i>.
//
// Stays usable when texts are long: unshared stretches of more than 150 words are folded but for
// their ends, to be opened by the reader. Left out, which the piece says in their place, are folded
// stretches of more than 100,000 bytes and those beyond 4,000,000 bytes in all, the inside of what
// is shared for more than 20,000 words, and the marks beyond `most_passages`. Pure but for `*out`.
void AppendSideBySide(const Comparison& comparison, const NamedText& a, const NamedText& b,
                      const SideBySideOptions& options, std::string* out);

// "all", or the share of a passage's words that are the same; never "100.0 %" of what was edited.
std::string IdentityText(const Passage& passage);

// The style that the piece needs, on top of html.h.
extern const std::string_view kSideBySideStyle;

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SIDE_BY_SIDE_HTML_H_
