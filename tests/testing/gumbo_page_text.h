#ifndef REPRISE_TESTS_TESTING_GUMBO_PAGE_TEXT_H_
#define REPRISE_TESTS_TESTING_GUMBO_PAGE_TEXT_H_

#include <string>

namespace reprise {

// The text of a page, from the tree that another parser, gumbo, makes of it: what WebPage::text is
// held against. Knows fewer elements and only the hidden attribute; does not tell cells or blank
// lines from line breaks: every break between blocks is one '\n'. For pages that gumbo reads fast
// and without much recursion.
std::string GumboPageText(const std::string& html);

// A page's text with blank lines and tabs made one line break.
std::string WithoutBlankLines(const std::string& text);

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_GUMBO_PAGE_TEXT_H_
