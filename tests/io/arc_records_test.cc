#include "reprise/io/web/arc_records.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

using Lines = std::vector<std::string>;

std::string ArcRecord(const std::string& url, const std::string& type, const std::string& body) {
  return absl::StrCat(url, " 1.2.3.4 20140216050221 ", type, " ", body.size(), "\n", body, "\n");
}

const char* const kVersionBlock =
    "filedesc://a.arc 0.0.0.0 20140216050221 text/plain 72\n"
    "1 0 Someone\nURL IP-address Archive-date Content-type Archive-length\n\n\n\n\n\n";

std::string Page(const std::string& url, const std::string& body,
                 const std::string& status = "200 OK") {
  return ArcRecord(url, "text/html",
                   absl::StrCat("HTTP/1.1 ", status, "\r\nContent-Type: text/html\r\n\r\n", body));
}

// One line per record: the id and the text, "-" for none, or the error.
Lines ReadAll(std::string_view file, const RecordFields& fields = {}) {
  const std::unique_ptr<RecordReader> reader = CreateArcReader(fields);
  Lines lines;
  while (!file.empty()) {
    const std::optional<size_t> size = reader->RecordSize(file, true);
    if (!size.has_value()) return {"no size"};
    Record record;
    const absl::StatusOr<bool> is_document = reader->Read(file.substr(0, *size), false, &record);
    if (!is_document.ok()) {
      EXPECT_EQ(is_document.status().code(), absl::StatusCode::kInvalidArgument);
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

TEST(ArcReaderTest, PagesAndWhatIsNone) {
  EXPECT_EQ(
      ReadAll(kVersionBlock + Page("http://a/", "<p>One") + Page("http://b/ c", "<p>Two") +
              Page("http://d/", "<p>gone", "404 Not Found") +
              ArcRecord("dns:a", "text/dns", "20140216\na IN A 1.2.3.4") +
              ArcRecord("ftp://a/b.txt", "text/plain", "Three") +
              ArcRecord("http://a/c", "no-type", "Four")),
      Lines({"-", "http://a/: One", "http://b/ c: Two", "-", "-", "ftp://a/b.txt: Three", "-"}));
}

TEST(ArcReaderTest, SecondVersion) {
  EXPECT_EQ(ReadAll("http://a/ 1.2.3.4 20140216050221 text/plain 200 sum - 0 a.arc 3\nabc\n"),
            Lines({"http://a/: abc"}));
}

TEST(ArcReaderTest, NamedFields) {
  RecordFields fields;
  fields.others = {"url", "host", "date", "title", "language", "ip", "type", "none", "/url"};
  EXPECT_EQ(ReadAll(Page("http://A.b/", "<html lang=en><title>T</title><p>One"), fields),
            Lines({"http://A.b/: One|http://A.b/|a.b|2014-02-16T05:02:21Z|T|en|1.2.3.4|text/html||"
                   "http://A.b/"}));
  fields.others = {"date"};
  EXPECT_EQ(ReadAll("http://a/ - 20140216 text/plain 1\nx\n", fields),
            Lines({"http://a/: x|20140216"}));
  fields = {};
  fields.id = "date";
  EXPECT_EQ(ReadAll(Page("http://a/", "<p>One"), fields), Lines({"2014-02-16T05:02:21Z: One"}));
  fields.id = "none";
  EXPECT_EQ(ReadAll(Page("http://a/", "<p>One"), fields), Lines({"no id: One"}));
}

TEST(ArcReaderTest, MalformedRecordsLeaveTheOthersAlone) {
  const std::string good = Page("http://a/", "<p>good");
  const std::string wrong = "http://b/ 1.2.3.4 20140216050221 text/html 5\nfar too long\n";
  const std::string cut = "http://c/ 1.2.3.4 20140216050221 text/html 500\nfar too short\n";
  const Lines lines = ReadAll("junk\n" + good + wrong + good + cut + good + cut);
  ASSERT_EQ(lines.size(), 7u) << ::testing::PrintToString(lines);
  for (const size_t i : {1, 3, 5}) EXPECT_EQ(lines[i], "http://a/: good");
  EXPECT_NE(lines[0].find("no ARC record"), std::string::npos) << lines[0];
  EXPECT_NE(lines[2].find("announces 5 bytes"), std::string::npos) << lines[2];
  EXPECT_NE(lines[4].find("announces 500 bytes"), std::string::npos) << lines[4];
  EXPECT_NE(lines[6].find("announces 500 bytes, but 14 are left"), std::string::npos) << lines[6];
}

TEST(LooksLikeArcTest, ByTheFirstLine) {
  EXPECT_TRUE(LooksLikeArc(kVersionBlock));
  EXPECT_TRUE(LooksLikeArc("filedesc://a"));
  EXPECT_TRUE(LooksLikeArc(Page("http://a/", "x")));
  for (const char* other : {"", "http://a/\n", "WARC/1.0\r\n", "filedesc:", "{\"a\": 1}"}) {
    EXPECT_FALSE(LooksLikeArc(other)) << other;
  }
}

}  // namespace
}  // namespace reprise
