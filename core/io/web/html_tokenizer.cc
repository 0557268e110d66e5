#include "reprise/io/web/html_tokenizer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "reprise/io/web/header_fields.h"

namespace reprise {
namespace {

bool IsLetter(std::string_view bytes, size_t pos) {
  return pos < bytes.size() && absl::ascii_isalpha(static_cast<unsigned char>(bytes[pos]));
}

// Whether a '<' there begins markup; else it is text.
bool IsMarkup(std::string_view html, size_t pos) {
  if (pos + 1 >= html.size()) {
    return false;
  }
  const char next = html[pos + 1];
  return next == '!' || next == '?' || IsLetter(html, pos + 1) ||
         (next == '/' && pos + 2 < html.size());
}

constexpr std::string_view kCdata = "[CDATA[";

}  // namespace

bool HtmlAttributes::Next(HtmlAttribute* attribute) {
  const size_t size = source_.size();
  size_t pos = position_;
  const auto pass_space = [&] {
    while (pos < size && IsHtmlSpace(source_[pos])) {
      ++pos;
    }
  };
  for (; pos < size && (IsHtmlSpace(source_[pos]) || source_[pos] == '/'); ++pos) {
    self_closing_ = source_[pos] == '/';
  }
  position_ = pos;
  if (pos == size || source_[pos] == '>') {
    return false;
  }
  self_closing_ = false;
  const size_t name = pos;
  do {  // a '=' in front belongs to the name
    ++pos;
  } while (pos < size && !IsHtmlSpace(source_[pos]) && source_[pos] != '/' && source_[pos] != '>' &&
           source_[pos] != '=');
  *attribute = {source_.substr(name, pos - name), {}};
  position_ = pos;
  pass_space();
  if (pos < size && source_[pos] == '=') {
    ++pos;
    pass_space();
    const char quote = pos < size ? source_[pos] : '>';
    size_t end = pos;
    if (quote == '"' || quote == '\'') {
      ++pos;
      end = std::min(size, source_.find(quote, pos));
    } else {
      while (end < size && !IsHtmlSpace(source_[end]) && source_[end] != '>') {
        ++end;
      }
    }
    attribute->value = source_.substr(pos, end - pos);
    position_ = quote == '"' || quote == '\'' ? std::min(size, end + 1) : end;
  }
  return true;
}

std::optional<std::string_view> FindHtmlAttribute(std::string_view attributes,
                                                  std::string_view name) {
  HtmlAttributes all(attributes);
  for (HtmlAttribute attribute; all.Next(&attribute);) {
    if (SameIgnoringCase(attribute.name, name)) {
      return attribute.value;
    }
  }
  return std::nullopt;
}

bool HtmlTokenizer::Next(bool foreign, HtmlToken* token) {
  while (position_ < html_.size()) {
    const size_t begin = position_;
    if (html_[begin] != '<' || !IsMarkup(html_, begin)) {
      size_t end = begin;
      do {
        end = std::min(html_.size(), html_.find('<', end + 1));
      } while (end < html_.size() && !IsMarkup(html_, end));
      position_ = end;
      *token = {HtmlToken::Kind::kText, html_.substr(begin, end - begin), {}, {}, false};
      return true;
    }
    if (IsLetter(html_, begin + 1) || (html_[begin + 1] == '/' && IsLetter(html_, begin + 2))) {
      return TakeTag(token);
    }
    if (foreign && html_.substr(begin + 2).starts_with(kCdata) && html_[begin + 1] == '!') {
      const size_t text = begin + 2 + kCdata.size();
      const size_t end = std::min(html_.size(), html_.find("]]>", text));
      position_ = std::min(html_.size(), end + 3);
      if (end > text) {
        *token = {HtmlToken::Kind::kText, html_.substr(text, end - text), {}, {}, false};
        return true;
      }
      continue;
    }
    PassComment(begin);
  }
  return false;
}

bool HtmlTokenizer::TakeTag(HtmlToken* token) {
  const bool is_end = html_[position_ + 1] == '/';
  const size_t name = position_ + (is_end ? 2 : 1);
  size_t end = name;
  while (end < html_.size() && !IsHtmlSpace(html_[end]) && html_[end] != '/' && html_[end] != '>') {
    ++end;
  }
  HtmlAttributes attributes(html_.substr(end));
  for (HtmlAttribute attribute; attributes.Next(&attribute);) {
  }
  const size_t close = end + attributes.position();
  position_ = std::min(html_.size(), close + 1);
  *token = {is_end ? HtmlToken::Kind::kEndTag : HtmlToken::Kind::kStartTag,
            {},
            html_.substr(name, end - name),
            html_.substr(end, close - end),
            attributes.self_closing()};
  return close < html_.size();
}

void HtmlTokenizer::PassTo(std::string_view end) {
  const size_t found = html_.find(end, position_);
  position_ = found == std::string_view::npos ? html_.size() : found + end.size();
}

void HtmlTokenizer::PassComment(size_t pos) {
  if (!html_.substr(pos).starts_with("<!--")) {
    PassTo(">");
    return;
  }
  const std::string_view inside = html_.substr(pos + 4);
  if (inside.starts_with('>') || inside.starts_with("->")) {
    PassTo(">");
    return;
  }
  // The dashes are looked for once, so that many ways to end take no longer than one.
  for (size_t dashes = pos + 4;; ++dashes) {
    dashes = html_.find("--", dashes);
    const std::string_view rest =
        dashes == std::string_view::npos ? std::string_view() : html_.substr(dashes + 2);
    if (rest.empty()) {
      position_ = html_.size();
      return;
    }
    if (rest.starts_with('>') || rest.starts_with("!>")) {
      position_ = dashes + (rest.front() == '>' ? 3 : 4);
      return;
    }
  }
}

bool HtmlTokenizer::IsTagAt(size_t pos, std::string_view prefix, std::string_view name) const {
  const size_t end = pos + prefix.size() + name.size();
  if (end >= html_.size() || !html_.substr(pos).starts_with(prefix)) {
    return false;
  }
  return SameIgnoringCase(html_.substr(pos + prefix.size(), name.size()), name) &&
         (IsHtmlSpace(html_[end]) || html_[end] == '/' || html_[end] == '>');
}

size_t HtmlTokenizer::EndOfScript(std::string_view name) const {
  // A script may be hidden in a comment, for browsers that know no scripts, and write another
  // script from within.
  bool in_comment = false;
  bool in_inner_script = false;
  for (size_t pos = position_; pos < html_.size(); ++pos) {
    if (html_[pos] == '-' && in_comment && html_.substr(pos).starts_with("-->")) {
      in_comment = false;
      in_inner_script = false;
    } else if (html_[pos] != '<') {
      continue;
    } else if (IsTagAt(pos, "</", name)) {
      if (!in_inner_script) {
        return pos;
      }
      in_inner_script = false;
    } else if (in_comment) {
      in_inner_script = in_inner_script || IsTagAt(pos, "<", name);
    } else if (html_.substr(pos).starts_with("<!--")) {
      in_comment = true;
      ++pos;  // "<!-->" is a comment that ends at once
    }
  }
  return html_.size();
}

std::string_view HtmlTokenizer::TakeRawText(std::string_view name) {
  const size_t begin = position_;
  if (SameIgnoringCase(name, "script")) {
    position_ = EndOfScript(name);
  } else {
    do {
      position_ = std::min(html_.size(), html_.find("</", position_));
    } while (position_ < html_.size() && !IsTagAt(position_, "</", name) && ++position_ != 0);
  }
  return html_.substr(begin, position_ - begin);
}

std::string_view HtmlTokenizer::TakeRest() {
  const size_t begin = position_;
  position_ = html_.size();
  return html_.substr(begin);
}

}  // namespace reprise
