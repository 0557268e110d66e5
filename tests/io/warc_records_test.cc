#include "reprise/io/web/warc_records.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

std::string WarcRecord(const std::string& fields, const std::string& body) {
  return absl::StrCat("WARC/1.0\r\n", fields, "Content-Length: ", body.size(), "\r\n\r\n", body,
                      "\r\n\r\n");
}

std::string Response(const std::string& body, const std::string& status = "200 OK",
                     const std::string& type = "text/html") {
  return WarcRecord(
      "WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
      "WARC-Target-URI: http://Example.com:80/a\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
      "Content-Type: application/http; msgtype=response\r\n",
      absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Type: ", type, "\r\n\r\n", body));
}

// One line per record: the id and the text, "-" for none, or the error.
std::vector<std::string> ReadAll(std::string_view file, const RecordFields& fields = {}) {
  const std::unique_ptr<RecordReader> reader = CreateWarcReader(fields);
  std::vector<std::string> lines;
  while (!file.empty()) {
    const std::optional<size_t> size = reader->RecordSize(file, true);
    if (!size.has_value()) return {"no size"};
    Record record;
    const absl::StatusOr<bool> is_document = reader->Read(file.substr(0, *size), false, &record);
    if (!is_document.ok()) {
      EXPECT_EQ(is_document.status().code(), absl::StatusCode::kInvalidArgument);
      EXPECT_TRUE(record.text.empty() && record.others.empty());
      lines.emplace_back(is_document.status().message());
    } else if (!*is_document) {
      lines.emplace_back("-");
    } else {
      lines.push_back(absl::StrCat(record.has_id ? std::string(record.id) : "no id", ": ",
                                   std::string(record.text)));
      for (const std::string_view other : record.others) {
        absl::StrAppend(&lines.back(), "|", std::string(other));
      }
    }
    file.remove_prefix(*size);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(WarcReaderTest, ResponsesThatArePages) {
  EXPECT_EQ(ReadAll(Response("<title>T</title><p>One") + Response("Two", "200 OK", "text/plain") +
                    Response("<p>gone", "404 Not Found") + Response("", "302 Found") +
                    Response("x", "200 OK", "image/png")),
            Lines({"<urn:uuid:1>: One", "<urn:uuid:1>: Two", "-", "-", "-"}));
}

TEST(WarcReaderTest, OtherKindsOfRecords) {
  const std::string http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a";
  Lines expected;
  std::string file;
  for (const char* type : {"warcinfo", "request", "metadata", "revisit", "continuation", "odd"}) {
    file += WarcRecord(absl::StrCat("WARC-Type: ", type, "\r\nContent-Type: application/http\r\n"),
                       http);
    expected.emplace_back("-");
  }
  file += WarcRecord("WARC-Type: resource\r\nContent-Type: text/html\r\n", "<p>a");
  file += WarcRecord("WARC-Type: resource\r\nContent-Type: image/png\r\n", "<p>a");
  file += WarcRecord("WARC-Type: response\r\nContent-Type: text/dns\r\n", "20240506\na IN A");
  file += WarcRecord("WARC-Type: response\r\n", http);
  file += WarcRecord("WARC-Type: response\r\nContent-Type: application/http\r\n", "");
  expected.insert(expected.end(), {"no id: a", "-", "-", "no id: a", "-"});
  EXPECT_EQ(ReadAll(file), expected);
}

TEST(WarcReaderTest, ConversionsAreTakenAsTheyAre) {
  const std::string text = "One\r\n\xFF <b>\n\n";
  EXPECT_EQ(ReadAll(WarcRecord("WARC-Type: conversion\r\nContent-Type: text/plain\r\n", text) +
                    WarcRecord("WARC-Type: conversion\r\n", text) +
                    WarcRecord("WARC-Type: conversion\r\nContent-Type: text/plain; "
                               "charset=iso-8859-1\r\n",
                               "caf\xE9") +
                    WarcRecord("WARC-Type: conversion\r\nContent-Type: image/png\r\n", text)),
            Lines({"no id: " + text, "no id: " + text, "no id: caf\xC3\xA9", "-"}));
}

TEST(WarcReaderTest, ConversionTextIsAViewOfTheRecord) {
  const std::string file =
      WarcRecord("WARC-Type: conversion\r\nContent-Type: text/plain\r\n", "the text");
  const std::unique_ptr<RecordReader> reader = CreateWarcReader({});
  Record record;
  ASSERT_TRUE(reader->Read(file, true, &record).value_or(false));
  EXPECT_EQ(record.text.data(), file.data() + file.find("the text"));
}

TEST(WarcReaderTest, OldVersionsAndLineBreaks) {
  for (const char* version : {"0.17", "0.18", "1.0", "1.1", "2.0"}) {
    EXPECT_EQ(ReadAll(absl::StrCat("WARC/", version, "\nwarc-type: RESOURCE\ncontent-type:\n",
                                   " text/html\nContent-Length: 4\n\n<p>a\n\n")),
              Lines({"no id: a"}))
        << version;
  }
}

TEST(WarcReaderTest, NamedFields) {
  RecordFields fields;
  fields.others = {"url", "host", "date", "title", "language", "warc-type", "none", "/title"};
  EXPECT_EQ(
      ReadAll(Response("<html lang=en><title>T</title><p>One"), fields),
      Lines({"<urn:uuid:1>: One|http://Example.com:80/a|example.com|2024-05-06T07:08:09Z|T|en|"
             "response||T"}));
  fields.others.clear();
  fields.id = "url";
  EXPECT_EQ(ReadAll(Response("<p>One"), fields), Lines({"http://Example.com:80/a: One"}));
  fields.id = "none";
  EXPECT_EQ(ReadAll(Response("<p>One"), fields), Lines({"no id: One"}));
  fields.id = "url";
  EXPECT_EQ(
      ReadAll(WarcRecord("WARC-Type: resource\r\nWARC-Target-URI: <http://a/>\r\n", "x"), fields),
      Lines({"http://a/: x"}))
      << "without angle brackets";
}

TEST(WarcReaderTest, MalformedRecordsLeaveTheOthersAlone) {
  const std::string good = Response("<p>good");
  const std::string kGood = "<urn:uuid:1>: good";
  std::string wrong = Response("<p>wrong");
  wrong.replace(wrong.find("Content-Length: ") + 16, 2, "15");
  std::string cut = Response("<p>cut");
  cut.resize(cut.size() - 10);
  const Lines lines =
      ReadAll(good + WarcRecord("", "x") + wrong + good + "junk\r\n" + good +
              "WARC/1.0\r\nWARC-Type: resource\r\n\r\nno length\r\n\r\n" + good + cut);
  ASSERT_EQ(lines.size(), 8u) << ::testing::PrintToString(lines);
  EXPECT_EQ(lines[0], kGood);
  EXPECT_EQ(lines[1], "the record has no WARC-Type, so that nobody knows what it holds");
  EXPECT_NE(lines[2].find("announces 15"), std::string::npos) << lines[2];
  // The junk in front of a record hides whether the one before it is whole.
  EXPECT_NE(lines[3].find("more follow"), std::string::npos) << lines[3];
  EXPECT_EQ(lines[4], kGood);
  EXPECT_NE(lines[5].find("no Content-Length"), std::string::npos) << lines[5];
  EXPECT_EQ(lines[6], kGood);
  EXPECT_NE(lines[7].find("are left"), std::string::npos) << lines[7];
}

TEST(WarcReaderTest, BodiesThatCannotBeRead) {
  const std::string fields = "WARC-Type: response\r\nContent-Type: application/http\r\n";
  const Lines lines = ReadAll(WarcRecord(fields, "no status line") +
                              WarcRecord(fields,
                                         "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                                         "Content-Encoding: gzip\r\n\r\n\x1F\x8B\x08"));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_NE(lines[0].find("no HTTP response"), std::string::npos);
  EXPECT_NE(lines[1].find("none of its 3 bytes can be unpacked"), std::string::npos);
}

TEST(WarcReaderTest, EveryTruncationIsRead) {
  const std::string file = Response("<p>One") + Response("<p>Two");
  const size_t first = Response("<p>One").size();
  for (size_t size = 1; size < file.size(); ++size) {
    const Lines lines = ReadAll(file.substr(0, size));
    // Without its last line breaks a record is whole.
    const size_t body_end = size < first ? first - 4 : file.size() - 4;
    ASSERT_EQ(lines.size(), size <= first ? 1u : 2u) << size;
    ASSERT_EQ(lines.back().starts_with("<urn"), size >= body_end || size == first) << size;
  }
}

TEST(WarcReaderTest, AnyDamageIsSurvived) {
  const std::string file = Response("<title>T</title><p>One") +
                           WarcRecord("WARC-Type: conversion\r\n", "text") + Response("<p>Two");
  size_t whole = 0;
  for (uint32_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::string damaged = file;
    for (size_t i = random() % 3 + 1; i > 0; --i) {
      damaged[random() % damaged.size()] = "\r\n :/0W<\xFF"[random() % 9];
    }
    const Lines lines = ReadAll(damaged);
    ASSERT_GE(lines.size(), 1u);
    ASSERT_LE(lines.size(), 6u);
    whole += lines.size() == 3 ? 1 : 0;
  }
  EXPECT_GT(whole, 1000u) << "most damage leaves the records where they are";
}

TEST(LooksLikeWarcTest, ByTheFirstLine) {
  EXPECT_TRUE(LooksLikeWarc("WARC/1.0\r\nWARC-Type: warcinfo\r\n"));
  EXPECT_TRUE(LooksLikeWarc("\r\nWARC/0.17\nA:"));
  EXPECT_TRUE(LooksLikeWarc("WARC/1.0\r\n")) << "cut short";
  for (const char* other :
       {"", "WAR", "WARCs are", "WARC/x", "WARC/1.0 is a format", "warc/1.0\r\n", "{\"a\": 1}"}) {
    EXPECT_FALSE(LooksLikeWarc(other)) << other;
  }
}

}  // namespace
}  // namespace reprise
