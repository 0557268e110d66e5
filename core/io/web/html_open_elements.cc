#include "reprise/io/web/html_open_elements.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace reprise {
namespace {

bool IsTablePart(HtmlTag tag) { return tag >= HtmlTag::kTable && tag <= HtmlTag::kRowGroup; }

}  // namespace

template <typename Matches, typename Bound>
size_t HtmlOpenElements::Find(Matches matches, Bound bound) const {
  for (size_t i = open_.size(); i-- > 0;) {
    if (matches(open_[i])) {
      return i;
    }
    if (bound(*open_[i].element)) {
      break;
    }
  }
  return open_.size();
}

void HtmlOpenElements::Open(const HtmlElement& element, std::string_view name, bool hidden,
                            HtmlBreak around) {
  if (open_.size() >= kMostOpen) {
    ++too_deep_;
    return;
  }
  bool foreign_inside = foreign();
  if (element.tag == HtmlTag::kSvg || element.tag == HtmlTag::kMath) {
    foreign_inside = true;
  } else if (element.Is(kHtmlInForeign)) {
    foreign_inside = false;
  }
  const bool unknown = element.tag == HtmlTag::kUnknown;
  open_.push_back(
      {&element, unknown ? std::string(name) : std::string(), around, hidden, foreign_inside});
  ++counts_[static_cast<size_t>(element.tag)];
  hidden_ += hidden ? 1 : 0;
  preformatted_ += element.Is(kPreformatted) ? 1 : 0;
}

HtmlBreak HtmlOpenElements::CloseOne(size_t place) {
  const Entry entry = std::move(open_[place]);
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
  --counts_[static_cast<size_t>(entry.element->tag)];
  hidden_ -= entry.hidden ? 1 : 0;
  preformatted_ -= entry.element->Is(kPreformatted) ? 1 : 0;
  return entry.hidden || hidden() ? HtmlBreak::kNone : entry.around;
}

HtmlBreak HtmlOpenElements::CloseFrom(size_t place) {
  HtmlBreak strongest = HtmlBreak::kNone;
  while (open_.size() > place) {
    strongest = std::max(strongest, CloseOne(open_.size() - 1));
  }
  return strongest;
}

HtmlBreak HtmlOpenElements::CloseTablePart(HtmlTag first, HtmlTag last) {
  size_t outermost = open_.size();
  for (size_t i = open_.size(); i-- > 0;) {
    const HtmlElement& element = *open_[i].element;
    if (element.tag == HtmlTag::kTable || element.name == "template") {
      break;
    }
    if (element.tag >= first && element.tag <= last) {
      outermost = i;
    }
  }
  return CloseFrom(outermost);
}

HtmlBreak HtmlOpenElements::CloseListItem(HtmlTag first, HtmlTag second) {
  if (!IsOpen(first) && !IsOpen(second)) {
    return HtmlBreak::kNone;
  }
  return CloseFrom(Find(
      [&](const Entry& entry) {
        return entry.element->tag == first || entry.element->tag == second;
      },
      [](const HtmlElement& element) {
        return element.Is(kSpecial) && element.tag != HtmlTag::kP && element.name != "div" &&
               element.name != "address";
      }));
}

