#ifndef REPRISE_TEXT_UNICODE_DATA_H_
#define REPRISE_TEXT_UNICODE_DATA_H_

#include <string>
#include <string_view>
#include <vector>

#include "reprise/text/unicode.h"

namespace reprise {

// What Unicode's data say of code points, by utf8proc and the generated script ranges: slow, and
// asked when the table of unicode.h is made and in tests. Immutable; safe from any thread.
class UnicodeData {
 public:
  // Takes some milliseconds.
  UnicodeData();

  // The entry of a code point in UnicodeTable, but for the place of an expanded fold.
  int32_t Entry(char32_t c) const;

  // UnicodeTable::ExpandedFold.
  std::string ExpandedFold(char32_t c) const;

 private:
  // Whether `c`, out of a fold, stays as it is whatever stands beside it.
  bool IsInert(char32_t c) const;

  // Code points that may merge with what precedes them when a text is composed.
  std::vector<bool> composes_;
};

// Whether a code point is default-ignorable though none is assigned to it: utf8proc holds no
// properties of these.
bool IsReservedIgnorable(char32_t c);

// FoldToken (unicode.h) by utf8proc alone, without the table: the reference that it is tested
// against. Quadratic in the length of a run of marks, and drops U+11A7 after a Hangul syllable;
// FoldToken does neither.
std::string FoldTokenReference(std::string_view token);

}  // namespace reprise

#endif  // REPRISE_TEXT_UNICODE_DATA_H_
