#ifndef REPRISE_IO_JSON_JSON_TOLERANT_H_
#define REPRISE_IO_JSON_JSON_TOLERANT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace reprise {

// Corpora hold lines that a strict parser refuses although every reader of them knows what is
// meant. Such a line is rewritten into strictly valid JSON from which the original is recovered,
// so that one parser and one way of looking up members serve all lines. Tolerated are
// - within strings: bytes that are not UTF-8, control characters (NUL included), and escapes of
//   one surrogate without its partner;
// - outside strings: numbers of any size and precision.
// All else that RFC 8259 does not allow is an error.
//
// In the rewritten line the noncharacter U+FDD0 is a marker. Followed by two hex digits it stands
// for one byte, followed by 'n' at the start of a string it says that the rest is the source text
// of a number. A U+FDD0 of the line's own is written as three such bytes, hence no line can be
// mistaken. All functions may be called from any thread.

// Nesting of arrays and objects that is accepted; a level that holds nothing does not count.
inline constexpr size_t kMaxJsonDepth = 1024;

// Sets `rewritten` to a form of `line` as described, without its white space. The surrogate of a
// lone escape becomes the three bytes that UTF-8 would give it (ED A0 80 to ED BF BF). `rewritten`
// has at most about five times the length of `line`.
//
// InvalidArgumentError, with a message for people that has the byte counted from 1: the line is
// not JSON even with the above tolerated, is nested deeper than kMaxJsonDepth, or is blank.
absl::Status RewriteTolerant(std::string_view line, std::string* rewritten);

// What a string that was parsed from a rewritten line stands for.
//
// The source text of the number it stands for; nothing if it stands for a string.
std::optional<std::string_view> TolerantNumber(std::string_view parsed);
// The original string. Without a marker that is `parsed` itself; else it is put together in
// `buffer`, which the result then points into.
std::string_view TolerantString(std::string_view parsed, std::string* buffer);

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_TOLERANT_H_
