#include "reprise/pipeline/dedup_page.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reprise/base/figures.h"
#include "reprise/base/version.h"
#include "reprise/pipeline/html.h"
#include "reprise/pipeline/side_by_side_html.h"
#include "reprise/text/unicode.h"

namespace reprise {
namespace {

constexpr size_t kMostLosses = 100;
constexpr size_t kOpenLosses = 8;    // a longer table is folded
constexpr size_t kMostMarked = 500;  // passages of one example
constexpr size_t kBarDigits = 1;

constexpr std::string_view kStyle = R"css(
.lead { font-size: 1.125rem; }
.half { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2rem; }
.loss { width: 40%; }
.key { white-space: nowrap; }
.key span { display: inline-block; width: .9em; height: .9em; border: 1px solid var(--bar);
  vertical-align: -1px; margin-inline: .5em .3em; }
.key .solid { background: var(--bar); print-color-adjust: exact; }
.key .hatched { background: repeating-linear-gradient(45deg, var(--bar) 0 2px, transparent 2px 5px);
  print-color-adjust: exact; }
.example { border-top: 1px solid var(--rule); margin-top: 1.5rem; }
@media (max-width: 700px) { .half { grid-template-columns: minmax(0, 1fr); } }
)css";

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string Threshold(const std::optional<double>& threshold) {
  return threshold.has_value() ? absl::StrCat(*threshold) : "off";
}

void AppendFigure(std::string_view term, const std::string& value, std::string* out) {
  absl::StrAppend(out, "<div><dt>", Html(term), "</dt><dd>", value, "</dd></div>");
}

void AppendBar(double share, const std::string& label, std::string* out) {
  absl::StrAppend(out, "<span class=\"bar\" role=\"img\" aria-label=\"", label,
                  "\" style=\"--share:", share * 100.0, "%\"></span>");
}

void AppendOverview(const DedupReport& report, const DedupRequest& request, std::string* out) {
  const Rule rule = EffectiveRule(request.settings);
  const double removed = Share(report.removed, report.documents);
  absl::StrAppend(out, "<header>\n<h1>What was removed, and why</h1>\n<p class=\"lead\"><strong>",
                  FormatCount(report.removed), " of ", Plural(report.documents, "document"),
                  request.dry_run ? " would be removed (" : " removed (",
                  FormatPercent(removed, kBarDigits), "), ", FormatCount(report.kept),
                  " kept.</strong></p>\n<p>");
  AppendBar(removed, FormatPercent(removed, kBarDigits) + " removed", out);
  *out += "</p>\n";
  if (report.removed != 0) {
    absl::StrAppend(
        out,
        "<p>Each is justified by one document that was kept, named in removals.jsonl with the ",
        "figures that prove it. At most ",
        FormatPercentUp(Share(report.unheld_shingles, report.removed_shingles), 1),
        " of the removed text is lost: the kept documents named do not hold it.</p>\n");
  }
  *out += "<dl class=\"figures\">";
  AppendFigure("equal, byte for byte", FormatCount(report.removed_exact), out);
  AppendFigure("nearly equal (Jaccard " + Threshold(rule.jaccard) + ")",
               FormatCount(report.removed_jaccard), out);
  AppendFigure("contained (coverage " + Threshold(rule.coverage) + ")",
               FormatCount(report.removed_coverage), out);
  AppendFigure("differ in figures alone", FormatCount(report.removed_variants), out);
  AppendFigure("kept without words", FormatCount(report.empty_documents), out);
  AppendFigure("malformed, set aside", FormatCount(report.rejected), out);
  AppendFigure("read", FormatBytes(static_cast<double>(report.bytes)), out);
  AppendFigure("removed", FormatBytes(static_cast<double>(report.removed_bytes)), out);
  if (request.trim_repeats) {
    AppendFigure("repeats cut",
                 absl::StrCat(FormatCount(report.trimmed_repeats), " (",
                              FormatBytes(static_cast<double>(report.trimmed_bytes)), ")"),
                 out);
  }
  *out += "</dl>\n</header>\n";
}

void AppendHistogramTable(const SimilarityHistogram& histogram, std::string* out) {
  *out +=
      "<details><summary>The same as a table</summary>\n<table><thead><tr>"
      "<th scope=\"col\">Jaccard</th><th scope=\"col\" class=\"n\">Removed by Jaccard</th>"
      "<th scope=\"col\" class=\"n\">By coverage</th></tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < SimilarityHistogram::kBins; ++i) {
    if (histogram.by_jaccard[i] + histogram.by_coverage[i] != 0) {
      const double from = static_cast<double>(i) / SimilarityHistogram::kBins;
      absl::StrAppend(out, "<tr><td>", from, " to ", from + 1.0 / SimilarityHistogram::kBins,
                      "</td><td class=\"n\">", FormatCount(histogram.by_jaccard[i]),
                      "</td><td class=\"n\">", FormatCount(histogram.by_coverage[i]),
                      "</td></tr>\n");
    }
  }
  *out += "</tbody></table></details>\n";
}

