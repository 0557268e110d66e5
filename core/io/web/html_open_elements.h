#ifndef REPRISE_IO_WEB_HTML_OPEN_ELEMENTS_H_
#define REPRISE_IO_WEB_HTML_OPEN_ELEMENTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reprise/io/web/html_elements.h"
#include "reprise/io/web/html_flow.h"

namespace reprise {

// The elements that are open at a place of a page, and which of them end where a tag says so, or
// only lets know. Follows what tree construction in the HTML standard (section 13.2.6) does to the
// extent of a page's elements; where it moves content (out of tables), content stays here.
//
// Elements deeper than kMostOpen, as browsers limit them too, count as part of the one around them.
// So each call takes bounded time, whatever the page. Not thread-safe.
class HtmlOpenElements {
 public:
  static constexpr size_t kMostOpen = 512;

  // Of what surrounds this place.
  bool hidden() const { return hidden_ > 0; }
  bool preformatted() const { return preformatted_ > 0; }
  bool foreign() const { return !open_.empty() && open_.back().foreign_inside; }  // SVG, MathML

  // Opens an element. `hidden`: readers do not see it. `around`: the break that closing it makes.
  void Open(const HtmlElement& element, std::string_view name, bool hidden, HtmlBreak around);

  // The following close elements and return the strongest break that those which were visible make.

  // What cannot be open any more where a start tag of `next` stands.
  HtmlBreak CloseBefore(const HtmlElement& next);
  // An end tag.
  HtmlBreak Close(const HtmlElement& element, std::string_view name);
  // What is SVG or MathML, up to the HTML around it.
  HtmlBreak CloseForeign();

 private:
  struct Entry {
    const HtmlElement* element;
    std::string name;  // of an unknown element
    HtmlBreak around;
    bool hidden;
    bool foreign_inside;
  };

  bool IsOpen(HtmlTag tag) const { return counts_[static_cast<size_t>(tag)] > 0; }
  // The place of the innermost entry that `matches`, if none that is a `bound` stands further in;
  // open_.size() where there is none.
  template <typename Matches, typename Bound>
  size_t Find(Matches matches, Bound bound) const;
  HtmlBreak CloseTablePart(HtmlTag first, HtmlTag last);
  HtmlBreak CloseListItem(HtmlTag first, HtmlTag second);
  // Closes everything from there on.
  HtmlBreak CloseFrom(size_t place);
  // Closes a formatting element and the inline elements within, but not the blocks, nor formatting
  // elements around them: the outcome of the standard's "adoption agency".
  HtmlBreak CloseAround(size_t place);
  // Closes one, and leaves open what is within.
  HtmlBreak CloseOne(size_t place);

  std::vector<Entry> open_;
  std::array<uint32_t, kHtmlTags> counts_{};  // per tag, of open_
  size_t too_deep_ = 0;                       // elements that are open but not in open_
  size_t hidden_ = 0;                         // of open_
  size_t preformatted_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_OPEN_ELEMENTS_H_
