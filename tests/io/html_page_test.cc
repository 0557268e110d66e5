#include "reprise/io/web/html_page.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "testing/gumbo_page_text.h"

namespace reprise {
namespace {

using namespace std::string_literals;

std::string Text(std::string_view html) { return ReadHtmlPage(std::string(html)).text; }

std::string Repeated(std::string_view piece, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) {
    all += piece;
  }
  return all;
}

TEST(HtmlPageTest, LinesAreWhatBlocksAre) {
  EXPECT_EQ(Text("<h1>Head</h1><p>One <b>bold</b>\n word.<p>Two.</p>"),
            "Head\n\nOne bold word.\n\nTwo.");
  EXPECT_EQ(Text("<ul><li>a<li>b</ul><div>c</div><div>d</div>"), "a\nb\n\nc\nd");
  EXPECT_EQ(Text("<table><tr><td>1<td>2<tr><td>3</td> <td></td><td> 4 </td></table>x"),
            "1\t2\n3\t4\n\nx");
  EXPECT_EQ(Text("a<br>b<br/><br>c<br><br><br>d<div>e<br></div>f"), "a\nb\n\nc\n\nd\ne\nf");
  EXPECT_EQ(Text("<dl><dt>a<dd>b</dl>"), "a\nb");
  EXPECT_EQ(Text("a</p>b</br>c<hr>d"), "a\n\nb\nc\n\nd");
  EXPECT_EQ(Text(""), "");
}

TEST(HtmlPageTest, WhiteSpace) {
  EXPECT_EQ(Text(" a \t\n <b> b</b>&nbsp; c&#32;"), "a b c");
  EXPECT_EQ(Text("a<b>b</b>c<span> d</span>"), "abc d");
  EXPECT_EQ(Text("a<!-- -->b<wbr>c&shy;d"),
            "abc\xC2\xAD"
            "d");
  EXPECT_EQ(Text("<p>x</p><pre>\n a  b \r\n\n\n\n\tc</pre>d  e"), "x\n\n a  b\n\n\tc\n\nd e");
  EXPECT_EQ(Text("<textarea>\n a  b</textarea>c"), " a  b\nc");
  EXPECT_EQ(Text("<a href=x>one</a><a href=y>two</a>three"), "one twothree");
  EXPECT_EQ(Text("one<img alt=no>two<my-tag>three</my-tag>"), "one two three");
  EXPECT_EQ(Text("a<span style='display:block'>b</span>c"), "a\nb\nc");
  EXPECT_EQ(Text(std::string_view("a\0b", 3)), "ab");
}

TEST(HtmlPageTest, WhatReadersDoNotSee) {
  EXPECT_EQ(Text("a<script>x</script><style>x</style><noscript>x</noscript>b"), "ab");
  EXPECT_EQ(Text("a<svg><title>x</title><style>x</style><path/></svg><iframe>x</iframe>b"), "a b");
  EXPECT_EQ(Text("a<template><p>x</template>b<select><option>x</select>c"), "ab c");
  EXPECT_EQ(Text("<div hidden><p>x<div>x</div></div>a<p hidden>x<p>b"), "a\n\nb");
  EXPECT_EQ(Text("a<i style='color:red; DISPLAY : none !important'>x</i>b"), "ab");
  EXPECT_EQ(Text("a<i style='display:none;display:inline'>b</i>"), "ab");
  EXPECT_EQ(Text("a<i style=visibility:hidden>x</i><i style='mask:none'>b</i>"), "ab");
  EXPECT_EQ(Text("<body style='display:none'>a<i aria-hidden=true>b</i>"), "ab");
  EXPECT_EQ(Text("<dialog>x</dialog><dialog open>a</dialog>"), "a");
  EXPECT_EQ(Text("<ruby>\xE6\xBC\xA2<rp>(<rt>kan<rp>)</ruby>a"), "\xE6\xBC\xA2kana");
  EXPECT_EQ(Text("<button>go</button><math><mi>x<annotation>no</annotation></mi></math>"), "go x");
  EXPECT_EQ(Text("<b hidden><p>x</b>a</p>b"), "a\n\nb");
  EXPECT_EQ(Text("<table><tr hidden><td>x<tr><td>a</table>"), "a");
  EXPECT_EQ(Text("<li hidden>x<ul><li>x</ul><li>a"), "a");
}

TEST(HtmlPageTest, ForeignContentEnds) {
  EXPECT_EQ(Text("<div><svg><style></div>a"), "a");
  EXPECT_EQ(Text("<svg><path><p>a"), "a");
  EXPECT_EQ(Text("<svg/>a<svg><g/></svg>b"), "a b");
  EXPECT_EQ(Text("<math><![CDATA[a>b]]></math>"), "a>b");
}

TEST(HtmlPageTest, WhatThePageSaysOfItself) {
  const WebPage page = ReadHtmlPage(
      "<!doctype html><html LANG=' en-GB '><head><title> A &amp;\n B </title>"
      "<title>no</title><meta property=og:url content=/other>"
      "<link rel='Alternate CANONICAL' href='https://a.example/?x=1&amp;y=2'><body>text");
  EXPECT_EQ(page.title, "A & B");
  EXPECT_EQ(page.language, "en-GB");
  EXPECT_EQ(page.canonical_url, "https://a.example/?x=1&y=2");
  EXPECT_EQ(page.text, "text");
  EXPECT_EQ(ReadHtmlPage("<meta property=og:url content=/other>").canonical_url, "/other");
  EXPECT_EQ(ReadHtmlPage("<svg><title>x</title></svg>text").title, "");
  EXPECT_EQ(ReadHtmlPage("text").title, "");
}

// Every page of up to four of these pieces, as another parser's tree has it.
TEST(HtmlPageTest, TinyPagesAsAnotherParserReadsThem) {
  const std::vector<std::string> pieces = {
      "a",    " b",    "<p>",          "</p>",    "<p hidden>", "<div>", "</div>",
      "<b>",  "</b>",  "<div hidden>", "<ul>",    "<li>",       "<br>",  "</ul>",
      "<h1>", "</h1>", "<span>",       "</span>", "<li hidden>"};
  size_t pages = 1;
  for (size_t length = 0; length <= 4; ++length, pages *= pieces.size()) {
    for (size_t page = 0; page < pages; ++page) {
      std::string html;
      for (size_t rest = page, i = 0; i < length; ++i, rest /= pieces.size()) {
        html += pieces[rest % pieces.size()];
      }
      ASSERT_EQ(WithoutBlankLines(Text(html)), GumboPageText(html)) << html;
    }
  }
}

TEST(HtmlPageTest, RandomPagesAsAnotherParserReadsThem) {
  const std::vector<std::string> pieces = {"a",
                                           " b",
                                           "&lt;",
                                           "<p>",
                                           "</p>",
                                           "<p hidden>",
                                           "<div>",
                                           "</div>",
                                           "<div hidden>",
                                           "<b>",
                                           "</b>",
                                           "<i>",
                                           "</i>",
                                           "<ul>",
                                           "</ul>",
                                           "<li>",
                                           "<dl>",
                                           "<dt>",
                                           "<dd hidden>",
                                           "</dl>",
                                           "<h2>",
                                           "</h3>",
                                           "<blockquote>",
                                           "</blockquote>",
                                           "<span hidden>",
                                           "</span>",
                                           "<section>",
                                           "</section>",
                                           "<pre>",
                                           "</pre>",
                                           "<script></b></script>",
                                           "<!-- <p> -->",
                                           "<u>",
                                           "</u>",
                                           "<table><tr><td>",
                                           "</table>",
                                           "<table><tr hidden><td>",
                                           "&nGt;",
                                           "<unknown hidden>",
                                           "</unknown>"};
  const unsigned seed = 4711;
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50000; ++round) {
    std::string html = "<!DOCTYPE html>";  // without, <table> would not end <p>
    // Where formatting elements end in another order than they began, the tree's text moves, and
    // may leave an inline element that hides it.
    const std::string left_out = round % 2 == 0 ? "<span hidden><unknown hidden>" : "</b></i></u>";
    for (size_t left = random() % 16; left > 0; --left) {
      const std::string& piece = pieces[random() % pieces.size()];
      html += left_out.find(piece) == std::string::npos ? piece : "";
    }
    ASSERT_EQ(WithoutBlankLines(Text(html)), GumboPageText(html)) << html;
  }
}

