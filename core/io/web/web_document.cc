#include "reprise/io/web/web_document.h"

#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "reprise/io/web/charset.h"
#include "reprise/io/web/header_fields.h"
#include "reprise/io/web/http_message.h"
#include "reprise/io/web/media_type.h"

namespace reprise {
namespace {

bool HasZeroByte(std::string_view body) {
  constexpr size_t kHead = 1445;  // as far as types are sniffed
  return body.substr(0, kHead).find('\0') != std::string_view::npos;
}

// A document as it is sent, but in UTF-8.
struct WebText {
  bool is_html = false;
  std::string text;
};

// Nullopt for what is no document.
std::optional<WebText> ReadText(std::string_view content_type, std::string_view body) {
  const bool is_typed = !TrimSpace(content_type).empty();
  const TextType type = is_typed ? TextTypeOf(content_type) : SniffTextType(body);
  if (type == TextType::kNone) {
    return std::nullopt;
  }
  const bool is_html = type == TextType::kHtml;
  const Charset& charset = DetectCharset(body, CharsetParameter(content_type));
  // UTF-16 is full of zero bytes.
  if (charset.kind != CharsetKind::kUtf16 && (is_html ? HasZeroByte(body) : LooksBinary(body))) {
    return std::nullopt;
  }
  return WebText{is_html, ToUtf8(body, charset)};
}

// False, with `*page` unchanged, where there is no text.
bool ReadPage(std::optional<WebText> source, WebPage* page) {
  if (!source.has_value()) {
    return false;
  }
  *page = {};
  if (source->is_html) {
    *page = ReadHtmlPage(std::move(source->text));
  } else {
    page->text = std::move(source->text);
  }
  return true;
}

absl::StatusOr<bool> ReadHttp(std::string_view message, WebPage* page) {
  const absl::StatusOr<HttpResponse> response = ParseHttpResponse(message);
  if (!response.ok()) {
    return response.status();
  }
  const std::string type = FindHeaderField(response->header, "Content-Type").value_or("");
  // What is no document need not be unpacked.
  if (response->status < 200 || response->status > 299 ||
      (!type.empty() && TextTypeOf(type) == TextType::kNone)) {
    return false;
  }
  std::string buffer;
  const absl::StatusOr<HttpBody> body = DecodeHttpBody(*response, BodyLimits(), &buffer);
  if (!body.ok()) {
    return body.status();
  }
  std::optional<WebText> text = ReadText(type, body->bytes);
  std::string().swap(buffer);  // no more than it has to be is in memory at once
  return ReadPage(std::move(text), page);
}

// Whatever `read` says, or that there was no memory for it.
template <typename Read>
absl::StatusOr<bool> WithinMemory(size_t size, Read read) {
  try {
    return read();
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(
        absl::StrCat("no memory for the text of a page of ", size, " bytes"));
  }
}

}  // namespace

absl::StatusOr<bool> ReadWebBody(std::string_view content_type, std::string_view body,
                                 WebPage* page) {
  return WithinMemory(body.size(), [&] { return ReadPage(ReadText(content_type, body), page); });
}

absl::StatusOr<bool> ReadHttpDocument(std::string_view message, WebPage* page) {
  return WithinMemory(message.size(), [&] { return ReadHttp(message, page); });
}

std::string UrlHost(std::string_view url) {
  const size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) {
    return {};
  }
  std::string_view host = url.substr(slashes + 3);
  host = host.substr(0, host.find_first_of("/?#\\"));
  host.remove_prefix(host.rfind('@') + 1);  // npos + 1 is 0
  // The colons within the brackets of an IPv6 address are no port.
  const size_t bracket = host.rfind(']');
  const size_t port = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::string name(host.substr(0, port));
  absl::AsciiStrToLower(&name);
  return name;
}

}  // namespace reprise