HtmlBreak HtmlOpenElements::CloseBefore(const HtmlElement& next) {
  if (too_deep_ > 0) {
    return HtmlBreak::kNone;
  }
  const auto close_same = [&](HtmlTag tag) {
    return IsOpen(tag) ? Close(*open_[Find([&](const Entry& e) { return e.element->tag == tag; },
                                           [](const HtmlElement&) { return false; })]
                                    .element,
                               next.name)
                       : HtmlBreak::kNone;
  };
  HtmlBreak made = HtmlBreak::kNone;
  switch (next.tag) {
    case HtmlTag::kLi:
      made = CloseListItem(HtmlTag::kLi, HtmlTag::kLi);
      break;
    case HtmlTag::kDd:
    case HtmlTag::kDt:
      made = CloseListItem(HtmlTag::kDd, HtmlTag::kDt);
      break;
    case HtmlTag::kCell:
      return CloseTablePart(HtmlTag::kCaption, HtmlTag::kCell);
    case HtmlTag::kRow:
      return CloseTablePart(HtmlTag::kCaption, HtmlTag::kRow);
    case HtmlTag::kRowGroup:
    case HtmlTag::kCaption:
      return CloseTablePart(HtmlTag::kCaption, HtmlTag::kRowGroup);
    case HtmlTag::kA:
    case HtmlTag::kButton:
      return close_same(next.tag);
    case HtmlTag::kInput:
    case HtmlTag::kSelect:
    case HtmlTag::kTextarea:
      return close_same(HtmlTag::kSelect);
    case HtmlTag::kRubyPart:
      return !open_.empty() && open_.back().element->tag == HtmlTag::kRubyPart
                 ? CloseFrom(open_.size() - 1)
                 : HtmlBreak::kNone;
    default:
      break;
  }
  if (next.Is(kEndsParagraph) && IsOpen(HtmlTag::kP)) {
    const size_t place = Find([](const Entry& entry) { return entry.element->tag == HtmlTag::kP; },
                              [](const HtmlElement& element) {
                                return element.Is(kBoundary) || element.tag == HtmlTag::kButton;
                              });
    made = std::max(made, CloseFrom(place));
  }
  if (next.tag == HtmlTag::kHeading && !open_.empty() &&
      open_.back().element->tag == HtmlTag::kHeading) {
    made = std::max(made, CloseFrom(open_.size() - 1));
  }
  return made;
}

HtmlBreak HtmlOpenElements::Close(const HtmlElement& element, std::string_view name) {
  if (too_deep_ > 0) {
    --too_deep_;
    return hidden() ? HtmlBreak::kNone : element.around;
  }
  if (!IsOpen(element.tag)) {
    // "</p>" alone is an empty paragraph.
    return element.tag == HtmlTag::kP && !hidden() ? element.around : HtmlBreak::kNone;
  }
  const HtmlTag tag = element.tag;
  const auto matches = [&](const Entry& entry) {
    if (tag == HtmlTag::kHeading) {
      return entry.element->tag == tag;
    }
    return tag == HtmlTag::kUnknown
               ? entry.element->tag == tag &&
                     absl::EqualsIgnoreCase(entry.name, absl::string_view(name.data(), name.size()))
               : entry.element == &element;
  };
  const auto bounds = [&](const HtmlElement& other) {
    if (IsTablePart(tag)) {
      return other.tag == HtmlTag::kTable || other.name == "template";
    }
    if (element.Is(kSpecial) || element.Is(kFormatting)) {
      return other.Is(kBoundary) || (tag == HtmlTag::kP && other.tag == HtmlTag::kButton) ||
             (tag == HtmlTag::kLi && other.Is(kListBoundary));
    }
    return other.Is(kSpecial);
  };
  const size_t place = Find(matches, bounds);
  return element.Is(kFormatting) ? CloseAround(place) : CloseFrom(place);
}

HtmlBreak HtmlOpenElements::CloseAround(size_t place) {
  size_t end = open_.size();  // behind the innermost block
  while (end > place && !open_[end - 1].element->Is(kSpecial)) {
    --end;
  }
  if (end == place) {
    return CloseFrom(place);
  }
  HtmlBreak strongest = CloseFrom(end);
  for (size_t i = end; i-- > place;) {
    if (i == place || !(open_[i].element->Is(kFormatting) || open_[i].element->Is(kSpecial))) {
      strongest = std::max(strongest, CloseOne(i));
    }
  }
  return strongest;
}

HtmlBreak HtmlOpenElements::CloseForeign() {
  size_t place = open_.size();
  while (place > 0 && open_[place - 1].foreign_inside) {
    --place;
  }
  return CloseFrom(place);
}

}  // namespace reprise