void AppendPlots(const DedupReport& report, const Settings& settings,
                 const DedupPageContent& content, std::string* out) {
  *out += "<div class=\"half\">\n";
  if (report.removed_jaccard + report.removed_coverage != 0) {
    *out +=
        "<section aria-labelledby=\"similar\">\n<h2 id=\"similar\">How alike removed and kept "
        "documents are</h2>\n<p class=\"muted\">Removals by the Jaccard of the two documents: "
        "<span class=\"key\"><span class=\"solid\"></span>by Jaccard</span> "
        "<span class=\"key\"><span class=\"hatched\"></span>by coverage</span> (one text inside "
        "another, hence a low Jaccard).";
    if (report.removed_exact != 0) {
      absl::StrAppend(out, " Not drawn: ", FormatCount(report.removed_exact), " of equal text.");
    }
    *out += "</p>\n";
    *out += HistogramPlot(content.histogram, settings.rule.jaccard);
    AppendHistogramTable(content.histogram, out);
    *out += "</section>\n";
  }
  if (content.lsh.has_value() && settings.rule.jaccard.has_value()) {
    const double threshold = *settings.rule.jaccard;
    absl::StrAppend(
        out,
        "<section aria-labelledby=\"found\">\n<h2 id=\"found\">How surely a pair is found</h2>",
        "\n<p class=\"muted\">The chance that a pair becomes a candidate for comparison in full, "
        "by ",
        Plural(content.lsh->bands, "band"), " of ", Plural(content.lsh->rows, "row"), ": ",
        FormatPercent(DetectionProbability(threshold, *content.lsh), 2),
        " at the threshold, more above it. Below it a document goes by coverage alone, for which "
        "fingerprints are searched besides.</p>\n");
    *out += DetectionPlot(*content.lsh, threshold);
    *out += "</section>\n";
  }
  *out += "</div>\n";
}

void AppendLosses(std::vector<FileLoss> losses, std::string* out) {
  if (losses.size() < 2) {
    return;
  }
  const size_t all = losses.size();
  std::stable_sort(losses.begin(), losses.end(),
                   [](const FileLoss& a, const FileLoss& b) { return a.removed > b.removed; });
  losses.resize(std::min(all, kMostLosses));
  absl::StrAppend(out, "<section aria-labelledby=\"losses\">\n<h2 id=\"losses\">What each file ",
                  "lost</h2>\n<details", losses.size() <= kOpenLosses ? " open" : "", "><summary>",
                  Plural(all, "file"),
                  "</summary>\n<table><thead><tr><th scope=\"col\">File</th>"
                  "<th scope=\"col\" class=\"n\">Documents</th>"
                  "<th scope=\"col\" class=\"n\">Removed</th>"
                  "<th scope=\"col\" class=\"n\">Share</th><th scope=\"col\" class=\"loss\">"
                  "</th></tr></thead>\n<tbody>\n");
  for (const FileLoss& loss : losses) {
    const double share = Share(loss.removed, loss.documents);
    absl::StrAppend(out, "<tr><td><bdi>", Html(loss.name), "</bdi></td><td class=\"n\">",
                    FormatCount(loss.documents), "</td><td class=\"n\">", FormatCount(loss.removed),
                    "</td><td class=\"n\">", FormatPercent(share, kBarDigits),
                    "</td><td class=\"loss\">");
    AppendBar(share, FormatPercent(share, kBarDigits) + " removed", out);
    *out += "</td></tr>\n";
  }
  *out += "</tbody></table>\n";
  if (losses.size() < all) {
    absl::StrAppend(out, "<p class=\"muted\">The ", FormatCount(losses.size()),
                    " that lost most are listed.</p>\n");
  }
  *out += "</details>\n</section>\n";
}

