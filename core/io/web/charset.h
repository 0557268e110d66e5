#ifndef REPRISE_IO_WEB_CHARSET_H_
#define REPRISE_IO_WEB_CHARSET_H_

#include <string>
#include <string_view>

#include "reprise/io/web/charset_names.h"

namespace reprise {

// How the bytes of a web page are to be read. In this order of trust, as in the encoding sniffing
// of the HTML standard (section 13.2.3.2), but what is said yields where the bytes plainly speak
// against it:
// 1. a byte order mark: UTF-8, UTF-16 or UTF-32;
// 2. `declared`, a label from outside ("iso-8859-1", of an HTTP header; may be empty or unknown);
// 3. what the page says of itself (DeclaredCharset);
// 4. UTF-8 where the bytes are, or at least nine in ten of their characters beyond ASCII;
// 5. what uchardet makes of the bytes, but not UTF-16 or UTF-32;
// 6. windows-1252.
// What 2 or 3 say does not count
// - if it is UTF-8, and less than half of the characters beyond ASCII are;
// - if it is a single-byte charset or UTF-16, or a multi-byte one in which the bytes make no sense,
//   and the bytes are UTF-8 with characters beyond ASCII (in UTF-16: with or without).
//
// Never null; the pointer is valid forever. Takes time linear in the bytes. Safe from any thread.
const Charset& DetectCharset(std::string_view bytes, std::string_view declared);

// What a page says of its own charset in its first 4096 bytes: an XML declaration, <meta charset>
// or <meta http-equiv=content-type>. UTF-16 and UTF-32 mean UTF-8, since the declaration could be
// read. Null where it says nothing that is known.
const Charset* DeclaredCharset(std::string_view bytes);

// The bytes as valid UTF-8, without byte order mark. What makes no sense becomes U+FFFD, byte by
// byte (in UTF-8: by maximal subparts, like browsers). At most three bytes come out per byte. Takes
// time linear in the bytes, and memory for the result alone. Safe from any thread.
std::string ToUtf8(std::string_view bytes, const Charset& charset);

// ToUtf8 with the charset that DetectCharset finds.
std::string ToUtf8(std::string_view bytes, std::string_view declared);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_CHARSET_H_
