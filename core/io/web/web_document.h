#ifndef REPRISE_IO_WEB_WEB_DOCUMENT_H_
#define REPRISE_IO_WEB_WEB_DOCUMENT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "reprise/io/web/html_page.h"

namespace reprise {

// How the pages that web archives hold become text. All functions are pure and thread-safe.

// Reads a body of that type: HTML by html_page.h, plain text as it is (`page` having nothing but a
// text then), both after charset.h made them UTF-8. Without a type it is looked at (SniffTextType).
// False, with `*page` unchanged: another type, neither type nor body, or bytes that are not what is
// announced: plain text that LooksBinary; a page with a byte 0 near its beginning that is not
// UTF-16, such as an image sent as HTML. ResourceExhausted: no memory for the text.
absl::StatusOr<bool> ReadWebBody(std::string_view content_type, std::string_view body,
                                 WebPage* page);

// Reads an HTTP response with its header. False: its status is not 2xx, or ReadWebBody says so. Of
// a body that breaks off, what is there is read. InvalidArgument, ResourceExhausted: as
// ParseHttpResponse and DecodeHttpBody, with the default limits.
absl::StatusOr<bool> ReadHttpDocument(std::string_view message, WebPage* page);

// The host of a URL (RFC 3986, section 3.2.2), in small letters, without user and port; empty where
// it has none.
std::string UrlHost(std::string_view url);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_WEB_DOCUMENT_H_
