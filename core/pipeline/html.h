#ifndef REPRISE_PIPELINE_HTML_H_
#define REPRISE_PIPELINE_HTML_H_

#include <string>
#include <string_view>

namespace reprise {

// Pieces of the pages that reprise writes: each is one file that needs no network and runs nothing.

// Appends `text` so that it is shown and never interpreted, within an element as well as within a
// quoted attribute. & < > " ' become references. What HTML cannot hold or would change is
// replaced: bytes that are not UTF-8, U+0000 and U+0080..9F by U+FFFD (one for each maximal
// subpart), other control characters by their picture (U+2400 and up); CR LF and CR by LF. Pure
// apart from `*out`.
void AppendHtml(std::string_view text, std::string* out);

// The same as a string.
std::string Html(std::string_view text);

// A whole page. `title` is text; `style` (CSS on top of what every page has) and `body` (HTML) are
// taken as they are. The page forbids by policy whatever it does not need: scripts, forms and
// everything from elsewhere. The style offers
//   --text --muted --rule --panel --accent --bar   colours, light or dark as the reader's system is
//   .muted, .figures (a list of term and value), .bar (a share, with --share: N%), table
// and prints black on white.
std::string HtmlPage(std::string_view title, std::string_view style, std::string_view body);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_HTML_H_
