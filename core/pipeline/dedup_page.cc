#include "reprise/pipeline/dedup_page.h"

#include <algorithm>
#include <bit>
#include <utility>

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
.template { color: var(--muted); }
.ids { overflow-wrap: anywhere; }
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

void AppendGroupsOverview(const DedupReport& report, std::string* out) {
  absl::StrAppend(out, "<header>\n<h1>Which texts belong together</h1>\n<p class=\"lead\"><strong>",
                  FormatCount(report.grouped), " of ", Plural(report.documents, "document"),
                  " are in ", Plural(report.groups, "group"),
                  ".</strong></p>\n"
                  "<dl class=\"figures\">");
  AppendFigure("in the largest group", FormatCount(report.largest_group), out);
  AppendFigure("in none", FormatCount(report.documents - report.grouped), out);
  AppendFigure("malformed, left out", FormatCount(report.rejected), out);
  AppendFigure("read", FormatBytes(static_cast<double>(report.bytes)), out);
  *out += "</dl>\n</header>\n";
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
  AppendFigure("in groups", FormatCount(report.grouped), out);
  AppendFigure("read", FormatBytes(static_cast<double>(report.bytes)), out);
  if (report.reference_documents != 0) {
    AppendFigure("compared with, kept as they are", FormatCount(report.reference_documents), out);
  }
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

// A file or a source, and what it lost; both ends are HTML.
struct LossRow {
  std::string name;
  uint64_t documents = 0;
  uint64_t removed = 0;
  std::string last;
};

// The section `id` of rows that lost most first, `all` in number, of which the first are given.
// `columns` names the first column and the last one.
void AppendLossTable(const char* id, const char* heading, const char* noun, size_t all,
                     std::pair<const char*, const char*> columns, const std::vector<LossRow>& rows,
                     std::string* out) {
  absl::StrAppend(out, "<section aria-labelledby=\"", id, "\">\n<h2 id=\"", id, "\">", heading,
                  "</h2>\n<details", rows.size() <= kOpenLosses ? " open" : "", "><summary>",
                  Plural(all, noun), "</summary>\n<table><thead><tr><th scope=\"col\">",
                  columns.first,
                  "</th><th scope=\"col\" class=\"n\">Documents</th>"
                  "<th scope=\"col\" class=\"n\">Removed</th>"
                  "<th scope=\"col\" class=\"n\">Share</th>",
                  columns.second, "</tr></thead>\n<tbody>\n");
  for (const LossRow& row : rows) {
    absl::StrAppend(out, "<tr><td>", row.name, "</td><td class=\"n\">", FormatCount(row.documents),
                    "</td><td class=\"n\">", FormatCount(row.removed), "</td><td class=\"n\">",
                    FormatPercent(Share(row.removed, row.documents), kBarDigits), "</td>", row.last,
                    "</tr>\n");
  }
  *out += "</tbody></table>\n";
  if (rows.size() < all) {
    absl::StrAppend(out, "<p class=\"muted\">The ", FormatCount(rows.size()),
                    " that lost most are listed.</p>\n");
  }
  *out += "</details>\n</section>\n";
}

void AppendLosses(std::vector<FileLoss> losses, std::string* out) {
  if (losses.size() < 2) {
    return;
  }
  const size_t all = losses.size();
  std::stable_sort(losses.begin(), losses.end(),
                   [](const FileLoss& a, const FileLoss& b) { return a.removed > b.removed; });
  losses.resize(std::min(all, kMostLosses));
  std::vector<LossRow> rows;
  for (const FileLoss& loss : losses) {
    const double share = Share(loss.removed, loss.documents);
    std::string last = "<td class=\"loss\">";
    AppendBar(share, FormatPercent(share, kBarDigits) + " removed", &last);
    last += "</td>";
    rows.push_back({"<bdi>" + Html(loss.name) + "</bdi>", loss.documents, loss.removed, last});
  }
  AppendLossTable("losses", "What each file lost", "file", all,
                  {"File", "<th scope=\"col\" class=\"loss\"></th>"}, rows, out);
}

// What a sample of pairs says of how surely pairs are found.
void AppendCheck(const DedupReport& report, std::string* out) {
  if (!report.below.has_value() || report.below->pairs + report.above->pairs == 0) {
    return;
  }
  *out +=
      "<section aria-labelledby=\"check\">\n<h2 id=\"check\">How surely they were found</h2>\n"
      "<p class=\"muted\">A sample of pairs within 0.1 of the Jaccard threshold, found by "
      "fingerprints, which know nothing of the bands: how many of them the bands should propose, "
      "and do.</p>\n<table><thead><tr><th scope=\"col\">Jaccard</th>"
      "<th scope=\"col\" class=\"n\">Pairs</th><th scope=\"col\" class=\"n\">Predicted</th>"
      "<th scope=\"col\" class=\"n\">Seen</th></tr></thead>\n<tbody>\n";
  for (const auto& [name, check] : {std::make_pair("below the threshold", &*report.below),
                                    std::make_pair("from the threshold on", &*report.above)}) {
    absl::StrAppend(out, "<tr><td>", name, "</td><td class=\"n\">", FormatCount(check->pairs),
                    "</td><td class=\"n\">",
                    check->pairs == 0 ? "" : FormatPercentDown(check->predicted, 2),
                    "</td><td class=\"n\">",
                    check->pairs == 0 ? "" : FormatPercentDown(check->Seen(), 2), "</td></tr>\n");
  }
  *out += "</tbody></table>\n</section>\n";
}

void AppendSources(const std::vector<SourceLoss>& sources, std::string* out) {
  if (sources.empty()) {
    return;
  }
  constexpr size_t kMostTo = 3;
  const auto name = [](const std::string& source) {
    return source.empty() ? std::string("<i>not named</i>") : "<bdi>" + Html(source) + "</bdi>";
  };
  std::vector<LossRow> rows;
  for (size_t i = 0; i < std::min(sources.size(), kMostLosses); ++i) {
    const SourceLoss& loss = sources[i];
    std::string last = "<td>";
    for (size_t k = 0; k < std::min(loss.to.size(), kMostTo); ++k) {
      absl::StrAppend(&last, k == 0 ? "" : ", ", name(loss.to[k].first), " (",
                      FormatCount(loss.to[k].second), ")");
    }
    absl::StrAppend(&last, loss.to.size() > kMostTo ? ", ..." : "", "</td>");
    rows.push_back({name(loss.source), loss.documents, loss.removed, last});
  }
  AppendLossTable("sources", "What each source lost, and to whom", "source", sources.size(),
                  {"Source", "<th scope=\"col\">For documents of</th>"}, rows, out);
}

void AppendDiscounted(const std::vector<DiscountedSource>& discounted, std::string* out) {
  if (discounted.empty()) {
    return;
  }
  constexpr size_t kMostSources = 20;
  constexpr size_t kMostTexts = 30;
  absl::StrAppend(out, "<section aria-labelledby=\"template\">\n<h2 id=\"template\">What did ",
                  "not count</h2>\n<p>Passages that stand on a quarter of one source's pages or ",
                  "more, as on the page that has most of them.</p>\n");
  for (size_t i = 0; i < std::min(discounted.size(), kMostSources); ++i) {
    const DiscountedSource& source = discounted[i];
    absl::StrAppend(out, "<details><summary><bdi>", Html(source.source),
                    "</bdi>: ", Plural(source.shingles, "shingle"), " of ",
                    Plural(source.documents, "document"), "</summary>\n<ul class=\"template\">\n");
    for (size_t k = 0; k < std::min(source.texts.size(), kMostTexts); ++k) {
      absl::StrAppend(out, "<li>", Html(source.texts[k]), "</li>\n");
    }
    *out += "</ul></details>\n";
  }
  absl::StrAppend(out, "<p class=\"muted\">boilerplate.jsonl has all ",
                  FormatCount(discounted.size()), " of them.</p>\n</section>\n");
}

void AppendPair(const ShownPair& shown, int heading, const std::string& prefix, std::string* out) {
  const Comparison& figures = shown.comparison;
  double coverage_a = figures.coverage_a;
  double coverage_b = figures.coverage_b;
  double jaccard = figures.jaccard;
  if (shown.figures.has_value()) {
    coverage_a = shown.figures->CoverageA();
    coverage_b = shown.figures->CoverageB();
    jaccard = shown.figures->Jaccard();
    *out += "<p class=\"muted\">Figures without what was discounted:</p>\n";
  }
  absl::StrAppend(out, "<p>", FormatPercentDown(coverage_a, 1), " of the ", shown.a_role,
                  " (A) is in the ", shown.b_role, " (B); ", FormatPercentDown(coverage_b, 1),
                  " of the ", shown.b_role, " is in the ", shown.a_role, ". Jaccard ",
                  FormatPercentDown(jaccard, 1), ".</p>\n");
  SideBySideOptions options;
  options.id_prefix = prefix;
  options.heading = heading;
  options.most_passages = kMostMarked;
  AppendSideBySide(figures, {shown.a_id, shown.a_text}, {shown.b_id, shown.b_text}, options, out);
}

void AppendGroups(const DedupReport& report, const DedupPageContent& content, std::string* out) {
  if (report.groups == 0) {
    return;
  }
  absl::StrAppend(out, "<section aria-labelledby=\"groups\">\n<h2 id=\"groups\">What belongs ",
                  "together</h2>\n<p>", FormatCount(report.grouped), " of ",
                  Plural(report.documents, "document"), " are in ", Plural(report.groups, "group"),
                  " of texts that hold much of one another, whatever was removed.</p>\n");
  if (report.crowded != 0) {
    absl::StrAppend(out, "<p class=\"muted\">", Plural(report.crowded, "document"),
                    " had more neighbours than are linked; where these belong was judged by "
                    "some of them.</p>\n");
  }
  *out +=
      "<table><thead><tr><th scope=\"col\">Size</th><th scope=\"col\" class=\"n\">Groups</th>"
      "<th scope=\"col\" class=\"loss\"></th></tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < content.group_sizes.size(); ++i) {
    const uint64_t last = uint64_t{2} << i;
    const uint64_t first = i == 0 ? 2 : last / 2 + 1;
    absl::StrAppend(out, "<tr><td>", FormatCount(first),
                    first == last ? "" : absl::StrCat(" to ", FormatCount(last)),
                    "</td><td class=\"n\">", FormatCount(content.group_sizes[i]),
                    "</td><td class=\"loss\">");
    AppendBar(Share(content.group_sizes[i], report.groups),
              FormatPercent(Share(content.group_sizes[i], report.groups), kBarDigits), out);
    *out += "</td></tr>\n";
  }
  *out += "</tbody></table>\n<h3>The largest</h3>\n";
  for (size_t i = 0; i < content.largest_groups.size(); ++i) {
    const ShownGroup& group = content.largest_groups[i];
    absl::StrAppend(out, "<details class=\"example\"><summary>Group ", group.number, ": ",
                    Plural(group.size, "document"), ", which hold ",
                    FormatPercentDown(group.similarity, 1),
                    " of one another on average</summary>\n<p class=\"ids\">");
    for (size_t k = 0; k < group.ids.size(); ++k) {
      absl::StrAppend(out, k == 0 ? "" : ", ", "<bdi>", Html(group.ids[k]), "</bdi>");
    }
    absl::StrAppend(out, group.size > group.ids.size() ? ", ..." : "", "</p>\n");
    for (const ShownPair& ends : group.ends) {
      AppendPair(ends, 4, absl::StrCat("g", i + 1, "-"), out);
    }
    *out += "</details>\n";
  }
  *out += "</section>\n";
}

