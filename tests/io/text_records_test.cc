#include "reprise/io/text_records.h"

#include <gtest/gtest.h>

#include <string>

namespace reprise {
namespace {

using namespace std::string_literals;

// "" where it is read as it is; else the message.
std::string ErrorOf(const std::string& file) {
  const std::unique_ptr<RecordReader> reader = CreateTextReader({});
  Record record;
  record.text = "before";
  const absl::StatusOr<bool> read = reader->Read(file, true, &record);
  if (!read.ok()) {
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(record.text, "");
    return std::string(read.status().message());
  }
  EXPECT_TRUE(*read);
  EXPECT_FALSE(record.has_id);
  EXPECT_EQ(record.text, file);
  EXPECT_EQ(record.text.data(), file.data());  // a part of the file, so that it can be cut
  return "";
}

TEST(TextRecordsTest, TheFileIsOneRecord) {
  const std::unique_ptr<RecordReader> reader = CreateTextReader({});
  EXPECT_EQ(reader->RecordSize("a\nb", false), std::nullopt);
  EXPECT_EQ(reader->RecordSize("a\nb", true), 3U);
  EXPECT_EQ(reader->WholeRecords("a\nb", false), 0U);
  EXPECT_EQ(reader->WholeRecords("a\nb", true), 3U);
}

TEST(TextRecordsTest, TextAsItIs) {
  EXPECT_EQ(ErrorOf(""), "");
  EXPECT_EQ(ErrorOf("\xEF\xBB\xBF a\r\n\n"), "");
  EXPECT_EQ(ErrorOf("caf\xE9 \xFF\xFE"), "");
  EXPECT_EQ(ErrorOf("PK, GIF and %PDF"), "");
  EXPECT_EQ(ErrorOf(std::string(4096, 'a') + "\0"s), "");
}

TEST(TextRecordsTest, MembersAreEmpty) {
  RecordFields fields;
  fields.others = {"url", "date"};
  Record record;
  ASSERT_TRUE(*CreateTextReader(fields)->Read("a", true, &record));
  EXPECT_EQ(record.others, (std::vector<std::string_view>{"", ""}));
}

TEST(TextRecordsTest, WhatIsPlainlyNoText) {
  EXPECT_EQ(ErrorOf("\x89PNG\r\n\x1A\n..."),
            "not plain text but, as it begins, a PNG image; leave it out");
  EXPECT_EQ(ErrorOf("\xFF\xD8\xFF\xE0"),
            "not plain text but, as it begins, a JPEG image; leave it out");
  EXPECT_EQ(ErrorOf("%PDF-1.7"),
            "not plain text but, as it begins, a PDF document; extract its text first");
  EXPECT_NE(ErrorOf("PK\x03\x04"), "");
  EXPECT_NE(ErrorOf("GIF89a"), "");
  EXPECT_NE(ErrorOf("\x7F"
                    "ELF"),
            "");
  EXPECT_EQ(ErrorOf("\xFF\xFE"
                    "a\0"s),
            "not plain text but, as it begins, text in UTF-16; convert it to UTF-8 first, as with "
            "iconv");
  EXPECT_NE(ErrorOf("\xFF\xFE\0\0a\0\0\0"s).find("UTF-32"), std::string::npos);
  EXPECT_EQ(
      ErrorOf("a\0b\0"s),
      "not plain text: 2 of its first 4 bytes are 0; leave the file out, or convert it to UTF-8 if "
      "it is UTF-16");
  EXPECT_NE(ErrorOf(std::string(3000, 'a') + std::string(1096, '\0')), "");
  // Stray ones do not make it something else, nor does what comes late.
  EXPECT_EQ(ErrorOf("abc\0"s), "");
  EXPECT_EQ(ErrorOf(std::string(4096, 'a') + std::string(4096, '\0')), "");
  EXPECT_EQ(ErrorOf("\xFF\xFE"), "");
}

}  // namespace
}  // namespace reprise
