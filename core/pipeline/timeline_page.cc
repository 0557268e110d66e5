#include "reprise/pipeline/timeline_page.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/pipeline/html.h"
#include "reprise/pipeline/time_axis.h"
#include "reprise/pipeline/timeline_plot.h"

namespace reprise {
namespace {

constexpr size_t kMostDrawn = 200;
constexpr size_t kMostListed = 5000;
constexpr size_t kMostRows = 1000;
constexpr size_t kOpenRows = 8;  // a longer table is folded

constexpr std::string_view kStyle = R"css(
body { max-width: 64rem; }
.lead { font-size: 1.125rem; }
.story { border-top: 1px solid var(--rule); margin-top: 1.5rem; }
.story h2 { margin-top: 1rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.legend svg { width: 16px; height: 16px; vertical-align: -3px; margin-inline-end: .35em;
  fill: var(--bar); }
.legend .first { fill: var(--text); }
@media (max-width: 700px) {
  table { font-size: .8125rem; }
  td.n, th.n { white-space: normal; }
}
)css";

constexpr std::string_view kLegend =
    "<p class=\"legend muted\">"
    "<span><svg aria-hidden=\"true\" viewBox=\"-8 -8 16 16\"><path class=\"first\" "
    "d=\"M0 -8L8 0L0 8L-8 0Z\"/></svg>first printing</span>"
    "<span><svg aria-hidden=\"true\" viewBox=\"-8 -8 16 16\"><circle r=\"4\"/></svg>"
    "later printing, at the share of the first one that it took, to a tenth</span>"
    "<span><svg aria-hidden=\"true\" viewBox=\"-8 -8 16 16\"><circle r=\"7.5\"/></svg>"
    "several at nearly the same time</span>"
    "<span>Below the dots: printings so far. Times are UTC.</span></p>\n";

std::string Stories(size_t count) {
  return FormatCount(count) + (count == 1 ? " story" : " stories");
}

std::string TitleOf(const ReuseStory& story) {
  return story.title.empty() ? "(without words)" : "<bdi>" + Html(story.title) + "</bdi>";
}

void AppendOverview(const ReuseTimeline& timeline, std::string* out) {
  uint64_t printings = 0;
  for (const ReuseStory& story : timeline.stories) {
    printings += story.printings.size();
  }
  absl::StrAppend(out, "<header>\n<h1>Who printed it first, and who followed</h1>\n",
                  "<p class=\"lead\"><strong>", Stories(timeline.stories.size()), " in ",
                  Plural(printings, "printing"), ".</strong></p>\n<p>Dates come from the field ",
                  "<q>", Html(timeline.date_field), "</q>. ");
  if (timeline.undated_documents == 0) {
    *out += "Every document that shares passages has one.";
  } else {
    absl::StrAppend(out, Plural(timeline.undated_documents, "document"),
                    timeline.undated_documents == 1 ? " that shares" : " that share", " passages ",
                    timeline.undated_documents == 1 ? "has" : "have",
                    " none that could be read, and ",
                    timeline.undated_documents == 1 ? "is" : "are", " not shown.");
  }
  *out += "</p>\n";
  if (timeline.stories.size() > kMostDrawn) {
    absl::StrAppend(out, "<p>The ", FormatCount(kMostDrawn),
                    " stories with most printings are drawn; <a href=\"#further\">the other ",
                    FormatCount(timeline.stories.size() - kMostDrawn),
                    "</a> are listed at the end.</p>\n");
  }
  if (!timeline.stories.empty()) {
    out->append(kLegend);
  }
  *out += "</header>\n";
}

void AppendPrintings(const ReuseStory& story, std::string* out) {
  const size_t rows = std::min(story.printings.size(), kMostRows);
  absl::StrAppend(out, "<details", rows <= kOpenRows ? " open" : "", "><summary>",
                  Plural(story.printings.size(), "printing"),
                  "</summary>\n<table><thead><tr><th scope=\"col\">Date</th>"
                  "<th scope=\"col\">Source</th><th scope=\"col\">Document</th>"
                  "<th scope=\"col\" class=\"n\">Took of the first</th>"
                  "<th scope=\"col\" class=\"n\">Of its own text</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < rows; ++i) {
    const Printing& printing = story.printings[i];
    absl::StrAppend(
        out, "<tr><td><bdi>", Html(printing.date), "</bdi></td><td><bdi>", Html(printing.source),
        "</bdi></td><td><bdi>", Html(printing.id), "</bdi></td><td class=\"n\">",
        i == 0 ? "first printing" : FormatPercent(printing.taken, 1), "</td><td class=\"n\">",
        i == 0 ? "" : FormatPercent(printing.of_own, 1), "</td></tr>\n");
  }
  *out += "</tbody></table>\n";
  if (rows < story.printings.size()) {
    absl::StrAppend(out, "<p class=\"muted\">The first ", FormatCount(rows), " of ",
                    FormatCount(story.printings.size()), " printings are listed.</p>\n");
  }
  *out += "</details>\n";
}

void AppendStory(const ReuseStory& story, size_t number, std::string* out) {
  std::set<std::string_view> sources;
  for (const Printing& printing : story.printings) {
    if (!printing.source.empty()) {
      sources.insert(printing.source);
    }
  }
  absl::StrAppend(out, "<section class=\"story\" aria-labelledby=\"story-", number,
                  "\">\n<h2 id=\"story-", number, "\">", number, ". ", TitleOf(story), "</h2>\n");
  if (!story.printings.empty()) {
    const Printing& first = story.printings.front();
    absl::StrAppend(out, "<p class=\"muted\">First printed ", FormatTime(first.seconds),
                    first.source.empty() ? "" : " by <bdi>", Html(first.source),
                    first.source.empty() ? "" : "</bdi>", "; ",
                    Plural(story.printings.size(), "printing"));
    if (!sources.empty()) {
      absl::StrAppend(out, " in ", Plural(sources.size(), "source"));
    }
    absl::StrAppend(out, " until ", FormatTime(story.printings.back().seconds), ".</p>\n");
  }
  *out += TimelinePlot(story);
  AppendPrintings(story, out);
  *out += "</section>\n";
}

void AppendFurther(const ReuseTimeline& timeline, std::string* out) {
  const size_t end = std::min(timeline.stories.size(), kMostDrawn + kMostListed);
  *out +=
      "<section class=\"story\" aria-labelledby=\"further\">\n<h2 id=\"further\">Further "
      "stories</h2>\n<table><thead><tr><th scope=\"col\">Story</th>"
      "<th scope=\"col\" class=\"n\">Printings</th><th scope=\"col\">First</th>"
      "<th scope=\"col\">Last</th><th scope=\"col\">First printed by</th></tr></thead>\n"
      "<tbody>\n";
  for (size_t i = kMostDrawn; i < end; ++i) {
    const ReuseStory& story = timeline.stories[i];
    const Printing none;
    const Printing& first = story.printings.empty() ? none : story.printings.front();
    const Printing& last = story.printings.empty() ? none : story.printings.back();
    absl::StrAppend(out, "<tr><td>", i + 1, ". ", TitleOf(story), "</td><td class=\"n\">",
                    FormatCount(story.printings.size()), "</td><td><bdi>", Html(first.date),
                    "</bdi></td><td><bdi>", Html(last.date), "</bdi></td><td><bdi>",
                    Html(first.source.empty() ? first.id : first.source), "</bdi></td></tr>\n");
  }
  *out += "</tbody></table>\n";
  if (end < timeline.stories.size()) {
    absl::StrAppend(out, "<p>", FormatCount(timeline.stories.size() - end),
                    " more are left out of this page.</p>\n");
  }
  *out += "</section>\n";
}

}  // namespace

std::string TimelinePage(const ReuseTimeline& timeline) {
  std::string body;
  AppendOverview(timeline, &body);
  body += "<main>\n";
  if (timeline.stories.empty()) {
    body += "<p>No story was printed twice.</p>\n";
  }
  for (size_t i = 0; i < std::min(timeline.stories.size(), kMostDrawn); ++i) {
    AppendStory(timeline.stories[i], i + 1, &body);
  }
  if (timeline.stories.size() > kMostDrawn) {
    AppendFurther(timeline, &body);
  }
  body += "</main>\n<footer>Written by reprise.</footer>\n";
  std::string style(kStyle);
  style += kTimelinePlotStyle;
  return HtmlPage("Who printed it first, and who followed", style, body);
}

}  // namespace reprise
