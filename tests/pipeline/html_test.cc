#include "reprise/pipeline/html.h"

#include <gtest/gtest.h>

#include <string>

namespace reprise {
namespace {

using namespace std::string_literals;

TEST(Html, MarkupIsShown) {
  EXPECT_EQ(Html("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
  EXPECT_EQ(Html("</mark>&amp;\"'"), "&lt;/mark&gt;&amp;amp;&quot;&#39;");
}

TEST(Html, TextStaysAsItIs) {
  const std::string text = "\t a\n\nêשׁ中\U0001F600";
  EXPECT_EQ(Html(text), text);
}

TEST(Html, ControlCharactersAreShown) {
  EXPECT_EQ(Html("\0"s), "\uFFFD");
  EXPECT_EQ(Html("\x1B[0m\x07\x7F"), "\u241B[0m\u2407\u2421");
  EXPECT_EQ(Html("\u0085\u009B"), "\uFFFD\uFFFD");
}

TEST(Html, LineBreaksAreOfOneKind) { EXPECT_EQ(Html("a\r\nb\rc\n\r"), "a\nb\nc\n\n"); }

TEST(Html, WhatIsNotUtf8) {
  EXPECT_EQ(Html("a\xFFz\xE4\xB8"), "a\uFFFDz\uFFFD");
  EXPECT_EQ(Html("\xC0\xBC"), "\uFFFD\uFFFD");  // an overlong "<"
}

TEST(HtmlPage, ForbidsWhatItDoesNotNeed) {
  const std::string page = HtmlPage("<b>", "p{}", "<p>body</p>\n");
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_NE(page.find("<meta charset=\"utf-8\">"), std::string::npos);
  EXPECT_NE(page.find("name=\"viewport\""), std::string::npos);
  EXPECT_NE(page.find("content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                      "form-action 'none'\""),
            std::string::npos);
  EXPECT_NE(page.find("<title>&lt;b&gt;</title>"), std::string::npos);
  EXPECT_NE(page.find("p{}</style>"), std::string::npos);
  EXPECT_NE(page.find("<body>\n<p>body</p>\n</body>"), std::string::npos);
  for (const char* what : {"@media print", "prefers-color-scheme: dark", "max-width: 700px"}) {
    EXPECT_NE(page.find(what), std::string::npos) << what;
  }
}

}  // namespace
}  // namespace reprise