// Nothing that is read once crashes when it is read in part, or is more than it.
TEST(HtmlPageTest, EveryTruncation) {
  const std::string html =
      "<!DOCTYPE html><html lang=en><head><title>T &amp; t</title><meta charset=\"utf-8\">"
      "<script>if (a<b) { <!-- <script> --> }</script></head><body class='x'>"
      "<p style=\"display:none\">&#x41;&notin;<table><tr><td>a<svg><![CDATA[x]]></svg></table>"
      "<pre>\n\n x</pre><textarea>\r\ny</textarea><xmp><b></xmp>&eacute<plaintext></plaintext>";
  for (size_t size = 0; size <= html.size(); ++size) {
    EXPECT_LE(Text(html.substr(0, size)).size(), size * 6 / 5);
  }
  EXPECT_EQ(Text(html), "a\n\n x\n\ny\n\n<b>\n\n\xC3\xA9\n\n</plaintext>");
}

TEST(HtmlPageTest, AnyBytes) {
  const std::string alphabet = "<<<>>/pbdivtable li!-&#;='\"\xC3\xA9\0\n hidden"s;
  const unsigned seed = 99;
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20000; ++round) {
    std::string html;
    for (size_t left = random() % 200; left > 0; --left) {
      html += alphabet[random() % alphabet.size()];
    }
    const std::string text = Text(html);
    ASSERT_EQ(text.find("\n\n\n"), std::string::npos) << html;
    ASSERT_TRUE(text.empty() || text.back() != '\n') << html;
  }
}

