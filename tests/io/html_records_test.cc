#include "reprise/io/web/html_records.h"

#include <gtest/gtest.h>

#include <string>

namespace reprise {
namespace {

using namespace std::string_literals;

const std::string kPage =
    "<html lang=de><title>Titel</title><link rel=canonical href=https://a.example/>"
    "<p>Gr\xFC\xDF"
    "e an alle, die \xFC"
    "ber die Br\xFC"
    "cke gehen.";

// The text of a page that is read with padding behind it; the message of the error where it is
// none.
std::string TextOf(const std::string& page) {
  const std::unique_ptr<RecordReader> reader = CreateHtmlReader({});
  const std::string padded = page + std::string(kRecordPadding, '<');
  Record record;
  const absl::StatusOr<bool> read =
      reader->Read(std::string_view(padded).substr(0, page.size()), true, &record);
  EXPECT_FALSE(record.has_id);
  return read.ok() ? std::string(record.text) : "! " + std::string(read.status().message());
}

TEST(HtmlRecordsTest, TheFileIsOneRecord) {
  const std::unique_ptr<RecordReader> reader = CreateHtmlReader({});
  for (size_t size = 1; size <= kPage.size(); ++size) {
    EXPECT_EQ(reader->RecordSize(kPage.substr(0, size), false), std::nullopt);
    EXPECT_EQ(reader->RecordSize(kPage.substr(0, size), true), size);
    EXPECT_EQ(reader->WholeRecords(kPage.substr(0, size), false), 0U);
    EXPECT_EQ(reader->WholeRecords(kPage.substr(0, size), true), size);
  }
}

TEST(HtmlRecordsTest, TextInUtf8AndMembers) {
  RecordFields fields;
  fields.others = {"url", "date", "title", "/language"};
  const std::unique_ptr<RecordReader> reader = CreateHtmlReader(fields);
  Record record;
  ASSERT_TRUE(*reader->Read(kPage, true, &record));
  EXPECT_EQ(record.text, "Grüße an alle, die über die Brücke gehen.");
  EXPECT_EQ(record.others,
            (std::vector<std::string_view>{"https://a.example/", "", "Titel", "de"}));
  ASSERT_TRUE(*reader->Read("<p>other", true, &record));
  EXPECT_EQ(record.text, "other");
  EXPECT_EQ(record.others, (std::vector<std::string_view>{"", "", "", ""}));
}

TEST(HtmlRecordsTest, NoPage) {
  EXPECT_EQ(TextOf("<p>a\0b"s).find("! not a page: byte 0 at position 5"), 0U);
  EXPECT_EQ(TextOf("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s).find("! not a page: byte 0 at position 9"),
            0U);
  EXPECT_EQ(TextOf("\xFF\xFE<\0p\0>\0a\0"s), "a");
  EXPECT_EQ(TextOf("\xEF\xBB\xBF<p>a"), "a");
  EXPECT_EQ(TextOf("\xEF\xBB\xBF<p>a\0"s).substr(0, 2), "! ");
  EXPECT_EQ(TextOf("no tag at all"), "no tag at all");
  EXPECT_EQ(TextOf(""), "");
}

TEST(HtmlRecordsTest, AReaderGoesOnAfterAnError) {
  const std::unique_ptr<RecordReader> reader = CreateHtmlReader({});
  Record record;
  ASSERT_TRUE(reader->Read("<p>one", true, &record).ok());
  EXPECT_EQ(reader->Read("\0"s, true, &record).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(record.text, "");
  ASSERT_TRUE(reader->Read("<p>two", true, &record).ok());
  EXPECT_EQ(record.text, "two");
}

}  // namespace
}  // namespace reprise
