#include "side_by_side.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "column.h"
#include "format.h"
#include "reprise/pipeline/fold.h"
#include "reprise/pipeline/marked_text.h"
#include "reprise/pipeline/passage_order.h"

namespace reprise::cli {
namespace {

constexpr size_t kMostPassages = 20;
constexpr FoldRule kUnsharedRule{40, 12, 12};
constexpr FoldRule kSharedRule{200, 80, 40};
constexpr std::string_view kGap = " | ";

// Styles by the passage's number: of its text, of what differs in it, of its number.
struct Palette {
  std::string_view text;
  std::string_view edit;
  std::string_view number;
};
constexpr Palette kPalettes[] = {{"32", "32;1;4", "32;1;7"}, {"33", "33;1;4", "33;1;7"},
                                 {"36", "36;1;4", "36;1;7"}, {"35", "35;1;4", "35;1;7"},
                                 {"34", "34;1;4", "34;1;7"}, {"31", "31;1;4", "31;1;7"}};
constexpr std::string_view kFaint = "2";

const Palette& PaletteOf(uint32_t passage) { return kPalettes[passage % std::size(kPalettes)]; }

// Writes one text into its column, up to a place at a time.
class Flow {
 public:
  Flow(const MarkedText& marked, std::string owner, bool full, bool color, size_t width)
      : marked_(marked),
        owner_(std::move(owner)),
        full_(full),
        color_(color),
        column_(width, color) {}

  // The rows from where it stands to `end`, which must be a beginning of a passage or the end.
  std::vector<Row> RowsUntil(uint64_t end) {
    for (; next_ < marked_.segments.size() && marked_.segments[next_].range.begin < end; ++next_) {
      AddSegment(marked_.segments[next_]);
    }
    return column_.Take();
  }

  bool folded() const { return folded_; }

 private:
  void AddSegment(const Segment& segment) {
    const uint64_t begin = segment.range.begin;
    bool nested = false;
    for (const uint32_t passage : segment.covers) {
      nested = nested || !marked_.Begins(passage, segment);
    }
    for (const uint32_t passage : segment.covers) {
      if (marked_.Begins(passage, segment)) {
        if (!nested) {
          column_.EndRow();
          nested = true;  // others that begin here follow in the same row
        }
        column_.AddLabel(absl::StrCat("[", passage + 1, "]"), PaletteOf(passage).number);
        column_.AddLabel(" ", PaletteOf(passage).text);
      }
    }
    const std::string_view text = marked_.text.substr(begin, segment.range.size());
    const Fold fold = full_
                          ? Fold{text.size(), text.size(), 0}
                          : FoldStretch(text, segment.covers.empty() ? kUnsharedRule : kSharedRule);
    AddPart(segment, {begin, begin + fold.head_end});
    if (fold.folded()) {
      folded_ = true;
      column_.EndRow();
      column_.Add(FoldLabel(segment, fold), kFaint);
      column_.EndRow();
      AddPart(segment, {begin + fold.tail_begin, segment.range.end});
    }
    if (!color_) {
      for (auto passage = segment.covers.rbegin(); passage != segment.covers.rend(); ++passage) {
        if (marked_.Ends(*passage, segment)) {
          column_.AddLabel(absl::StrCat("[/", *passage + 1, "]"));
        }
      }
    }
  }

  void AddPart(const Segment& segment, const ByteRange& part) {
    for (const MarkedText::Piece& piece : marked_.Pieces(segment, part)) {
      std::string_view style;
      if (!segment.covers.empty()) {
        const Palette& palette = PaletteOf(segment.covers.back());
        style = piece.edited ? palette.edit : palette.text;
      }
      column_.Add(marked_.text.substr(piece.range.begin, piece.range.size()), style);
    }
  }

  std::string FoldLabel(const Segment& segment, const Fold& fold) const {
    if (fold.hidden_words == 0) {
      return absl::StrCat("... ", FormatBytes(static_cast<double>(fold.tail_begin - fold.head_end)),
                          " without the beginning of a word ...");
    }
    const uint64_t unmarked = marked_.UnmarkedIn(
        {segment.range.begin + fold.head_end, segment.range.begin + fold.tail_begin});
    const std::string words = absl::StrCat("... ", Plural(fold.hidden_words, "word"));
    if (unmarked > 0) {
      return absl::StrCat(words, " with ", Plural(unmarked, "more passage"), " ...");
    }
    return segment.covers.empty() ? absl::StrCat(words, " that only ", owner_, " has ...")
                                  : absl::StrCat(words, " that both have ...");
  }

  const MarkedText& marked_;
  const std::string owner_;
  const bool full_;
  const bool color_;
  Column column_;
  size_t next_ = 0;  // segment
  bool folded_ = false;
};

// Appends rows of both columns beside each other; the shorter one is filled up.
void AppendBeside(const std::vector<Row>& lefts, const std::vector<Row>& rights, size_t column,
                  std::string* out) {
  for (size_t i = 0; i < std::max(lefts.size(), rights.size()); ++i) {
    const Row none;
    const Row& left = i < lefts.size() ? lefts[i] : none;
    *out += left.text;
    out->append(column - std::min(column, left.width), ' ');
    *out += kGap;
    *out += i < rights.size() ? rights[i].text : "";
    while (out->back() == ' ') {
      out->pop_back();
    }
    *out += '\n';
  }
}

std::vector<Row> TitleRows(const std::string& title, size_t column) {
  Column rows(column, false);
  rows.Add(title);
  return rows.Take();
}

}  // namespace

std::string SideBySide(const ViewSide& a, const ViewSide& b, absl::Span<const Passage> passages,
                       bool full, bool color, size_t width) {
  const size_t column = std::max<size_t>(20, (std::max<size_t>(width, 43) - kGap.size()) / 2);
  std::string out;
  AppendBeside(TitleRows(a.title, column), TitleRows(b.title, column), column, &out);
  const Row rule{std::string(column, '-'), column};
  AppendBeside({rule}, {rule}, column, &out);

  const size_t shown = full ? passages.size() : std::min(passages.size(), kMostPassages);
  const absl::Span<const Passage> marked_passages = passages.subspan(0, shown);
  const MarkedPair marked = MarkPassages(a.text, b.text, passages, shown);
  Flow left(marked.a, a.owner, full, color, column);
  Flow right(marked.b, b.owner, full, color, column);
  const std::vector<bool> in_order = InSameOrder(marked_passages);
  for (size_t i = 0; i < shown; ++i) {
    if (in_order[i]) {
      AppendBeside(left.RowsUntil(passages[i].a.begin), right.RowsUntil(passages[i].b.begin),
                   column, &out);
    }
  }
  AppendBeside(left.RowsUntil(a.text.size()), right.RowsUntil(b.text.size()), column, &out);
  if (shown < passages.size()) {
    absl::StrAppend(&out, "\nThe first ", FormatCount(shown), " of ",
                    Plural(passages.size(), "passage"), " are marked; --full shows all.\n");
  } else if (left.folded() || right.folded()) {
    out += "\nLong stretches are folded; --full shows all.\n";
  }
  return out;
}

bool WantsColor(ColorChoice choice) {
  if (choice != ColorChoice::kAuto) {
    return choice == ColorChoice::kAlways;
  }
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') &&
         term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

size_t TerminalWidth() {
  struct winsize size {};
  constexpr size_t kDefault = 100;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kDefault;
  }
  return size.ws_col;
}

}  // namespace reprise::cli
