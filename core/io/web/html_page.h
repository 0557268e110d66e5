#ifndef REPRISE_IO_WEB_HTML_PAGE_H_
#define REPRISE_IO_WEB_HTML_PAGE_H_

#include <string>

namespace reprise {

// What a web page says. All in UTF-8 where the page is.
struct WebPage {
  // What a reader sees, without line break at the end. Paragraphs, headings, list items and rows of
  // tables begin on lines of their own, with a blank line where browsers leave one; cells of a row
  // are separated by a tab. White space is one space, except in <pre> and <textarea>.
  std::string text;
  // These are empty where the page does not say.
  std::string title;          // of <title>; no part of the text
  std::string canonical_url;  // of <link rel=canonical>, else of the "og:url" property; as written
  std::string language;       // the lang attribute of <html>
};

// Reads a page, given in UTF-8 (charset.h); bytes that are not UTF-8 stay as they are, NUL is left
// out. Any bytes are a page: what is broken is understood as browsers do (HTML standard, sections
// 13.2.5 and 13.2.6), except that nothing is moved (out of tables, or where inline elements end in
// the wrong order) and an inline element that was not closed is not opened again in the next block.
//
// Not seen by a reader, and left out: scripts, styles, comments, <noscript> (scripts are on),
// <template>, <svg>, <iframe>, <video>, <audio>, <canvas>, <select>, <datalist>, <rp>, a <dialog>
// that is not open, elements with the hidden attribute or with display: none or visibility: hidden
// in their style attribute, and every attribute (alt texts too). Style sheets are not read. A style
// attribute that hides <html> or <body> does not count: a script will show them.
//
// Time is linear in the page: a start or end tag takes at most 512 steps, at most that many
// elements being open (html_open_elements.h). The text is written over the page, so that it takes
// no memory of its own, and keeps that of the page; title, URL and language take up to three times
// their size. No recursion. Pure; safe from any thread.
WebPage ReadHtmlPage(std::string html);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_PAGE_H_
