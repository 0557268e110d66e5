#include "reprise/io/web/html_elements.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"

namespace reprise {
namespace {

using enum HtmlBreak;
using enum HtmlTag;

constexpr uint32_t kBlock = kSpecial | kEndsParagraph;
constexpr uint32_t kDropped = kRawText | kNotShown | kSpecial;

// In byte order of the names. Blank lines stand where browsers put margins.
constexpr HtmlElement kElements[] = {
    {"a", kA, kNone, kFormatting},
    {"address", kOther, kLine, kBlock},
    {"annotation", kOther, kNone, kNotShown},
    {"annotation-xml", kOther, kNone, kNotShown | kHtmlInForeign},
    {"applet", kOther, kSpace, kSpecial | kBoundary},
    {"area", kOther, kNone, kVoid | kSpecial},
    {"article", kOther, kBlankLine, kBlock},
    {"aside", kOther, kBlankLine, kBlock},
    {"audio", kOther, kSpace, kNotShown},
    {"b", kOther, kNone, kFormatting | kEndsForeign},
    {"base", kOther, kNone, kVoid | kSpecial},
    {"basefont", kOther, kNone, kVoid | kSpecial},
    {"bgsound", kOther, kNone, kVoid | kSpecial},
    {"big", kOther, kNone, kFormatting | kEndsForeign},
    {"blockquote", kOther, kBlankLine, kBlock | kEndsForeign},
    {"body", kBody, kLine, kSpecial | kEndsForeign},
    {"br", kBr, kNone, kVoid | kSpecial | kEndsForeign},
    {"button", kButton, kSpace, kSpecial},
    {"canvas", kOther, kSpace, kNotShown},
    {"caption", kCaption, kLine, kSpecial | kBoundary},
    {"center", kOther, kLine, kBlock | kEndsForeign},
    {"code", kOther, kNone, kFormatting | kEndsForeign},
    {"col", kOther, kNone, kVoid | kSpecial},
    {"colgroup", kOther, kNone, kSpecial},
    {"datalist", kOther, kNone, kNotShown},
    {"dd", kDd, kLine, kBlock | kEndsForeign},
    {"desc", kOther, kNone, kHtmlInForeign},
    {"details", kOther, kLine, kBlock},
    {"dialog", kDialog, kLine, kBlock},
    {"dir", kOther, kBlankLine, kBlock | kListBoundary},
    {"div", kOther, kLine, kBlock | kEndsForeign},
    {"dl", kOther, kBlankLine, kBlock | kEndsForeign},
    {"dt", kDt, kLine, kBlock | kEndsForeign},
    {"em", kOther, kNone, kFormatting | kEndsForeign},
    {"embed", kOther, kSpace, kVoid | kSpecial | kEndsForeign},
    {"fieldset", kOther, kBlankLine, kBlock},
    {"figcaption", kOther, kLine, kBlock},
    {"figure", kOther, kBlankLine, kBlock},
    {"font", kOther, kNone, kFormatting},
    {"footer", kOther, kBlankLine, kBlock},
    {"foreignobject", kOther, kNone, kHtmlInForeign | kBoundary},
    {"form", kOther, kLine, kBlock},
    {"frame", kOther, kNone, kVoid | kSpecial},
    {"frameset", kOther, kNone, kSpecial},
    {"h1", kHeading, kBlankLine, kBlock | kEndsForeign},
    {"h2", kHeading, kBlankLine, kBlock | kEndsForeign},
    {"h3", kHeading, kBlankLine, kBlock | kEndsForeign},
    {"h4", kHeading, kBlankLine, kBlock | kEndsForeign},
    {"h5", kHeading, kBlankLine, kBlock | kEndsForeign},
    {"h6", kHeading, kBlankLine, kBlock | kEndsForeign},
    {"head", kHead, kNone, kSpecial | kEndsForeign},
    {"header", kOther, kBlankLine, kBlock},
    {"hgroup", kOther, kLine, kBlock},
    {"hr", kOther, kBlankLine, kVoid | kBlock | kEndsForeign},
    {"html", kHtml, kNone, kSpecial | kBoundary},
    {"i", kOther, kNone, kFormatting | kEndsForeign},
    {"iframe", kOther, kSpace, kDropped},
    {"img", kOther, kSpace, kVoid | kSpecial | kEndsForeign},
    {"input", kInput, kSpace, kVoid | kSpecial},
    {"keygen", kOther, kSpace, kVoid | kSpecial},
    {"legend", kOther, kLine, 0},
    {"li", kLi, kLine, kBlock | kEndsForeign},
    {"link", kLink, kNone, kVoid | kSpecial},
    {"listing", kOther, kBlankLine, kBlock | kPreformatted | kEndsForeign},
    {"main", kOther, kBlankLine, kBlock},
    {"marquee", kOther, kLine, kSpecial | kBoundary},
    {"math", kMath, kNone, 0},
    {"menu", kOther, kBlankLine, kBlock | kListBoundary | kEndsForeign},
    {"meta", kMeta, kNone, kVoid | kSpecial | kEndsForeign},
    {"nav", kOther, kBlankLine, kBlock},
    {"nobr", kOther, kNone, kFormatting | kEndsForeign},
    {"noembed", kOther, kNone, kDropped},
    {"noframes", kOther, kNone, kDropped},
    {"noscript", kOther, kNone, kDropped},
    {"object", kOther, kSpace, kSpecial | kBoundary},
    {"ol", kOther, kBlankLine, kBlock | kListBoundary | kEndsForeign},
    {"optgroup", kOther, kLine, 0},
    {"option", kOther, kLine, 0},
    {"p", kP, kBlankLine, kBlock | kEndsForeign},
    {"param", kOther, kNone, kVoid | kSpecial},
    {"plaintext", kOther, kBlankLine, kBlock | kPreformatted | kRawText},
    {"pre", kOther, kBlankLine, kBlock | kPreformatted | kEndsForeign},
    {"rb", kRubyPart, kNone, 0},
    {"rp", kRubyPart, kNone, kNotShown},
    {"rt", kRubyPart, kNone, 0},
    {"rtc", kRubyPart, kNone, 0},
    {"ruby", kOther, kNone, kEndsForeign},
    {"s", kOther, kNone, kFormatting | kEndsForeign},
    {"script", kOther, kNone, kDropped},
    {"search", kOther, kLine, kBlock},
    {"section", kOther, kBlankLine, kBlock},
    {"select", kSelect, kSpace, kNotShown | kSpecial},
    {"small", kOther, kNone, kFormatting | kEndsForeign},
    {"source", kOther, kNone, kVoid | kSpecial},
    {"span", kOther, kNone, kEndsForeign},
    {"strike", kOther, kNone, kFormatting | kEndsForeign},
    {"strong", kOther, kNone, kFormatting | kEndsForeign},
    {"style", kOther, kNone, kDropped},
    {"sub", kOther, kNone, kEndsForeign},
    {"summary", kOther, kLine, kBlock},
    {"sup", kOther, kNone, kEndsForeign},
    {"svg", kSvg, kSpace, kNotShown},
    {"table", kTable, kBlankLine, kBlock | kBoundary | kListBoundary | kEndsForeign},
    {"tbody", kRowGroup, kLine, kSpecial},
    {"td", kCell, kTab, kSpecial | kBoundary | kListBoundary},
    {"template", kOther, kNone, kNotShown | kSpecial | kBoundary | kListBoundary},
    {"textarea", kTextarea, kLine, kRawText | kPreformatted | kSpecial},
    {"tfoot", kRowGroup, kLine, kSpecial},
    {"th", kCell, kTab, kSpecial | kBoundary | kListBoundary},
    {"thead", kRowGroup, kLine, kSpecial},
    {"title", kTitle, kNone, kDropped},
    {"tr", kRow, kLine, kSpecial},
    {"track", kOther, kNone, kVoid | kSpecial},
    {"tt", kOther, kNone, kFormatting | kEndsForeign},
    {"u", kOther, kNone, kFormatting | kEndsForeign},
    {"ul", kOther, kBlankLine, kBlock | kListBoundary | kEndsForeign},
    {"var", kOther, kNone, kEndsForeign},
    {"video", kOther, kSpace, kNotShown},
    {"wbr", kOther, kNone, kVoid | kSpecial},
    {"xmp", kOther, kBlankLine, kBlock | kPreformatted | kRawText},
};

constexpr HtmlElement kUnknownElement = {"", kUnknown, kNone, 0};
constexpr HtmlElement kCustomElement = {"", kUnknown, kSpace, 0};

constexpr size_t kLongestName = 16;

}  // namespace

const HtmlElement& FindHtmlElement(std::string_view name) {
  std::array<char, kLongestName> small{};
  if (name.size() <= kLongestName) {
    std::transform(name.begin(), name.end(), small.begin(),
                   [](char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); });
    const std::string_view wanted(small.data(), name.size());
    const HtmlElement* found = std::lower_bound(
        std::begin(kElements), std::end(kElements), wanted,
        [](const HtmlElement& element, std::string_view other) { return element.name < other; });
    if (found != std::end(kElements) && found->name == wanted) {
      return *found;
    }
  }
  return name.find('-') == std::string_view::npos ? kUnknownElement : kCustomElement;
}

}  // namespace reprise
