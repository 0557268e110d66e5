#ifndef REPRISE_IO_WEB_HTML_FLOW_H_
#define REPRISE_IO_WEB_HTML_FLOW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace reprise {

// What separates two pieces of text on a page. Of several between the same two the strongest
// counts.
enum class HtmlBreak : uint8_t { kNone, kSpace, kTab, kLine, kBlankLine };

// Puts the pieces of a page's text together as a reader sees them: runs of white space are one
// space, lines have none at their ends, and no more than one blank line stands between two others.
// Not thread-safe.
class HtmlFlow {
 public:
  HtmlFlow() = default;

  // Writes the text over `room`, from its begin, and behind it where that is not enough.
  explicit HtmlFlow(std::string room) : text_(std::move(room)) {}

  // The room, of which the text has taken the first size() bytes. Views of the rest stay valid
  // until it takes more than there is.
  std::string_view room() const { return text_; }
  size_t size() const { return size_; }

  // Text within a paragraph. A no-break space is a space.
  void Append(std::string_view text);

  // Text whose spaces, tabs and line breaks stay (<pre>), except for spaces at the end of a line
  // and all blank lines of a run but one.
  void AppendPreformatted(std::string_view text);

  // Separates what comes from what was, at least so much.
  void Break(HtmlBreak at_least);

  // <br>: ends a line; at the begin of a line it is a blank one.
  void EndLine();

  // The text so far, without line break at its end; empty afterwards.
  std::string Take();

 private:
  // Appends a piece without white space that could collapse.
  void AppendSolid(std::string_view text);
  void Write(std::string_view text);

  std::string text_;
  size_t size_ = 0;  // of the text; text_ may have more room
  HtmlBreak pending_ = HtmlBreak::kNone;
  std::string spaces_;  // preformatted, before what comes next
};

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_FLOW_H_