void AppendExamples(const DedupPageContent& content, std::string* out) {
  std::vector<const ShownPair*> all;
  for (const std::vector<ShownPair>* list : {&content.examples, &content.near_misses}) {
    for (const ShownPair& shown : *list) {
      all.push_back(&shown);
    }
  }
  if (all.empty()) {
    return;
  }
  *out +=
      "<section aria-labelledby=\"examples\">\n<h2 id=\"examples\">Verdicts worth a look</h2>\n"
      "<p>Not typical ones: removals nearest to being kept, those that cost most, and pairs that "
      "were nearly copies. <code>reprise explain</code> shows any other.</p>\n";
  for (size_t i = 0; i < all.size(); ++i) {
    absl::StrAppend(out, "<section class=\"example\" aria-labelledby=\"example-", i + 1,
                    "\">\n<h3 id=\"example-", i + 1, "\">", i + 1, ". ", Html(all[i]->heading),
                    "</h3>\n");
    AppendPair(*all[i], 4, absl::StrCat("e", i + 1, "-"), out);
    *out += "</section>\n";
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
  AppendRow("keep", Html(KeepPolicyName(settings.keep)), out);
  AppendRow("Jaccard", Threshold(rule.jaccard), out);
  AppendRow("coverage", Threshold(rule.coverage), out);
  AppendRow("least tokens for coverage", absl::StrCat(settings.rule.min_coverage_tokens), out);
  AppendRow("tokens a shingle", absl::StrCat(settings.shingle), out);
  AppendRow("wanted recall", absl::StrCat(settings.recall), out);
  AppendRow("text from", "<bdi>" + Html(absl::StrJoin(settings.fields.text, ", ")) + "</bdi>", out);
  AppendRow("id from", "<bdi>" + Html(settings.fields.id) + "</bdi>", out);
  if (!settings.source_field.empty()) {
    AppendRow("source from", "<bdi>" + Html(settings.source_field) + "</bdi>", out);
  }
  if (!request.against.empty()) {
    AppendRow(settings.within ? "against, and within" : "against alone",
              "<bdi>" + Html(absl::StrJoin(request.against, ", ")) + "</bdi>", out);
  }
  AppendRow("inputs", "<bdi>" + Html(absl::StrJoin(request.inputs, ", ")) + "</bdi>", out);
  *out += "</tbody></table>\n</div>\n</section>\n";
}

}  // namespace

size_t GroupSizeBin(uint64_t size) { return static_cast<size_t>(std::bit_width(size - 1)) - 1; }

std::string DedupPage(const DedupReport& report, const DedupRequest& request,
                      const DedupPageContent& content) {
  std::string body;
  if (request.groups_only) {
    AppendGroupsOverview(report, &body);
  } else {
    AppendOverview(report, request, &body);
  }
  body += "<main>\n";
  if (!request.groups_only) {
    AppendPlots(report, request.settings, content, &body);
    AppendCheck(report, &body);
    AppendLosses(content.losses, &body);
    AppendSources(report.sources, &body);
  }
  AppendDiscounted(report.discounted, &body);
  AppendGroups(report, content, &body);
  if (!request.groups_only) {
    AppendExamples(content, &body);
  }
  AppendRun(report, request, &body);
  absl::StrAppend(&body, "</main>\n<footer>Written by reprise ", Version(), ", Unicode ",
                  kUnicodeVersion, ".</footer>\n");
  std::string style(kSideBySideStyle);
  style += kSimilarityPlotStyle;
  style += kStyle;
  return HtmlPage(request.groups_only ? "Which texts belong together" : "What was removed, and why",
                  style, body);
}

}  // namespace reprise