void AppendExample(const ShownRemoval& shown, size_t number, std::string* out) {
  const Comparison& figures = shown.comparison;
  absl::StrAppend(
      out, "<section class=\"example\" aria-labelledby=\"example-", number,
      "\">\n<h3 id=\"example-", number, "\">", number, ". Removed by ",
      shown.verdict == Verdict::kJaccard ? "Jaccard" : "coverage", ": ", Html(shown.why),
      "</h3>\n<p>", FormatPercentDown(figures.coverage_a, 1),
      " of the removed text (A) is in the kept one (B); ", FormatPercentDown(figures.coverage_b, 1),
      " of the kept is in the removed. Jaccard ", FormatPercentDown(figures.jaccard, 1), ".</p>\n");
  const std::string prefix = absl::StrCat("e", number, "-");
  SideBySideOptions options;
  options.id_prefix = prefix;
  options.heading = 4;
  options.most_passages = kMostMarked;
  AppendSideBySide(figures, {shown.removed_id, shown.removed_text},
                   {shown.kept_id, shown.kept_text}, options, out);
  *out += "</section>\n";
}

void AppendExamples(const std::vector<ShownRemoval>& examples, std::string* out) {
  if (examples.empty()) {
    return;
  }
  *out +=
      "<section aria-labelledby=\"examples\">\n<h2 id=\"examples\">Removals worth a look</h2>\n"
      "<p>Not typical ones: those nearest to being kept, and those that cost most. "
      "<code>reprise explain</code> shows any other.</p>\n";
  for (size_t i = 0; i < examples.size(); ++i) {
    AppendExample(examples[i], i + 1, out);
  }
  *out += "</section>\n";
}

void AppendRow(std::string_view term, const std::string& value, std::string* out) {
  absl::StrAppend(out, "<tr><th scope=\"row\">", Html(term), "</th><td>", value, "</td></tr>\n");
}

void AppendRun(const DedupReport& report, const DedupRequest& request, std::string* out) {
  const Settings& settings = request.settings;
  const Rule rule = EffectiveRule(settings);
  *out +=
      "<section aria-labelledby=\"run\">\n<h2 id=\"run\">The run</h2>\n<div class=\"half\">\n"
      "<table><tbody>\n";
  for (const auto& [stage, seconds] : report.stage_seconds) {
    AppendRow(stage, FormatSeconds(seconds), out);
  }
  AppendRow("in all", FormatSeconds(report.seconds), out);
  AppendRow("peak memory", FormatBytes(static_cast<double>(report.peak_memory_bytes)), out);
  AppendRow("threads", absl::StrCat(request.resources.threads), out);
  *out += "</tbody></table>\n<table><tbody>\n";
  AppendRow("method", MethodName(settings.method), out);
  AppendRow("keep", KeepOrderName(settings.keep), out);
  AppendRow("Jaccard", Threshold(rule.jaccard), out);
  AppendRow("coverage", Threshold(rule.coverage), out);
  AppendRow("least tokens for coverage", absl::StrCat(settings.rule.min_coverage_tokens), out);
  AppendRow("tokens a shingle", absl::StrCat(settings.shingle), out);
  AppendRow("wanted recall", absl::StrCat(settings.recall), out);
  AppendRow("text from", "<bdi>" + Html(absl::StrJoin(settings.fields.text, ", ")) + "</bdi>", out);
  AppendRow("id from", "<bdi>" + Html(settings.fields.id) + "</bdi>", out);
  AppendRow("inputs", "<bdi>" + Html(absl::StrJoin(request.inputs, ", ")) + "</bdi>", out);
  *out += "</tbody></table>\n</div>\n</section>\n";
}

}  // namespace

std::string DedupPage(const DedupReport& report, const DedupRequest& request,
                      const DedupPageContent& content) {
  std::string body;
  AppendOverview(report, request, &body);
  body += "<main>\n";
  AppendPlots(report, request.settings, content, &body);
  AppendLosses(content.losses, &body);
  AppendExamples(content.examples, &body);
  AppendRun(report, request, &body);
  absl::StrAppend(&body, "</main>\n<footer>Written by reprise ", Version(), ", Unicode ",
                  kUnicodeVersion, ".</footer>\n");
  std::string style(kSideBySideStyle);
  style += kSimilarityPlotStyle;
  style += kStyle;
  return HtmlPage("What was removed, and why", style, body);
}

}  // namespace reprise
