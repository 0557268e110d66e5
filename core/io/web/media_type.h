#ifndef REPRISE_IO_WEB_MEDIA_TYPE_H_
#define REPRISE_IO_WEB_MEDIA_TYPE_H_

#include <string>
#include <string_view>

namespace reprise {

// The types that reprise takes text from.
enum class TextType {
  kNone,   // another type
  kPlain,  // text/plain
  kHtml,   // text/html, application/xhtml+xml and its mobile twin
};

// What the value of a Content-Type field (RFC 9110, section 8.3) names. Case, parameters and white
// space do not matter.
TextType TextTypeOf(std::string_view content_type);

// The charset that a Content-Type field names, without quotes; empty where it names none.
std::string_view CharsetParameter(std::string_view content_type);

// What a body is that nobody gave a type for, by its first 1445 bytes, as the WHATWG MIME Sniffing
// standard (sections 7.1 and 7.2) has it for pages and text: kHtml where it begins with one of the
// tags that pages begin with, kNone where it is empty or holds bytes that text does not, else
// kPlain.
TextType SniffTextType(std::string_view body);

// Whether the first 1445 bytes hold a control character that text does not, and no byte order mark
// of UTF-16 explains it.
bool LooksBinary(std::string_view body);

// Whether the body is readable as it is: not binary, and either it begins as a page does, or its
// first 32 bytes are UTF-8. Packed bytes as good as never are.
bool LooksReadable(std::string_view body);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_MEDIA_TYPE_H_
