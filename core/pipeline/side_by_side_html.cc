#include "reprise/pipeline/side_by_side_html.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/pipeline/fold.h"
#include "reprise/pipeline/html.h"
#include "reprise/pipeline/marked_text.h"

namespace reprise {
namespace {

constexpr size_t kMostHiddenBytes = 100'000;  // of one stretch
constexpr size_t kMostHiddenInAll = 4'000'000;
constexpr FoldRule kUnsharedRule{150, 40, 40};
constexpr FoldRule kSharedRule{20'000, 5'000, 5'000};
constexpr size_t kHues = 6;

class Writer {
 public:
  Writer(const Comparison& comparison, const SideBySideOptions& options, std::string* out)
      : comparison_(comparison), prefix_(options.id_prefix), heading_(options.heading), out_(out) {}

  void Write(const NamedText& a, const NamedText& b, const MarkedPair& marked) {
    *out_ += "<div class=\"texts\">\n";
    WriteText(a, marked.a, 'a');
    WriteText(b, marked.b, 'b');
    *out_ += "</div>\n";
  }

 private:
  void WriteText(const NamedText& named, const MarkedText& marked, char side) {
    const std::string id = absl::StrCat(prefix_, "text-", std::string(1, side));
    const char* const letter = side == 'a' ? "A" : "B";
    absl::StrAppend(out_, "<section aria-labelledby=\"", id, "\">\n<h", heading_, " id=\"", id,
                    "\">", letter, ": <bdi>", Html(named.name), "</bdi></h", heading_,
                    ">\n<div class=\"text\" dir=\"auto\" tabindex=\"0\" role=\"region\" "
                    "aria-labelledby=\"",
                    id, "\">");
    if (marked.text.empty()) {
      *out_ += "<span class=\"left-out\">This text is empty.</span>";
    }
    for (const Segment& segment : marked.segments) {
      WriteSegment(marked, segment, side);
    }
    *out_ += "</div>\n</section>\n";
  }

  void WriteSegment(const MarkedText& marked, const Segment& segment, char side) {
    const std::string_view text = marked.text.substr(segment.range.begin, segment.range.size());
    const bool shared = !segment.covers.empty();
    const Fold fold = FoldStretch(text, shared ? kSharedRule : kUnsharedRule);
    const ByteRange head{segment.range.begin, segment.range.begin + fold.head_end};
    WritePart(marked, segment, head, side);
    if (!fold.folded()) {
      return;
    }
    const ByteRange hidden{head.end, segment.range.begin + fold.tail_begin};
    const bool left_out = shared || hidden.size() > kMostHiddenBytes ||
                          hidden_bytes_ + hidden.size() > kMostHiddenInAll;
    hidden_bytes_ += left_out ? 0 : hidden.size();
    *out_ += left_out ? "<span class=\"left-out\">" : "<details><summary>";
    WriteFoldLabel(fold, shared, marked.UnmarkedIn(hidden), side);
    if (left_out) {
      *out_ += ", left out of this page</span>";
    } else {
      *out_ += "</summary><div dir=\"auto\">";
      AppendHtml(marked.text.substr(hidden.begin, hidden.size()), out_);
      *out_ += "</div></details>";
    }
    WritePart(marked, segment, {hidden.end, segment.range.end}, side);
  }

  void WriteFoldLabel(const Fold& fold, bool shared, uint64_t unmarked, char side) {
    if (fold.hidden_words == 0) {
      absl::StrAppend(out_, FormatCount(fold.tail_begin - fold.head_end),
                      " bytes without a word of their own");
      return;
    }
    *out_ += Plural(fold.hidden_words, "word");
    if (unmarked > 0) {
      absl::StrAppend(out_, " with ", Plural(unmarked, "more passage"));
    } else if (shared) {
      *out_ += " that both have";
    } else {
      absl::StrAppend(out_, " that only ", side == 'a' ? "A" : "B", " has");
    }
  }

  // Part of a segment, with the numbers of the passages that begin at its beginning.
  void WritePart(const MarkedText& marked, const Segment& segment, const ByteRange& part,
                 char side) {
    if (part.size() == 0) {
      return;
    }
    if (segment.covers.empty()) {
      AppendHtml(marked.text.substr(part.begin, part.size()), out_);
      return;
    }
    absl::StrAppend(out_, "<mark class=\"h", segment.covers.back() % kHues, "\">");
    if (part.begin == segment.range.begin) {
      for (const uint32_t passage : segment.covers) {
        if (marked.Begins(passage, segment)) {
          WriteNumber(passage, side);
        }
      }
    }
    for (const MarkedText::Piece& piece : marked.Pieces(segment, part)) {
      *out_ += piece.edited ? "<em>" : "";
      AppendHtml(marked.text.substr(piece.range.begin, piece.range.size()), out_);
      *out_ += piece.edited ? "</em>" : "";
    }
    *out_ += "</mark>";
  }

  void WriteNumber(uint32_t passage, char side) {
    const Passage& shown = comparison_.passages[passage];
    const bool exact = shown.identity >= 1.0;
    const std::string identity = exact ? "" : IdentityText(shown);
    const std::string own = absl::StrCat(prefix_, side == 'a' ? "a" : "b");
    const std::string other = absl::StrCat(prefix_, side == 'a' ? "b" : "a");
    absl::StrAppend(out_, "<a class=\"number h", passage % kHues, "\" dir=\"ltr\" id=\"", own,
                    passage + 1, "\" href=\"#", other, passage + 1, "\" aria-label=\"Passage ",
                    passage + 1, exact ? "" : ", edited, ", identity, exact ? "" : " identical",
                    ": go to it in ", side == 'a' ? "B" : "A", "\">", passage + 1,
                    exact ? "" : " · ", identity, "</a>");
  }

  const Comparison& comparison_;
  const std::string prefix_;
  const int heading_;
  uint64_t hidden_bytes_ = 0;  // folded, but in the page
  std::string* out_;
};

}  // namespace

void AppendSideBySide(const Comparison& comparison, const NamedText& a, const NamedText& b,
                      const SideBySideOptions& options, std::string* out) {
  const MarkedPair marked =
      MarkPassages(a.text, b.text, comparison.passages, options.most_passages);
  Writer(comparison, options, out).Write(a, b, marked);
}

std::string IdentityText(const Passage& passage) {
  return passage.identity >= 1.0 ? "all" : FormatPercent(std::min(passage.identity, 0.9994), 1);
}

}  // namespace reprise
