#ifndef REPRISE_IO_WEB_HTML_ELEMENTS_H_
#define REPRISE_IO_WEB_HTML_ELEMENTS_H_

#include <cstdint>
#include <string_view>

#include "reprise/io/web/html_flow.h"

namespace reprise {

// Elements that take part in a rule of their own; all others go by their traits.
enum class HtmlTag : uint8_t {
  kUnknown,
  kOther,
  kA,
  kBody,
  kBr,
  kButton,
  kDd,
  kDialog,
  kDt,
  kHead,
  kHeading,  // h1 to h6
  kHtml,
  kInput,
  kLi,
  kLink,
  kMath,
  kMeta,
  kP,
  kRubyPart,  // rb, rp, rt, rtc
  kSelect,
  kSvg,
  kTable,
  kCaption,
  kCell,      // td, th
  kRow,       // tr
  kRowGroup,  // tbody, thead, tfoot
  kTextarea,
  kTitle,
};
inline constexpr int kHtmlTags = static_cast<int>(HtmlTag::kTitle) + 1;

// What an element is like; bits of HtmlElement::traits.
enum HtmlTrait : uint32_t {
  kVoid = 1U << 0,           // has no content and no end tag
  kRawText = 1U << 1,        // its content has no tags
  kNotShown = 1U << 2,       // readers do not see its content
  kPreformatted = 1U << 3,   // its white space stays
  kEndsParagraph = 1U << 4,  // an open <p> ends where it begins
  kBoundary = 1U << 5,       // end tags within do not end what is open outside
  kListBoundary = 1U << 6,   // <li> within does not end one outside
  // "Special" in the standard's words: an end tag of an inline element does not reach beyond it.
  kSpecial = 1U << 7,
  kFormatting = 1U << 8,     // may be closed in another order than opened
  kEndsForeign = 1U << 9,    // begins HTML again within SVG or MathML
  kHtmlInForeign = 1U << 10  // its content within SVG or MathML is HTML
};

struct HtmlElement {
  std::string_view name;
  HtmlTag tag = HtmlTag::kUnknown;
  HtmlBreak around = HtmlBreak::kNone;  // before and behind it
  uint32_t traits = 0;

  constexpr bool Is(HtmlTrait trait) const { return (traits & trait) != 0; }
};

// What is known of elements of that name, in whatever case. Others are kUnknown, and inline; those
// of a page's own, whose names have a '-', stand apart by a space, since they mostly are blocks
// but may be within a sentence. The reference is valid forever.
const HtmlElement& FindHtmlElement(std::string_view name);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_ELEMENTS_H_
