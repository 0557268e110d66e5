#ifndef REPRISE_IO_WEB_HTML_ENTITIES_H_
#define REPRISE_IO_WEB_HTML_ENTITIES_H_

#include <cstddef>
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
// character. What only looks like a reference, and all other bytes, stay as they are. All functions
// are pure; safe from any thread.
std::string DecodedHtml(std::string_view source, HtmlPlace place);

// Does so a piece at a time: appends until `*out` has at least `size` bytes, or the source ends,
// and returns how many bytes of `source` that took. No reference falls into two pieces, so `*out`
// may come to have a few bytes more.
size_t AppendDecodedHtml(std::string_view source, HtmlPlace place, size_t size, std::string* out);

// By how many bytes what comes out may be longer than `source`, or than any piece of it: two names
// ("&nGt;", "&nLt;") are a byte shorter than what they stand for, and no other reference is. At
// most a fifth of its size.
size_t MostDecodedGrowth(std::string_view source);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_ENTITIES_H_
