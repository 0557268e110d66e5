#include "reprise/pipeline/compare_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "pipeline/page_reader.h"
#include "reprise/pipeline/html.h"

namespace reprise {
namespace {

using namespace std::string_literals;
using testing::ContentOf;
using testing::Count;
using testing::Page;
using testing::ReadPage;
using testing::Unescape;

// The text that the reader sees of side "a" or "b": numbers and notes of the page left out.
std::string ShownText(const Page& page, const std::string& side) {
  for (size_t i = 0; i < page.tags.size(); ++i) {
    const auto& attributes = page.tags[i].attributes;
    if (page.tags[i].name == "div" && attributes.contains("aria-labelledby") &&
        attributes.at("aria-labelledby") == "text-" + side) {
      return ContentOf(page, i, [](const Page::Tag& tag) {
        const auto kind = tag.attributes.find("class");
        const std::string name = kind == tag.attributes.end() ? "" : kind->second;
        return tag.name == "summary" || name == "left-out" || name.starts_with("number");
      });
    }
  }
  return "no text of side " + side;
}

std::set<std::string> Ids(const Page& page) {
  std::set<std::string> ids;
  for (const Page::Tag& tag : page.tags) {
    const auto id = tag.attributes.find("id");
    if (id != tag.attributes.end()) {
      EXPECT_TRUE(ids.insert(id->second).second) << "twice: " << id->second;
    }
  }
  return ids;
}

// What holds for any page.
void Check(const Page& page, const Comparison& comparison, const std::string& a,
           const std::string& b) {
  EXPECT_EQ(ShownText(page, "a"), Unescape(Html(a)));
  EXPECT_EQ(ShownText(page, "b"), Unescape(Html(b)));
  const std::set<std::string> ids = Ids(page);
  std::map<std::string, size_t> open;
  for (const Page::Tag& tag : page.tags) {
    // Nothing that runs, loads or sends.
    for (const char* name :
         {"script", "img", "iframe", "object", "link", "form", "base", "embed"}) {
      EXPECT_NE(tag.name, name);
    }
    for (const auto& [attribute, value] : tag.attributes) {
      EXPECT_FALSE(attribute.starts_with("on")) << attribute;
      EXPECT_NE(attribute, "src");
      if (attribute == "href") {
        EXPECT_TRUE(value.starts_with("#")) << value;
        EXPECT_TRUE(ids.contains(value.substr(1))) << value;
      } else if (attribute == "aria-labelledby") {
        EXPECT_TRUE(ids.contains(value)) << value;
      }
    }
    if (tag.name == "mark") {
      ++open[tag.name];
    }
  }
  for (size_t i = 1; i <= comparison.passages.size(); ++i) {
    for (const std::string side : {"a", "b"}) {
      const std::string other = side == "a" ? "b" : "a";
      const std::string number = std::to_string(i);
      const auto badge = std::find_if(page.tags.begin(), page.tags.end(), [&](const auto& tag) {
        const auto id = tag.attributes.find("id");
        return id != tag.attributes.end() && id->second == side + number;
      });
      ASSERT_NE(badge, page.tags.end()) << side << number;
      EXPECT_EQ(badge->attributes.at("href"), "#" + other + number);
      EXPECT_EQ(page.html.compare(badge->end, number.size(), number), 0);
      // It is the first thing in its mark, but for numbers that begin there too.
      auto before = badge - 1;
      while (before->name == "a" || before->name == "/a") {
        --before;
      }
      EXPECT_EQ(before->name, "mark") << side << number;
    }
  }
  EXPECT_EQ(Count(page.html, "<mark "), open["mark"]);
  EXPECT_EQ(Count(page.html, "</mark>"), open["mark"]);
}

Comparison Compared(const std::string& a, const std::string& b, std::vector<Passage> passages) {
  Comparison comparison = Compare(a, b, Settings());
  comparison.passages = std::move(passages);
  return comparison;
}

TEST(ComparePage, TextIsShownAndNeverRun) {
  const std::string a =
      "one <script>alert(1)</script> two</mark> &amp; \"three\" 'four'\0 end\xFF\r\n"s;
  const std::string b = "</div></section><img src=x onerror=alert(1)> two";
  const Comparison comparison = Compared(a, b, {{{4, 30}, {0, 20}, 3, 0.5}});
  const Page page =
      ReadPage(ComparePage(comparison, {"<a\"b>.txt", a}, {"</title><script>x</script>", b}));
  Check(page, comparison, a, b);
  EXPECT_EQ(page.html.find("<script"), std::string::npos);
  EXPECT_NE(page.html.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
}

TEST(ComparePage, OverlappingAndNestedPassages) {
  const std::string a = "alpha beta gamma delta epsilon zeta eta theta";
  const std::string b = "theta eta zeta epsilon delta gamma beta alpha";
  const Comparison comparison = Compared(a, b,
                                         {{{0, 22}, {24, 40}, 4, 1},
                                          {{6, 16}, {0, 9}, 2, 1},
                                          {{6, 30}, {10, 30}, 3, 1},
                                          {{17, 45}, {0, 45}, 4, 1}});
  Check(ReadPage(ComparePage(comparison, {"a", a}, {"b", b})), comparison, a, b);
}

TEST(ComparePage, RandomTextsAndPassages) {
  std::mt19937 random(3);
  const std::string pieces[] = {"word ", "<b>", "&", "\n", "\"", "\u05D0\u05D1 ", "中文", "x"};
  for (int round = 0; round < 60; ++round) {
    std::string texts[2];
    std::vector<size_t> cuts[2];  // where characters begin
    for (const int side : {0, 1}) {
      for (size_t i = random() % 400; i > 0; --i) {
        cuts[side].push_back(texts[side].size());
        texts[side] += pieces[random() % std::size(pieces)];
      }
      cuts[side].push_back(texts[side].size());
    }
    std::vector<Passage> passages;
    if (cuts[0].size() > 9 && cuts[1].size() > 9) {
      for (size_t i = random() % 6; i > 0; --i) {
        Passage passage{{}, {}, 1, (random() % 2) == 0 ? 1.0 : 0.8};
        for (const int side : {0, 1}) {
          const size_t first = random() % (cuts[side].size() - 8);
          const size_t last = std::min(first + 1 + random() % 60, cuts[side].size() - 1);
          (side == 0 ? passage.a : passage.b) = {cuts[side][first], cuts[side][last]};
        }
        passages.push_back(passage);
      }
    }
    const Comparison comparison = Compared(texts[0], texts[1], passages);
    Check(ReadPage(ComparePage(comparison, {"a", texts[0]}, {"b", texts[1]})), comparison, texts[0],
          texts[1]);
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
}

TEST(ComparePage, FiguresInWords) {
  const std::string a = "one two three four five six seven eight";
  const std::string b = a + " nine ten eleven twelve";
  const std::string page = ComparePage(Compare(a, b, Settings()), {"a", a}, {"b", b});
  EXPECT_NE(page.find("100.0 % of A is in B; 50.0 % of B is from A."), std::string::npos);
  EXPECT_NE(page.find("role=\"img\" aria-label=\"50.0 % of B is from A\" style=\"--share:50%\""),
            std::string::npos);
  EXPECT_NE(page.find("A is no copy of B; B is no copy of A"), std::string::npos);
}

TEST(ComparePage, EmptyTexts) {
  const Comparison comparison = Compare("", "", Settings());
  const Page page = ReadPage(ComparePage(comparison, {"a", ""}, {"b", ""}));
  Check(page, comparison, "", "");
  EXPECT_EQ(Count(page.html, "This text is empty."), 2U);
  EXPECT_NE(page.html.find("nothing in common"), std::string::npos);
}

TEST(ComparePage, EditsAreEmphasised) {
  const std::string a = "the old bridge will open on the first Monday";
  const std::string b = "the new bridge will open on the first Monday";
  const Comparison comparison = Compared(a, b, {{{0, a.size()}, {0, b.size()}, 8, 8.0 / 9}});
  const Page page = ReadPage(ComparePage(comparison, {"a", a}, {"b", b}));
  Check(page, comparison, a, b);
  EXPECT_NE(page.html.find("the <em>old</em> bridge"), std::string::npos);
  EXPECT_NE(page.html.find("the <em>new</em> bridge"), std::string::npos);
  EXPECT_NE(page.html.find(">1 · 88.9 %</a>"), std::string::npos);
}

TEST(ComparePage, LongUnsharedStretchesAreFolded) {
  std::string a;
  for (int i = 0; i < 400; ++i) {
    a += "w" + std::to_string(i) + " ";
  }
  const std::string b = "w0";
  const Comparison comparison = Compared(a, b, {});
  const Page page = ReadPage(ComparePage(comparison, {"a", a}, {"b", b}));
  Check(page, comparison, a, b);
  EXPECT_NE(page.html.find("<details><summary>320 words that only A has</summary>"),
            std::string::npos);
}

TEST(ComparePage, HugeTextsGiveSmallPages) {
  std::string a;
  std::vector<Passage> passages;
  while (a.size() < 3'000'000) {
    passages.push_back({{a.size(), a.size() + 5}, {a.size(), a.size() + 5}, 1, 1});
    a += "again";
    for (int i = 0; i < 150; ++i) {
      a += " something";
    }
    a += ". ";
  }
  while (passages.size() < 3000) {  // more than are marked, all in one place
    passages.push_back({{a.size() - 12, a.size() - 2}, {0, 5}, 1, 1});
  }
  const Comparison comparison = Compared(a, a, passages);
  const std::string page = ComparePage(comparison, {"a", a}, {"b", a});
  EXPECT_EQ(Count(page, "id=\"a2000\""), 1U);
  EXPECT_EQ(Count(page, "id=\"a2001\""), 0U);
  EXPECT_NE(page.find("The first 2,000 of 3,000 passages are marked and listed."),
            std::string::npos);
  std::string plain(3'000'000, ' ');
  for (size_t i = 0; i + 1 < plain.size(); i += 2) {
    plain[i] = 'x';
  }
  Comparison nothing;
  nothing.tokens_a = nothing.tokens_b = 1;
  const std::string small = ComparePage(nothing, {"a", plain}, {"b", plain});
  EXPECT_LT(small.size(), 20'000U);
  EXPECT_EQ(Count(small, "1,499,920 words that only A has, left out of this page"), 1U);
}

TEST(ComparePage, FoldedTextHasALimitInAll) {
  std::string a;
  std::vector<Passage> passages;
  for (int i = 0; i < 80; ++i) {
    passages.push_back({{a.size(), a.size() + 5}, {0, 5}, 1, 1});
    a += "again";
    for (int k = 0; k < 9000; ++k) {
      a += " something";
    }
    a += ". ";
  }
  const std::string b = "again";
  const std::string page = ComparePage(Compared(a, b, passages), {"a", a}, {"b", b});
  EXPECT_GT(page.size(), 3'500'000U);
  EXPECT_LT(page.size(), 4'500'000U);
  const size_t opened = Count(page, "<details><summary>8,920 words that only A has</summary>");
  EXPECT_EQ(opened, 44U);
  EXPECT_EQ(Count(page, "8,920 words that only A has, left out of this page"), 80 - opened);
}

TEST(ComparePage, TheInsideOfAnEndlessPassageIsLeftOut) {
  std::string a;
  for (int i = 0; i < 30000; ++i) {
    a += "w" + std::to_string(i) + " ";
  }
  const Comparison comparison = Compared(a, a, {{{0, a.size()}, {0, a.size()}, 30000, 1}});
  const Page page = ReadPage(ComparePage(comparison, {"a", a}, {"b", a}));
  EXPECT_EQ(Count(page.html, "20,000 words that both have, left out of this page"), 2U);
  EXPECT_TRUE(Ids(page).contains("a1"));  // once, although the passage has two parts
}

}  // namespace
}  // namespace reprise