// A megabyte of what makes parsers slow, or deep. The limit is far above what it takes, and far
// below what anything quadratic would.
TEST(HtmlPageTest, HostilePagesTakeLinearTime) {
  std::string nested;
  for (int i = 0; i < 511; ++i) {
    nested += "<x" + std::to_string(i) + ">";
  }
  const std::vector<std::string> pages = {
      Repeated("<div>", 200000) + "a" + Repeated("</div>", 200000),
      Repeated("<div>", 200000) + Repeated("</span>", 100000),
      Repeated("<p><b>x", 150000),
      Repeated("<b><i><u></b>", 80000),
      Repeated("<table><td>", 100000),
      Repeated("<svg><foreignObject>", 50000),
      Repeated("<!--", 250000),
      Repeated("<!-- --!", 125000),
      Repeated("<script><!--", 80000),
      Repeated("</title", 140000),
      "<title>" + Repeated("</title", 140000),
      Repeated("<a b='", 160000),
      Repeated("&", 1000000),
      nested + Repeated("</y>", 250000),
      "<pre>" + Repeated(" \n", 500000)};
  for (const std::string& page : pages) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string text = Text(page);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took.count(), 20.0) << page.substr(0, 40);
    EXPECT_LE(text.size(), page.size());
  }
  EXPECT_EQ(Text(pages.front()), "a");
}

// Text is taken a piece of 64 KiB at a time; where one ends cannot be seen.
TEST(HtmlPageTest, LongTextsInPieces) {
  const size_t piece = size_t{1} << 16;
  const std::vector<std::string> begins = {"", "<pre>", "<textarea>", "<plaintext>"};
  const std::vector<std::string> middles = {"\r\nb",         "\r\0\nb"s,        "\xC2\xA0 b",
                                            "\xC2\0\xA0 b"s, "&#13;\nb",        "&#00000065;&amp;b",
                                            "&nGt;b",        "\xF0\x9F\x98\x80"};
  for (const std::string& begin : begins) {
    for (const std::string& middle : middles) {
      const std::string expected = Text(begin + "a" + middle + " \r\nc").substr(1);
      for (size_t before = piece - middle.size() - 2; before <= piece + 1; ++before) {
        const std::string a(before, 'a');
        ASSERT_EQ(Text(begin + a + middle + " \r\nc"), a + expected)
            << begin << " " << middle << " " << before;
      }
    }
  }
  const std::string words = Repeated("some words ", 50000);
  EXPECT_EQ(Text("<p>" + words), words.substr(0, words.size() - 1));
}

// The text is written over the page: what is still needed of it stays.
TEST(HtmlPageTest, TextThatTakesAllThereIs) {
  const std::string longer = "\xE2\x89\xAB\xE2\x83\x92";  // than its reference
  EXPECT_EQ(Text(Repeated("&nGt;", 1000)), Repeated(longer, 1000));
  EXPECT_EQ(Text("<x style=display:block>" + Repeated("&nGt;", 100) + "</x>a"),
            Repeated(longer, 100) + "\na");
  EXPECT_EQ(Text("<p>" + Repeated("&nLt;<b>b</b>", 1000)).size(), 7000U);
  // Names of elements that nobody knows count at their end.
  EXPECT_EQ(Text("a<x style=display:block>long enough<y>to be above</y>both</x>b"),
            "a\nlong enoughto be aboveboth\nb");
}

// Deeper elements are part of those around; what is behind them is read as before.
TEST(HtmlPageTest, DeepElementsEndToo) {
  const std::string deep = Repeated("<div>", 1000) + "a" + Repeated("</div>", 1000);
  EXPECT_EQ(Text("<div hidden>" + deep + "</div>b"), "b");
  EXPECT_EQ(Text("<div>" + deep + "</div><p hidden>x</p>b"), "a\nb");
}

}  // namespace
}  // namespace reprise
