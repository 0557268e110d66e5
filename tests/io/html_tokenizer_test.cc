#include "reprise/io/web/html_tokenizer.h"

#include <gtest/gtest.h>

#include <string>

namespace reprise {
namespace {

// The tokens of a page, as in "<a|href=x /> text </a>"; content of script, title and the like in
// {}.
std::string Tokens(std::string_view html, bool foreign = false) {
  HtmlTokenizer tokenizer(html);
  std::string all;
  for (HtmlToken token; tokenizer.Next(foreign, &token);) {
    if (token.kind == HtmlToken::Kind::kText) {
      all += "[" + std::string(token.text) + "]";
      continue;
    }
    all += token.kind == HtmlToken::Kind::kEndTag ? "</" : "<";
    all += token.name;
    HtmlAttributes attributes(token.attributes);
    for (HtmlAttribute attribute; attributes.Next(&attribute);) {
      all += "|" + std::string(attribute.name) + "=" + std::string(attribute.value);
    }
    all += token.self_closing ? "/>" : ">";
    if (token.kind == HtmlToken::Kind::kStartTag &&
        (token.name == "script" || token.name == "title")) {
      all += "{" + std::string(tokenizer.TakeRawText(token.name)) + "}";
    }
  }
  return all;
}

TEST(HtmlTokenizerTest, TagsAndText) {
  EXPECT_EQ(Tokens("a<b>c</b>d"), "[a]<b>[c]</b>[d]");
  EXPECT_EQ(Tokens("<BR/><img src=x/><a / b/>"), "<BR/><img|src=x/><a|b=/>");
  EXPECT_EQ(Tokens("1 < 2 <3 a<"), "[1 < 2 <3 a<]");
  EXPECT_EQ(Tokens("a</"), "[a</]");
  EXPECT_EQ(Tokens("a</>b</ c>d"), "[a][b][d]");
  EXPECT_EQ(Tokens(""), "");
}

TEST(HtmlTokenizerTest, Attributes) {
  EXPECT_EQ(Tokens("<a b=\"x>y\" c='\"' d = e f>"), "<a|b=x>y|c=\"|d=e|f=>");
  EXPECT_EQ(Tokens("<a b=>c"), "<a|b=>[c]");
  EXPECT_EQ(Tokens("<a \"b>c"), "<a|\"b=>[c]");
  EXPECT_EQ(Tokens("<a =b=c>"), "<a|=b=c>");
  EXPECT_EQ(Tokens("<a b=\"1\"c=\"2\"/>"), "<a|b=1|c=2/>");
  EXPECT_EQ(FindHtmlAttribute(" Hidden STYLE=a style=b", "style"), "a");
  EXPECT_EQ(FindHtmlAttribute(" Hidden", "hidden"), "");
  EXPECT_EQ(FindHtmlAttribute(" xhidden", "hidden"), std::nullopt);
}

TEST(HtmlTokenizerTest, WhatIsUnfinishedIsLeftOut) {
  EXPECT_EQ(Tokens("a<b"), "[a]");
  EXPECT_EQ(Tokens("a<b c='>d"), "[a]");
  EXPECT_EQ(Tokens("a<!-- b --"), "[a]");
  EXPECT_EQ(Tokens("a<!doctype"), "[a]");
}

TEST(HtmlTokenizerTest, Comments) {
  EXPECT_EQ(Tokens("a<!-- <b> - -- > -->c"), "[a][c]");
  EXPECT_EQ(Tokens("<!-->a<!--->b<!---->c<!--x--!>d<!-- --- -->e"), "[a][b][c][d][e]");
  EXPECT_EQ(Tokens("<!DOCTYPE html>a<?xml x?>b<!x>c<!->d"), "[a][b][c][d]");
  EXPECT_EQ(Tokens("a<![CDATA[ b>c ]]>d"), "[a][c ]]>d]");
  EXPECT_EQ(Tokens("a<![CDATA[ b>c ]]>d<![CDATA[]]>", true), "[a][ b>c ][d]");
}

TEST(HtmlTokenizerTest, RawText) {
  EXPECT_EQ(Tokens("<title>a <b> </titles> &amp;</TITLE >c"),
            "<title>{a <b> </titles> &amp;}</TITLE>[c]");
  EXPECT_EQ(Tokens("<title>a</title"), "<title>{a</title}");
  EXPECT_EQ(Tokens("<script>'</b>' <!-- </script>x"), "<script>{'</b>' <!-- }</script>[x]");
  // Scripts that write scripts.
  EXPECT_EQ(Tokens("<script><!-- <script>a</script> b</script>c"),
            "<script>{<!-- <script>a</script> b}</script>[c]");
  EXPECT_EQ(Tokens("<script><!-- <script> --></script>c"),
            "<script>{<!-- <script> -->}</script>[c]");
  EXPECT_EQ(Tokens("<script><!--><script></script>c"), "<script>{<!--><script>}</script>[c]");
  EXPECT_EQ(Tokens("<script><!-- <scripts></script>c"), "<script>{<!-- <scripts>}</script>[c]");
}

// Every page of up to seven of these bytes: the tokens are parts of it, in order, and end.
TEST(HtmlTokenizerTest, AnyBytes) {
  const std::string alphabet = "<>/!-a='";
  size_t pages = 1;
  for (size_t length = 0; length <= 6; ++length, pages *= alphabet.size()) {
    for (size_t page = 0; page < pages; ++page) {
      std::string html;
      for (size_t rest = page, i = 0; i < length; ++i, rest /= alphabet.size()) {
        html += alphabet[rest % alphabet.size()];
      }
      HtmlTokenizer tokenizer(html);
      const char* last = html.data();
      for (HtmlToken token; tokenizer.Next(false, &token);) {
        const std::string_view part =
            token.kind == HtmlToken::Kind::kText ? token.text : token.name;
        ASSERT_FALSE(part.empty()) << html;
        ASSERT_GE(part.data(), last) << html;
        ASSERT_LE(part.data() + part.size(), html.data() + html.size()) << html;
        last = part.data() + part.size();
      }
    }
  }
}

}  // namespace
}  // namespace reprise
