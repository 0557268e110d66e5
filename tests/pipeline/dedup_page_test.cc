#include "reprise/pipeline/dedup_page.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "pipeline/page_reader.h"

namespace reprise {
namespace {

using testing::Page;
using testing::ReadPage;

bool Has(const Page& page, const std::string& part) {
  return page.html.find(part) != std::string::npos;
}

size_t CountTags(const Page& page, const std::string& name) {
  size_t count = 0;
  for (const Page::Tag& tag : page.tags) {
    count += tag.name == name ? 1 : 0;
  }
  return count;
}

// What holds for any page: ids occur once, links lead somewhere, elements are closed.
void CheckPage(const Page& page) {
  std::set<std::string> ids;
  for (const Page::Tag& tag : page.tags) {
    if (const auto id = tag.attributes.find("id"); id != tag.attributes.end()) {
      EXPECT_TRUE(ids.insert(id->second).second) << "twice: " << id->second;
    }
    EXPECT_NE(tag.name, "script");
  }
  for (const Page::Tag& tag : page.tags) {
    const auto link = tag.attributes.find("href");
    if (link != tag.attributes.end()) {
      ASSERT_TRUE(link->second.starts_with("#")) << link->second;
      EXPECT_TRUE(ids.contains(link->second.substr(1))) << link->second;
    }
    if (const auto by = tag.attributes.find("aria-labelledby"); by != tag.attributes.end()) {
      EXPECT_TRUE(ids.contains(by->second)) << by->second;
    }
  }
  for (const std::string name : {"section", "div", "table", "details", "svg", "mark", "p", "dl"}) {
    EXPECT_EQ(CountTags(page, name), CountTags(page, "/" + name)) << name;
  }
}

ShownPair Example(const std::string& a, const std::string& b, const Settings& settings) {
  ShownPair shown;
  shown.heading = "Removed by Jaccard: closest to the threshold";
  shown.a_role = "removed text";
  shown.b_role = "kept one";
  shown.a_id = "<b>1</b>";
  shown.b_id = "2";
  shown.a_text = a;
  shown.b_text = b;
  shown.comparison = Compare(a, b, settings);
  return shown;
}

TEST(DedupPageTest, ShowsFiguresPlotsLossesAndPassages) {
  DedupReport report;
  report.documents = 1234;
  report.kept = 1200;
  report.removed = 34;
  report.removed_exact = 4;
  report.removed_jaccard = 20;
  report.removed_coverage = 10;
  report.removed_shingles = 1000;
  report.unheld_shingles = 51;
  DedupRequest request;
  request.inputs = {"a<b>.jsonl"};
  DedupPageContent content;
  content.lsh = LshPlan{22, 4};
  content.losses = {{"a<b>.jsonl", 1000, 4}, {"worse.jsonl", 234, 30}};
  content.histogram.by_jaccard[SimilarityHistogram::Bin(0.7)] = 20;
  content.histogram.by_coverage[SimilarityHistogram::Bin(0.1)] = 10;
  const std::string text =
      "the ferry ran aground on the sandbank with two hundred passengers on board of it";
  content.examples = {Example(text + " <i>today</i>", text + " yesterday", request.settings),
                      Example(text, text + " at nine", request.settings)};

  const Page page = ReadPage(DedupPage(report, request, content));
  CheckPage(page);
  EXPECT_TRUE(Has(page, "34 of 1,234 documents removed (2.8 %), 1,200 kept."));
  EXPECT_TRUE(Has(page, "At most 5.1 % of the removed text is lost"));
  EXPECT_TRUE(Has(page, "Not drawn: 4 of equal text."));
  EXPECT_TRUE(Has(page, "20 by Jaccard, of Jaccard 0.70 to 0.75"));
  EXPECT_TRUE(Has(page, "10 by coverage, of Jaccard 0.10 to 0.15"));
  EXPECT_TRUE(Has(page, "99.76 % at the threshold"));
  EXPECT_LT(page.html.find("worse.jsonl"), page.html.find("a&lt;b&gt;.jsonl"));
  EXPECT_EQ(CountTags(page, "mark"), 4U);  // each passage in both texts
  EXPECT_TRUE(Has(page, "&lt;i&gt;today&lt;/i&gt;"));
  EXPECT_FALSE(Has(page, "<i>today"));
  EXPECT_TRUE(Has(page, "&lt;b&gt;1&lt;/b&gt;"));
}

TEST(DedupPageTest, ShowsGroupsSourcesAndWhatTheSampleSays) {
  DedupReport report;
  report.documents = 90;
  report.kept = 80;
  report.removed = 10;
  report.groups = 4;
  report.grouped = 45;
  report.largest_group = 40;
  report.crowded = 1;
  report.below = RecallCheck{20, 18, 0.925};
  report.above = RecallCheck{30, 30, 0.9999};
  report.sources = {{"a<b>", 50, 9, {{"c", 5}, {"d", 2}, {"e", 1}, {"f", 1}}}, {"", 40, 1, {}}};
  report.discounted = {{"a<b>", 50, 40, 7, {"Menu <i>home</i>"}}};
  DedupRequest request;
  request.settings.source_field = "site";
  DedupPageContent content;
  content.group_sizes = {2, 1, 0, 0, 0, 1};
  content.near_misses = {Example("one text", "another text", request.settings)};
  ShownGroup group;
  group.number = 3;
  group.size = 40;
  group.similarity = 0.91;
  group.ids = {"<x>", "y"};
  group.ends = {Example("first", "last", request.settings)};
  content.largest_groups = {group};

  const Page page = ReadPage(DedupPage(report, request, content));
  CheckPage(page);
  EXPECT_TRUE(Has(page, "45 of 90 documents are in 4 groups"));
  EXPECT_TRUE(Has(page, "Group 3: 40 documents, which hold 91.0 % of one another on average"));
  EXPECT_TRUE(Has(page, "<td>2</td><td class=\"n\">2</td>"));
  EXPECT_TRUE(Has(page, "<td>3 to 4</td><td class=\"n\">1</td>"));
  EXPECT_TRUE(Has(page, "<td>33 to 64</td><td class=\"n\">1</td>"));
  EXPECT_TRUE(Has(page,
                  "<td class=\"n\">20</td><td class=\"n\">92.50 %</td>"
                  "<td class=\"n\">90.00 %</td>"));
  EXPECT_TRUE(Has(page, "99.99 %"));
  EXPECT_TRUE(Has(page, "18.0 %"));  // of the first source
  EXPECT_TRUE(Has(page, "(2), <bdi>e</bdi> (1), ..."));
  EXPECT_TRUE(Has(page, "<i>not named</i>"));
  EXPECT_TRUE(Has(page, "Menu &lt;i&gt;home&lt;/i&gt;"));
  EXPECT_TRUE(Has(page, "&lt;x&gt;"));
  EXPECT_TRUE(Has(page, "<code>reprise explain</code>"));
}

TEST(DedupPageTest, OfGroupsAlone) {
  DedupReport report;
  report.documents = 9;
  report.grouped = 5;
  report.groups = 2;
  DedupRequest request;
  request.groups_only = true;
  const Page page = ReadPage(DedupPage(report, request, {}));
  CheckPage(page);
  EXPECT_TRUE(Has(page, "5 of 9 documents are in 2 groups."));
  EXPECT_FALSE(Has(page, "removed ("));
}

TEST(GroupSizeBinTest, PowersOfTwoEndABin) {
  EXPECT_EQ(GroupSizeBin(2), 0U);
  EXPECT_EQ(GroupSizeBin(3), 1U);
  EXPECT_EQ(GroupSizeBin(4), 1U);
  EXPECT_EQ(GroupSizeBin(5), 2U);
  EXPECT_EQ(GroupSizeBin(64), 5U);
  EXPECT_EQ(GroupSizeBin(65), 6U);
}

TEST(DedupPageTest, ARunThatRemovesNothing) {
  DedupRequest request;
  request.dry_run = true;
  for (const uint64_t documents : {0, 1}) {
    DedupReport report;
    report.documents = documents;
    report.kept = documents;
    const Page page = ReadPage(DedupPage(report, request, {}));
    CheckPage(page);
    EXPECT_TRUE(Has(page, "would be removed (0.0 %)"));
    EXPECT_FALSE(Has(page, "How alike"));
    EXPECT_FALSE(Has(page, "nan"));
  }
}

TEST(SimilarityHistogramTest, BinsHoldTheirLowerBound) {
  EXPECT_EQ(SimilarityHistogram::Bin(0.0), 0U);
  EXPECT_EQ(SimilarityHistogram::Bin(0.05), 1U);
  EXPECT_EQ(SimilarityHistogram::Bin(0.7), 14U);
  EXPECT_EQ(SimilarityHistogram::Bin(0.9499999), 18U);
  EXPECT_EQ(SimilarityHistogram::Bin(1.0), 19U);
}

TEST(SimilarityPlotsTest, TheCurveRisesThroughTheDetectionProbability) {
  const std::string plot = DetectionPlot({22, 4}, 0.5);
  // (Jaccard * 1000, 100 - probability in per cent): at 0, at .5 and at 1.
  EXPECT_NE(plot.find("M0.00 100.00L"), std::string::npos);
  EXPECT_NE(plot.find("L500.00 24.18L"), std::string::npos);
  EXPECT_NE(plot.find("L1000.00 0.00\""), std::string::npos);
  EXPECT_EQ(plot, DetectionPlot({22, 4}, 0.5));
}

}  // namespace
}  // namespace reprise
