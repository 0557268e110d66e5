#ifndef REPRISE_IO_WEB_HTML_STYLE_H_
#define REPRISE_IO_WEB_HTML_STYLE_H_

#include <string_view>

namespace reprise {

// What the style attribute of an element says of how its text is seen.
struct HtmlStyle {
  bool hidden = false;  // display: none, visibility: hidden or collapse
  bool block = false;   // stands on lines of its own
};

// Reads the value of a style attribute, with references decoded: CSS declarations, of which the
// last one of a property counts. What makes no sense is passed over. Pure; safe from any thread.
HtmlStyle ReadHtmlStyle(std::string_view declarations);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_STYLE_H_
