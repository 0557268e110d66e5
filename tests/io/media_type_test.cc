#include "reprise/io/web/media_type.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace reprise {
namespace {

TEST(TextTypeOfTest, PagesAndPlainTextInAnyCase) {
  EXPECT_EQ(TextTypeOf("text/html"), TextType::kHtml);
  EXPECT_EQ(TextTypeOf(" Text/HTML ; charset=x"), TextType::kHtml);
  EXPECT_EQ(TextTypeOf("application/xhtml+xml"), TextType::kHtml);
  EXPECT_EQ(TextTypeOf("text/plain;charset=utf-8"), TextType::kPlain);
  EXPECT_EQ(TextTypeOf("text/html, text/html"), TextType::kHtml) << "a field sent twice";
  for (const char* other : {"", "text", "text/htmlx", "text/css", "image/png", "application/xml"}) {
    EXPECT_EQ(TextTypeOf(other), TextType::kNone) << other;
  }
}

TEST(CharsetParameterTest, WithAndWithoutQuotes) {
  EXPECT_EQ(CharsetParameter("text/html; charset=utf-8"), "utf-8");
  EXPECT_EQ(CharsetParameter("text/html;a=b; Charset = \"x y\" ; c=d"), "x y");
  EXPECT_EQ(CharsetParameter("text/html;charset='koi8-r'"), "koi8-r");
  EXPECT_EQ(CharsetParameter("text/html;charset=\"open"), "open");
  EXPECT_EQ(CharsetParameter("text/html;charset=utf-8,text/html"), "utf-8");
  for (const char* none : {"", "charset=utf-8", "text/html; charset", "text/html; charsets=x",
                           "text/html; charset=", "text/html; charset=\"\""}) {
    EXPECT_EQ(CharsetParameter(none), "") << none;
  }
}

TEST(SniffTextTypeTest, ByTheFirstBytes) {
  for (const char* page :
       {"<!doctype html>", "\r\n <HTML lang=en>", "\xEF\xBB\xBF<p>", "<!-- x", "<body\nclass=a>"}) {
    EXPECT_EQ(SniffTextType(page), TextType::kHtml) << page;
  }
  for (const char* text : {"plain", "<pre", "<html", "<abbr>", "a <html>", " "}) {
    EXPECT_EQ(SniffTextType(text), TextType::kPlain) << text;
  }
  EXPECT_EQ(SniffTextType(""), TextType::kNone);
  EXPECT_EQ(SniffTextType("GIF89a\x01"), TextType::kNone);
}

TEST(LooksBinaryTest, ControlCharactersThatTextDoesNotHold) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_control =
        byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\f' && byte != '\r' && byte != 0x1B;
    EXPECT_EQ(LooksBinary(std::string("text") + static_cast<char>(byte)), is_control) << byte;
  }
  EXPECT_FALSE(
      LooksBinary(std::string_view("\xFF\xFE"
                                   "a\0",
                                   4)))
      << "UTF-16";
  EXPECT_TRUE(LooksBinary(std::string(1444, 'a') + '\0'));
  EXPECT_FALSE(LooksBinary(std::string(1445, 'a') + '\0')) << "further than anyone looks";
}

TEST(LooksReadableTest, PagesAndUtf8) {
  EXPECT_TRUE(LooksReadable(""));
  EXPECT_TRUE(LooksReadable("caf\xC3\xA9"));
  EXPECT_TRUE(LooksReadable("<p>caf\xE9")) << "a page, whatever its charset";
  EXPECT_FALSE(LooksReadable("caf\xE9"));
  EXPECT_TRUE(LooksReadable(std::string(32, 'a') + "\xE9"));
  EXPECT_FALSE(LooksReadable(std::string(31, 'a') + "\xE9"));
  EXPECT_FALSE(LooksReadable("\x1F\x8B\x08"));
  EXPECT_FALSE(LooksReadable("<p>\x01"));
}

}  // namespace
}  // namespace reprise
