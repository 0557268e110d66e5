#include "reprise/pipeline/timeline_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "pipeline/page_reader.h"
#include "reprise/pipeline/timeline_plot.h"

namespace reprise {
namespace {

using testing::Count;
using testing::Page;
using testing::ReadPage;

ReuseStory Story(size_t printings, int64_t step) {
  ReuseStory story;
  story.title = "Ferry <runs> & aground";
  for (size_t i = 0; i < printings; ++i) {
    const auto n = std::to_string(i);
    story.printings.push_back({"id" + n, i % 3 == 0 ? "" : "Post & <" + n + ">", "2003-03-" + n,
                               1046700000 + static_cast<int64_t>(i) * step, 10,
                               i == 0 ? 1.0 : static_cast<double>(i % 11) / 10, 0.25});
  }
  return story;
}

// Ids are unique, references resolve, what is opened is closed, and nothing runs or loads.
void CheckPage(const std::string& html) {
  const Page page = ReadPage(html);
  std::set<std::string> ids;
  std::vector<std::string> open;
  for (const Page::Tag& tag : page.tags) {
    EXPECT_NE(tag.name, "script");
    EXPECT_NE(tag.name, "img");
    if (tag.attributes.contains("id")) {
      EXPECT_TRUE(ids.insert(tag.attributes.at("id")).second);
    }
    if (tag.name.starts_with("/")) {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ("/" + open.back(), tag.name);
      open.pop_back();
    } else if (html[tag.end - 2] != '/' && tag.name != "!DOCTYPE" && tag.name != "meta" &&
               tag.name != "br") {
      open.push_back(tag.name);
    }
  }
  EXPECT_TRUE(open.empty());
  for (const Page::Tag& tag : page.tags) {
    for (const auto& [name, value] : tag.attributes) {
      EXPECT_FALSE(name.starts_with("on"));
      if (name == "href") {
        EXPECT_TRUE(value.starts_with("#") && ids.contains(value.substr(1))) << value;
      } else if (name == "aria-labelledby") {
        EXPECT_TRUE(ids.contains(value)) << value;
      }
    }
  }
}

TEST(TimelinePage, Empty) {
  const std::string page = TimelinePage({"date", {}, 3});
  CheckPage(page);
  EXPECT_NE(page.find("0 stories in 0 printings."), std::string::npos);
  EXPECT_NE(page.find("3 documents that share passages have none"), std::string::npos);
}

TEST(TimelinePage, StoriesWithTables) {
  const std::string page = TimelinePage({"da<te>", {Story(5, 3600), Story(20, 60)}, 0});
  CheckPage(page);
  EXPECT_NE(page.find("2 stories in 25 printings."), std::string::npos);
  EXPECT_NE(page.find("<q>da&lt;te&gt;</q>"), std::string::npos);
  EXPECT_EQ(Count(page, "Ferry &lt;runs&gt; &amp; aground</bdi></h2>"), 2U);
  EXPECT_EQ(Count(page, "<details open>"), 1U);  // the long table is folded
  EXPECT_EQ(Count(page, "<details>"), 1U);
  EXPECT_EQ(Count(page, "class=\"first\" d=\"M0 -8"), 3U);  // the legend's, and one per story
  EXPECT_EQ(Count(page, "<td class=\"n\">first printing</td><td class=\"n\"></td>"), 2U);
  EXPECT_EQ(Count(page,
                  "<td><bdi>id7</bdi></td><td class=\"n\">70.0 %</td><td class=\"n\">"
                  "25.0 %</td>"),
            1U);
}

TEST(TimelinePage, StoriesBeyondTheDrawnOnesAreListed) {
  ReuseTimeline timeline{"date", std::vector<ReuseStory>(207, Story(2, 86400)), 0};
  const std::string page = TimelinePage(timeline);
  CheckPage(page);
  EXPECT_EQ(Count(page, "<div class=\"plot\">"), 200U);
  EXPECT_NE(page.find("<a href=\"#further\">the other 7</a> are listed at the end"),
            std::string::npos);
  EXPECT_EQ(Count(page, "<tr><td>207. "), 1U);
  timeline.stories.resize(200);
  EXPECT_EQ(TimelinePage(timeline).find("further"), std::string::npos);
}

TEST(TimelinePage, LongTablesEnd) {
  const std::string page = TimelinePage({"date", {Story(1200, 5)}, 0});
  CheckPage(page);
  EXPECT_EQ(Count(page, "<tr><td><bdi>"), 1000U);
  EXPECT_NE(page.find("The first 1,000 of 1,200 printings are listed."), std::string::npos);
}

// The radius' square says how many printings a dot stands for; none is lost up to the largest dot.
TEST(TimelinePlot, EveryPrintingIsInADot) {
  for (const int64_t step : {0, 1, 60, 86400, 40000000}) {
    const Page page = ReadPage(TimelinePlot(Story(30, step)));
    double printings = 0;
    for (const Page::Tag& tag : page.tags) {
      if (tag.name == "circle") {
        const double radius = std::stod(tag.attributes.at("r")) / 3.2;
        printings += radius * radius;
        const double x = std::stod(tag.attributes.at("cx"));
        EXPECT_GE(x, 0);
        EXPECT_LE(x, 100);
      }
    }
    EXPECT_NEAR(printings, 29, 0.5) << step;
  }
}

// Dots of thousands of printings stay few, and the same story gives the same drawing.
TEST(TimelinePlot, ManyPrintings) {
  const ReuseStory story = Story(20000, 977);
  const std::string plot = TimelinePlot(story);
  EXPECT_LE(Count(plot, "<circle"), 1210U);
  EXPECT_LT(plot.size(), 300'000U);
  EXPECT_EQ(plot, TimelinePlot(story));
  EXPECT_NE(plot.find(">20,000</text>"), std::string::npos);
}

TEST(TimelinePlot, OnePrintingOrNone) {
  EXPECT_EQ(TimelinePlot({}), "");
  const std::string plot = TimelinePlot(Story(1, 0));
  EXPECT_EQ(Count(plot, "class=\"first\""), 1U);
  EXPECT_EQ(Count(plot, "<circle"), 0U);
  EXPECT_NE(plot.find(">3 Mar 2003, 14:00</text>"), std::string::npos);
}

TEST(TimelineJson, IsOneObject) {
  ReuseTimeline timeline{"da\"te", {Story(2, 60), Story(1, 0)}, 4};
  timeline.stories[0].printings[1].taken = 1.0 / 3;
  const std::string text = TimelineJson(timeline);
  EXPECT_NE(text.find("\"taken\":0.333333,\"of_own\":0.250000}"), std::string::npos);
  EXPECT_EQ(text.find(": "), std::string::npos);
  const auto json = nlohmann::ordered_json::parse(text);
  EXPECT_EQ(json["date_field"], "da\"te");
  EXPECT_EQ(json["undated_documents"], 4);
  ASSERT_EQ(json["stories"].size(), 2U);
  EXPECT_EQ(json["stories"][0]["title"], "Ferry <runs> & aground");
  const auto& printing = json["stories"][0]["printings"][1];
  EXPECT_EQ(printing["id"], "id1");
  EXPECT_EQ(printing["source"], "Post & <1>");
  EXPECT_EQ(printing["date"], "2003-03-1");
  EXPECT_EQ(printing["shared_tokens"], 10);
  EXPECT_TRUE(nlohmann::json::parse(TimelineJson({}))["stories"].empty());
}

}  // namespace
}  // namespace reprise
