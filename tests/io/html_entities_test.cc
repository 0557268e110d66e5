#include "reprise/io/web/html_entities.h"

#include <gtest/gtest.h>
#include <gumbo.h>

#include <random>
#include <string>

namespace reprise {
namespace {

std::string InText(std::string_view source) { return DecodedHtml(source, HtmlPlace::kText); }
std::string InAttribute(std::string_view source) {
  return DecodedHtml(source, HtmlPlace::kAttribute);
}

TEST(HtmlEntitiesTest, Named) {
  EXPECT_EQ(InText("a &amp; b &lt;p&gt; &eacute;&nbsp;"), "a & b <p> \xC3\xA9\xC2\xA0");
  EXPECT_EQ(InText("&AMP &ampx &notit; &notin; &nGt;"),
            "& &x \xC2\xACit; \xE2\x88\x89 "
            "\xE2\x89\xAB\xE2\x83\x92");
  EXPECT_EQ(InText("& &; &x; &alpha &nosuchname; &CounterClockwiseContourIntegral;"),
            "& &; &x; &alpha &nosuchname; \xE2\x88\xB3");
  EXPECT_EQ(InText("&amp"), "&");
  EXPECT_EQ(InText("&am"), "&am");
  EXPECT_EQ(InText(""), "");
}

TEST(HtmlEntitiesTest, AttributesAreOftenAddresses) {
  EXPECT_EQ(InAttribute("?a=1&copy=2&copyx&copy;&copy"), "?a=1&copy=2&copyx\xC2\xA9\xC2\xA9");
  EXPECT_EQ(InText("?a=1&copy=2"), "?a=1\xC2\xA9=2");
}

TEST(HtmlEntitiesTest, Numbers) {
  EXPECT_EQ(InText("&#65;&#x42;&#X43&#68 &#128;&#x99;"), "ABCD \xE2\x82\xAC\xE2\x84\xA2");
  EXPECT_EQ(InText("&#0;&#xD800;&#x110000;&#99999999999999999999;"),
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(InText("&# &#; &#x; &#xg &#"), "&# &#; &#x; &#xg &#");
  EXPECT_EQ(InText("&#x1F600;"), "\xF0\x9F\x98\x80");
}

// What another parser makes of it as the text of a <textarea>.
std::string GumboText(const std::string& source) {
  const std::string html = "<textarea>x" + source;
  GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
  const GumboNode* body = static_cast<const GumboNode*>(output->root->v.element.children.data[1]);
  const GumboNode* area = static_cast<const GumboNode*>(body->v.element.children.data[0]);
  std::string text;
  for (unsigned i = 0; i < area->v.element.children.length; ++i) {
    text += static_cast<const GumboNode*>(area->v.element.children.data[i])->v.text.text;
  }
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  return text.substr(1);
}

// The names of the committed table, with what each stands for.
struct Named {
  const char* name;
  char32_t first;
  char32_t second;
};
constexpr Named kNames[] = {
#include "reprise/io/web/html_entities.inc"
};

TEST(HtmlEntitiesTest, TableIsThatOfAnotherParser) {
  for (const Named& named : kNames) {
    const std::string reference = std::string("&") + named.name;
    EXPECT_EQ(InText(reference), GumboText(reference)) << reference;
    EXPECT_NE(InText(reference), reference);
    EXPECT_LE(InText(reference).size(), reference.size() + MostDecodedGrowth(reference))
        << reference;
  }
  EXPECT_EQ(std::size(kNames), 2231U);
}

TEST(HtmlEntitiesTest, GrowthOfWhatIsShorterThanItsCharacters) {
  EXPECT_EQ(MostDecodedGrowth("&nGt;a&nLt;&nGt;"), 3U);
  EXPECT_EQ(MostDecodedGrowth("&nGt &nGt; nLt; &&nLt"), 1U);
  EXPECT_EQ(MostDecodedGrowth(""), 0U);
}

TEST(HtmlEntitiesTest, PiecesMakeTheWhole) {
  const std::string source = "ab&amp;c&&nGt;&#x000041;&eacute &no;&NotEqualTilde;d&";
  for (size_t size = 1; size <= source.size() + 1; ++size) {
    std::string all;
    for (std::string_view rest = source; !rest.empty();) {
      std::string piece;
      const size_t taken = AppendDecodedHtml(rest, HtmlPlace::kText, size, &piece);
      ASSERT_GE(taken, 1U);
      EXPECT_TRUE(piece.size() >= size || taken == rest.size());
      all += piece;
      rest.remove_prefix(taken);
    }
    EXPECT_EQ(all, InText(source)) << size;
  }
}

TEST(HtmlEntitiesTest, AnyPiecesAsAnotherParserReadsThem) {
  const char* const pieces[] = {"&",     "#",   "x", "amp", "lt", ";", "1",   "4", "A",
                                "notin", "not", "=", " ",   "f",  "é", "gt;", "G"};
  const unsigned seed = 20240607;
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20000; ++round) {
    std::string source;
    for (size_t left = random() % 9; left > 0; --left) {
      source += pieces[random() % std::size(pieces)];
    }
    ASSERT_EQ(InText(source), GumboText(source)) << source;
  }
}

}  // namespace
}  // namespace reprise
