#ifndef REPRISE_IO_WEB_HTML_ENTITIES_H_
#define REPRISE_IO_WEB_HTML_ENTITIES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// Where a character reference stands. An attribute's value is often a URL, "?a=1&copy=2", in which
// a name without ';' before a letter, a digit or '=' stands for itself.
enum class HtmlPlace : uint8_t { kText, kAttribute };

// Appends `source`, a piece of HTML without tags, with its character references replaced as the
// HTML standard's tokenizer does (section 13.2.5.72 and following): "&amp;", "&eacute" without ';'
// where that is allowed, "&#233;", "&#xE9;", 128 to 159 as in windows-1252, U+FFFD for what is no
// character. What only looks like a reference, and all other bytes, stay as they are. What comes
// out is at most a fifth longer than `source`. Pure; safe from any thread.
void AppendDecodedHtml(std::string_view source, HtmlPlace place, std::string* out);

// The same as a string of its own.
std::string DecodedHtml(std::string_view source, HtmlPlace place);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_ENTITIES_H_
