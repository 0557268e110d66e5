#ifndef REPRISE_IO_WEB_HEADER_FIELDS_H_
#define REPRISE_IO_WEB_HEADER_FIELDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace reprise {

// Blocks of "name: value" lines as HTTP/1.x (RFC 9112, section 5) and WARC (ISO 28500, section 4)
// have them. Lines end in CRLF or in LF alone. A line that begins with a space or a tab goes on
// with the value above it; a line without a colon says nothing. All functions are pure, take time
// linear in the block, and accept any bytes.

// The size of the block at the start of `bytes`, up to and with its empty line; nullopt where no
// line is empty.
std::optional<size_t> HeaderBlockSize(std::string_view bytes);

// The value of the first field of that name (upper and lower case are the same), without white
// space around it, folded lines joined by a space. nullopt where there is none.
std::optional<std::string> FindHeaderField(std::string_view block, std::string_view name);

// The values of all fields of that name, joined by ", ", which is what repeated fields mean (RFC
// 9110, section 5.3); empty where there is none.
std::string JoinHeaderFields(std::string_view block, std::string_view name);

// Whether the two are the same but for upper and lower case of ASCII letters.
bool SameIgnoringCase(std::string_view a, std::string_view b);

// Without spaces, tabs, and ends of lines around it.
std::string_view TrimSpace(std::string_view text);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HEADER_FIELDS_H_
