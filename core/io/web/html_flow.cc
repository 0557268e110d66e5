#include "reprise/io/web/html_flow.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "reprise/io/web/html_tokenizer.h"

namespace reprise {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

// The size of the white space that stands there; 0 for anything else.
size_t SpaceAt(std::string_view text, size_t pos) {
  if (IsHtmlSpace(text[pos])) {
    return 1;
  }
  return text[pos] == kNoBreakSpace[0] && text.substr(pos).starts_with(kNoBreakSpace)
             ? kNoBreakSpace.size()
             : 0;
}

std::string_view Separator(HtmlBreak kind) {
  switch (kind) {
    case HtmlBreak::kNone:
      return "";
    case HtmlBreak::kSpace:
      return " ";
    case HtmlBreak::kTab:
      return "\t";
    case HtmlBreak::kLine:
      return "\n";
    case HtmlBreak::kBlankLine:
      return "\n\n";
  }
  return "";
}

}  // namespace

void HtmlFlow::AppendSolid(std::string_view text) {
  if (size_ > 0) {
    Write(Separator(pending_));
  }
  pending_ = HtmlBreak::kNone;
  Write(spaces_);
  spaces_.clear();
  Write(text);
}

void HtmlFlow::Write(std::string_view text) {
  const size_t over = text.copy(text_.data() + size_, text_.size() - size_);
  text_.append(text.substr(over));
  size_ += text.size();
}

void HtmlFlow::Append(std::string_view text) {
  size_t pos = 0;
  while (pos < text.size()) {
    if (const size_t space = SpaceAt(text, pos); space > 0) {
      Break(HtmlBreak::kSpace);
      pos += space;
      continue;
    }
    size_t end = pos + 1;
    while (end < text.size() && SpaceAt(text, end) == 0) {
      ++end;
    }
    AppendSolid(text.substr(pos, end - pos));
    pos = end;
  }
}

void HtmlFlow::AppendPreformatted(std::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    if (text[pos] == '\n' || text[pos] == '\r') {
      EndLine();
      pos += text.substr(pos).starts_with("\r\n") ? 2 : 1;
    } else if (const size_t space = SpaceAt(text, pos); space > 0) {
      spaces_.push_back(text[pos] == '\t' ? '\t' : ' ');
      pos += space;
    } else {
      size_t end = pos + 1;
      while (end < text.size() && SpaceAt(text, end) == 0) {
        ++end;
      }
      AppendSolid(text.substr(pos, end - pos));
      pos = end;
    }
  }
}

void HtmlFlow::Break(HtmlBreak at_least) {
  pending_ = std::max(pending_, at_least);
  if (at_least >= HtmlBreak::kLine) {
    spaces_.clear();
  }
}

void HtmlFlow::EndLine() {
  Break(pending_ >= HtmlBreak::kLine ? HtmlBreak::kBlankLine : HtmlBreak::kLine);
}

std::string HtmlFlow::Take() {
  pending_ = HtmlBreak::kNone;
  spaces_.clear();
  text_.resize(std::exchange(size_, 0));
  return std::exchange(text_, {});
}

}  // namespace reprise
