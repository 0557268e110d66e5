#include "reprise/io/web/media_type.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "reprise/base/utf8.h"
#include "reprise/io/web/header_fields.h"

namespace reprise {
namespace {

// How far the standard looks.
constexpr size_t kSniffed = 1445;

constexpr std::array<std::string_view, 3> kHtmlTypes = {"text/html", "application/xhtml+xml",
                                                        "application/vnd.wap.xhtml+xml"};

// A page begins with one of them, followed by a space or '>'.
constexpr std::array<std::string_view, 16> kTagsOfPages = {
    "<!DOCTYPE HTML", "<HTML", "<HEAD",  "<SCRIPT", "<IFRAME", "<H1",   "<DIV", "<FONT",
    "<TABLE",         "<A",    "<STYLE", "<TITLE",  "<B",      "<BODY", "<BR",  "<P"};

bool IsBinaryByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x08 || byte == 0x0B || (byte >= 0x0E && byte <= 0x1A) ||
         (byte >= 0x1C && byte <= 0x1F);
}

bool BeginsWithTag(std::string_view body, std::string_view tag) {
  return body.size() > tag.size() && SameIgnoringCase(body.substr(0, tag.size()), tag) &&
         (body[tag.size()] == '>' || TrimSpace(body.substr(tag.size(), 1)).empty());
}

}  // namespace

TextType TextTypeOf(std::string_view content_type) {
  const std::string_view type = TrimSpace(content_type.substr(0, content_type.find_first_of(";,")));
  if (SameIgnoringCase(type, "text/plain")) {
    return TextType::kPlain;
  }
  const bool is_html =
      std::any_of(kHtmlTypes.begin(), kHtmlTypes.end(),
                  [&](std::string_view html) { return SameIgnoringCase(type, html); });
  return is_html ? TextType::kHtml : TextType::kNone;
}

std::string_view CharsetParameter(std::string_view content_type) {
  constexpr std::string_view kName = "charset";
  while (!content_type.empty()) {
    const size_t semicolon = content_type.find(';');
    content_type.remove_prefix(semicolon == std::string_view::npos ? content_type.size()
                                                                   : semicolon + 1);
    std::string_view parameter =
        TrimSpace(content_type.substr(0, content_type.find_first_of(";,")));
    if (!SameIgnoringCase(parameter.substr(0, kName.size()), kName)) {
      continue;
    }
    parameter = TrimSpace(parameter.substr(kName.size()));
    if (!parameter.starts_with('=')) {
      continue;
    }
    parameter = TrimSpace(parameter.substr(1));
    const char quote = parameter.empty() ? '\0' : parameter.front();
    if (quote == '"' || quote == '\'') {
      parameter.remove_prefix(1);
      parameter = parameter.substr(0, parameter.find(quote));
    }
    return TrimSpace(parameter);
  }
  return {};
}

TextType SniffTextType(std::string_view body) {
  const std::string_view trimmed = TrimSpace(WithoutByteOrderMark(body.substr(0, kSniffed)));
  const bool is_html =
      trimmed.starts_with("<!--") ||
      std::any_of(kTagsOfPages.begin(), kTagsOfPages.end(),
                  [&](std::string_view tag) { return BeginsWithTag(trimmed, tag); });
  if (is_html) {
    return TextType::kHtml;
  }
  return body.empty() || LooksBinary(body) ? TextType::kNone : TextType::kPlain;
}

bool LooksBinary(std::string_view body) {
  if (body.starts_with("\xFE\xFF") || body.starts_with("\xFF\xFE")) {
    return false;
  }
  const std::string_view head = body.substr(0, kSniffed);
  return std::any_of(head.begin(), head.end(), IsBinaryByte);
}

bool LooksReadable(std::string_view body) {
  constexpr size_t kHead = 32;
  if (LooksBinary(body)) {
    return false;
  }
  if (SniffTextType(body) == TextType::kHtml) {
    return true;
  }
  DecodedChar decoded;
  for (size_t at = 0; at < body.size() && at < kHead; at += decoded.size) {
    decoded = DecodeUtf8(body, at);
    if (!decoded.valid) {
      return false;
    }
  }
  return true;
}

}  // namespace reprise
