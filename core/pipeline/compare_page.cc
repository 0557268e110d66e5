#include "reprise/pipeline/compare_page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/pipeline/fold.h"
#include "reprise/pipeline/html.h"
#include "reprise/pipeline/passage_order.h"

namespace reprise {
namespace {

constexpr size_t kMostPassages = 2000;
constexpr size_t kOpenList = 12;  // a longer list of passages is folded

class PageWriter {
 public:
  PageWriter(const Comparison& comparison, const NamedText& a, const NamedText& b)
      : comparison_(comparison),
        a_(a),
        b_(b),
        count_(std::min(comparison.passages.size(), kMostPassages)) {}

  std::string Write() && {
    WriteHeader();
    out_ += "<main>\n";
    WritePassages();
    SideBySideOptions options;
    options.most_passages = kMostPassages;
    AppendSideBySide(comparison_, a_, b_, options, &out_);
    out_ += "</main>\n<footer>Written by reprise.</footer>\n";
    return HtmlPage(absl::StrCat("Compared: ", Absl(a_.name), " and ", Absl(b_.name)),
                    kSideBySideStyle, out_);
  }

 private:
  static absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

  void WriteShare(const char* label, const std::string& sentence, double share) {
    const std::string percent = FormatPercent(share, 1);
    absl::StrAppend(&out_, "<div class=\"share\"><span>", label,
                    "</span><span class=\"bar\" role=\"img\" aria-label=\"", sentence,
                    "\" style=\"--share:", share * 100.0, "%\"></span><span>", percent,
                    "</span></div>\n");
  }

  void WriteHeader() {
    const std::string of_a = FormatPercent(comparison_.coverage_a, 1) + " of A is in B";
    const std::string of_b = FormatPercent(comparison_.coverage_b, 1) + " of B is from A";
    absl::StrAppend(&out_, "<header>\n<h1>What two texts share</h1>\n<p>A: <bdi>", Html(a_.name),
                    "</bdi> (", Plural(comparison_.tokens_a, "word"), ")<br>B: <bdi>",
                    Html(b_.name), "</bdi> (", Plural(comparison_.tokens_b, "word"), ")</p>\n");
    if (comparison_.tokens_a == 0 || comparison_.tokens_b == 0) {
      out_ +=
          "<p class=\"lead\">A text without words has nothing in common with any other.</p>\n"
          "</header>\n";
      return;
    }
    absl::StrAppend(&out_, "<p class=\"lead\"><strong>", of_a, "; ", of_b, ".</strong>");
    if (comparison_.equal) {
      out_ += " The texts are equal, byte for byte.";
    } else if (comparison_.variant) {
      out_ += " They differ in figures alone.";
    }
    out_ += "</p>\n";
    WriteShare("of A, in B", of_a, comparison_.coverage_a);
    WriteShare("of B, from A", of_b, comparison_.coverage_b);
    absl::StrAppend(&out_, "<dl class=\"figures\"><div><dt>Jaccard</dt><dd>",
                    FormatPercent(comparison_.jaccard, 1),
                    "</dd></div><div><dt>SimHash distance</dt><dd>", comparison_.simhash_distance,
                    " of 64 bits</dd></div><div><dt>By the rule</dt><dd>",
                    VerdictText('A', 'B', comparison_.a_as_copy), "; ",
                    VerdictText('B', 'A', comparison_.b_as_copy), "</dd></div></dl>\n</header>\n");
  }

  static std::string VerdictText(char copy, char original, Verdict verdict) {
    const std::string names[] = {std::string(1, copy), std::string(1, original)};
    return verdict == Verdict::kNone ? absl::StrCat(names[0], " is no copy of ", names[1])
                                     : absl::StrCat(names[0], " is a copy of ", names[1], " (",
                                                    Absl(VerdictName(verdict)), ")");
  }

  // The list: number, size, identity, first words, with links into both texts.
  void WritePassages() {
    out_ += "<section aria-labelledby=\"passages\">\n<h2 id=\"passages\">Shared passages</h2>\n";
    const size_t all = comparison_.passages.size();
    if (all == 0) {
      out_ += "<p>There is no shared passage that is long enough to be listed.</p>\n</section>\n";
      return;
    }
    if (all > count_) {
      absl::StrAppend(&out_, "<p>The first ", FormatCount(count_), " of ", FormatCount(all),
                      " passages are marked and listed.</p>\n");
    }
    absl::StrAppend(&out_, "<details", count_ <= kOpenList ? " open" : "", "><summary>",
                    Plural(all, "passage"),
                    "</summary>\n<table><thead><tr><th scope=\"col\">Passage</th>"
                    "<th scope=\"col\" class=\"n\">Words</th>"
                    "<th scope=\"col\" class=\"n\">Identical</th>"
                    "<th scope=\"col\">Begins with</th></tr></thead>\n<tbody>\n");
    const std::vector<bool> in_order =
        InSameOrder(absl::MakeConstSpan(comparison_.passages).subspan(0, count_));
    for (size_t i = 0; i < count_; ++i) {
      const Passage& passage = comparison_.passages[i];
      const std::string_view text = a_.text.substr(passage.a.begin, passage.a.size());
      const Fold fold = FoldStretch(text.substr(0, 2000), {10, 10, 0});
      absl::StrAppend(&out_, "<tr><td>", i + 1, in_order[i] ? "" : ", moved", ": <a href=\"#a",
                      i + 1, "\" aria-label=\"Passage ", i + 1, " in A\">A</a> <a href=\"#b", i + 1,
                      "\" aria-label=\"Passage ", i + 1, " in B\">B</a></td><td class=\"n\">",
                      FormatCount(passage.tokens), "</td><td class=\"n\">", IdentityText(passage),
                      "</td><td><bdi>", Html(text.substr(0, fold.head_end)),
                      fold.head_end < text.size() ? "…" : "", "</bdi></td></tr>\n");
    }
    out_ += "</tbody></table></details>\n</section>\n";
  }

  const Comparison& comparison_;
  const NamedText& a_;
  const NamedText& b_;
  const size_t count_;  // passages that are marked
  std::string out_;
};

}  // namespace

std::string ComparePage(const Comparison& comparison, const NamedText& a, const NamedText& b) {
  return PageWriter(comparison, a, b).Write();
}

}  // namespace reprise
