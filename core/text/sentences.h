#ifndef REPRISE_TEXT_SENTENCES_H_
#define REPRISE_TEXT_SENTENCES_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/text/tokenizer.h"

namespace reprise {

// A place between two tokens where a line or a sentence ends and another begins. What stands
// between `close` and `open` (blank lines) belongs to neither.
struct TextBoundary {
  size_t close = 0;  // where the one before has ended, its line break or space included
  size_t open = 0;   // where the one after begins, quotation marks and bullets included
};

// The boundaries of a text. A line break is one, unless it only wraps the text: where the
// longest line has 50 to 120 characters, a break without a blank line behind it, after a line that
// does not end a sentence and had no room for the next word. Within a line, a full stop, question
// or exclamation mark of any script (with what closes quotations and brackets) that space follows
// is one, unless the next letter is a small one or the full stop follows a single letter ("J.
// Smith", "U.S."); marks of scripts written without spaces need no space. In the spirit of UAX #29,
// which needs no dictionary either, but on the side of not cutting: a missed boundary leaves a
// sentence too many, a false one cuts into one.
//
// Immutable; safe from any thread.
class TextBoundaries {
 public:
  // `tokens` are those of `text`; both must outlive this.
  TextBoundaries(std::string_view text, absl::Span<const Token> tokens);

  // The boundary before tokens[i] (i == tokens.size(): behind the last one); none where the tokens
  // beside it stand in one sentence. Before the first token and behind the last one there is
  // always one.
  std::optional<TextBoundary> Before(size_t i) const;

  // The bytes of the whole lines and sentences within tokens [begin, end), so that cutting them
  // leaves nothing half: from the first boundary in or at the range to the last one. Empty, at the
  // range's begin, where no whole one lies within.
  ByteRange WholeSentences(size_t begin, size_t end) const;

 private:
  bool OnlyWraps(size_t line_break) const;

  std::string_view text_;
  absl::Span<const Token> tokens_;
  size_t width_ = 0;  // of the longest line, in characters; 0: lines are not wrapped
};

}  // namespace reprise

#endif  // REPRISE_TEXT_SENTENCES_H_
