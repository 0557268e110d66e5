#ifndef REPRISE_IO_JSON_JSON_TEXT_H_
#define REPRISE_IO_JSON_JSON_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace reprise {

// Pieces of JSON output. All are pure apart from the string they append to and may be called from
// any thread.

// Appends `value` as a JSON string with its quotes. Valid UTF-8 stays as it is; quote, backslash
// and control characters (below U+0020) are escaped. Each byte that belongs to no well-formed
// UTF-8 sequence becomes one U+FFFD (a surrogate written in three bytes therefore three), so the
// output is always valid JSON, but two values that differ in such bytes only look alike in it.
void AppendJsonString(std::string_view value, std::string* out);

// Appends `value` in decimal with exactly six decimals, whatever the locale: "0.700000". Rounds
// the exact binary value half to even. What rounds to zero has no sign; NaN and the infinities,
// which JSON cannot express, become "null".
void AppendFixed6(double value, std::string* out);

// Number of bytes (1 to 4) of the well-formed UTF-8 sequence that `bytes` begins with (Unicode 15,
// table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF); 0 if it begins with none
// or is empty.
size_t Utf8SequenceLength(std::string_view bytes);

// Whether `bytes` consists of such sequences alone; the empty string does.
bool IsUtf8(std::string_view bytes);

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_TEXT_H_
