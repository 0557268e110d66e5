#ifndef REPRISE_TOOLS_CLI_COLUMN_H_
#define REPRISE_TOOLS_CLI_COLUMN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::cli {

// A piece of text that fits into a column, with the number of terminal columns it takes.
struct Row {
  std::string text;
  size_t width = 0;
};

// Wraps text into rows of a column of a terminal. Counts terminal columns, not bytes, as wcwidth()
// does: East Asian wide characters take two, combining marks none, spacing ones one. A text cannot
// steer the terminal nor break columns: control characters are shown as '?', those that only format
// (writing directions, joiners but the non-joiner, variation selectors) are left out, and a row
// with letters that run from right to left is isolated (U+2068, U+2069), so that a terminal which
// reorders keeps to the column.
class Column {
 public:
  // `sgr` below is what makes a terminal's style ("1;32"), empty for plain; without `color` it is
  // ignored, and rows hold no escape codes.
  Column(size_t width, bool color) : width_(width), color_(color) {}

  // Appends text: line breaks are kept, long lines wrapped at blanks and beside wide characters.
  void Add(std::string_view text, std::string_view sgr = "");
  // Appends text of our own that a row is never broken in or after.
  void AddLabel(std::string_view text, std::string_view sgr = "");
  // Ends the row, if anything is in it.
  void EndRow();
  // Ends the row and returns all since the last call.
  std::vector<Row> Take();

 private:
  // What a terminal draws in one place, marks included.
  struct Glyph {
    std::string bytes;
    std::string_view sgr;
    size_t width = 0;
    bool blank = false;
    bool break_after = false;
    bool right_to_left = false;
  };

  void AddGlyph(Glyph glyph);
  void AddChar(std::string_view bytes, char32_t c, std::string_view sgr);
  // Adds a mark, `width` columns wide, to the last glyph.
  void AddMark(std::string_view bytes, size_t width, std::string_view sgr);
  // Moves the first `count` glyphs of the row to the finished ones.
  void Finish(size_t count);

  size_t width_;
  bool color_;
  std::vector<Glyph> row_;
  size_t row_width_ = 0;
  bool wrapped_ = false;  // the row goes on from one before it
  std::vector<Row> rows_;
};

}  // namespace reprise::cli

#endif  // REPRISE_TOOLS_CLI_COLUMN_H_
