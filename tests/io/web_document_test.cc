#include "reprise/io/web/web_document.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace reprise {
namespace {

struct Read {
  bool is_document = false;
  std::string text;
  std::string title;
};

Read ReadBody(std::string_view type, std::string_view body) {
  WebPage page;
  const absl::StatusOr<bool> is_document = ReadWebBody(type, body, &page);
  EXPECT_TRUE(is_document.ok()) << is_document.status();
  return {is_document.value_or(false), page.text, page.title};
}

TEST(ReadWebBodyTest, PagesAndPlainText) {
  const Read page = ReadBody("text/html", "<title>Name</title><p>One<p>Two");
  EXPECT_TRUE(page.is_document);
  EXPECT_EQ(page.title, "Name");
  EXPECT_EQ(page.text, "One\n\nTwo");
  const Read text = ReadBody("text/plain", "<p>One");
  EXPECT_TRUE(text.is_document);
  EXPECT_EQ(text.text, "<p>One");
  EXPECT_FALSE(ReadBody("image/png", "<p>One").is_document);
  EXPECT_TRUE(ReadBody("text/plain", "").is_document) << "an empty document is one";
}

TEST(ReadWebBodyTest, LooksAtBodiesWithoutType) {
  EXPECT_EQ(ReadBody("", "<html><p>One").text, "One");
  EXPECT_EQ(ReadBody(" ", "a <p>").text, "a <p>");
  EXPECT_FALSE(ReadBody("", "\x89PNG\r\n\x1A\n").is_document);
  EXPECT_FALSE(ReadBody("", "").is_document);
}

TEST(ReadWebBodyTest, Charsets) {
  EXPECT_EQ(ReadBody("text/plain; charset=iso-8859-1", "caf\xE9").text, "caf\xC3\xA9");
  EXPECT_EQ(ReadBody("text/html; charset=\"koi8-r\"", "<p>\xC4\xC1").text, "\xD0\xB4\xD0\xB0");
  EXPECT_EQ(ReadBody("text/html", "<meta charset=windows-1251><p>\xE4\xE0").text,
            "\xD0\xB4\xD0\xB0");
  const std::string_view utf16("\xFF\xFE<\0p\0>\0a\0", 10);
  EXPECT_EQ(ReadBody("text/html", utf16).text, "a");
  EXPECT_EQ(ReadBody("text/plain", utf16).text, "<p>a");
}

TEST(ReadWebBodyTest, BytesThatAreNotWhatIsAnnounced) {
  const std::string_view image("GIF89a\x01\0\x01\0\x80", 11);
  EXPECT_FALSE(ReadBody("text/html", image).is_document);
  EXPECT_FALSE(ReadBody("text/plain", image).is_document);
  EXPECT_TRUE(ReadBody("text/html", "<p>a\x01").is_document) << "a slip in a page";
}

TEST(ReadHttpDocumentTest, StatusTypeAndBody) {
  const auto read = [](const std::string& message) {
    WebPage page;
    const absl::StatusOr<bool> is_document = ReadHttpDocument(message, &page);
    EXPECT_TRUE(is_document.ok()) << is_document.status();
    return *is_document ? page.text : "none";
  };
  const std::string html = "Content-Type: text/html; charset=utf-8\r\n";
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n" + html + "\r\n<p>a"), "a");
  EXPECT_EQ(read("HTTP/1.1 206 Partial Content\r\n" + html + "\r\n<p>a"), "a");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n\r\n<html><p>a"), "a");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n" + html + "Transfer-Encoding: chunked\r\n\r\n4\r\n<p>a\r\n"),
            "a");
  EXPECT_EQ(read("HTTP/1.1 301 Moved\r\n" + html + "\r\n<p>a"), "none");
  EXPECT_EQ(read("HTTP/1.1 404 Not Found\r\n" + html + "\r\n<p>a"), "none");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n<p>a"), "none");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Encoding: odd\r\n\r\n\x01"),
            "none")
      << "not even unpacked";
}

TEST(ReadHttpDocumentTest, HandsErrorsOn) {
  WebPage page;
  EXPECT_EQ(ReadHttpDocument("<html>", &page).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadHttpDocument("HTTP/1.1 200 OK\r\nContent-Encoding: odd\r\n\r\n\x01", &page)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(UrlHostTest, WithoutUserAndPort) {
  EXPECT_EQ(UrlHost("http://www.Example.com/a:b@c"), "www.example.com");
  EXPECT_EQ(UrlHost("https://user:pass@example.com:8080?q"), "example.com");
  EXPECT_EQ(UrlHost("http://[::1]:80/"), "[::1]");
  EXPECT_EQ(UrlHost("http://example.com"), "example.com");
  EXPECT_EQ(UrlHost("http:///path"), "");
  EXPECT_EQ(UrlHost("dns:example.com"), "");
  EXPECT_EQ(UrlHost(""), "");
}

}  // namespace
}  // namespace reprise
