#include "reprise/io/table/csv_records.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reprise {
namespace {

using Strings = std::vector<std::string>;

// What a reader makes of a file: "id|text|others..." for documents, "-" where there is none, "!"
// and the message for what is malformed; the message alone where the header is refused.
Strings ReadFile(const CsvFormat& format, const std::string& content, const RecordFields& fields) {
  const size_t header = CsvHeaderSize(format, content, true).value_or(0);
  auto reader = CreateCsvReader(format, std::string_view(content).substr(0, header), fields);
  if (!reader.ok()) {
    EXPECT_TRUE(absl::IsInvalidArgument(reader.status()));
    return {std::string(reader.status().message())};
  }
  Strings records;
  std::string_view rest = std::string_view(content).substr(header);
  EXPECT_EQ((*reader)->WholeRecords(rest, true), rest.size());
  while (!rest.empty()) {
    const std::string_view row = rest.substr(0, *(*reader)->RecordSize(rest, true));
    rest.remove_prefix(row.size());
    Record record;
    const absl::StatusOr<bool> is_document = (*reader)->Read(row, false, &record);
    if (!is_document.ok()) {
      EXPECT_TRUE(absl::IsInvalidArgument(is_document.status()));
      EXPECT_TRUE(record.text.empty() && !record.has_id);
      records.push_back("!" + std::string(is_document.status().message()));
    } else if (!*is_document) {
      records.emplace_back("-");
    } else {
      std::string text = record.has_id ? std::string(record.id) : "(none)";
      text += "|" + std::string(record.text);
      for (const std::string_view other : record.others) {
        text += "|" + std::string(other);
      }
      records.push_back(text);
    }
  }
  return records;
}

TEST(CsvRecordsTest, TextsAndIds) {
  EXPECT_EQ(ReadFile({}, "id,text\n1,one\n2,\"two, \"\"2\"\"\nlines\"\r\n\n,three\n4,\n5,end", {}),
            (Strings{"1|one", "2|two, \"2\"\nlines", "-", "(none)|three", "4|", "5|end"}));
  EXPECT_EQ(ReadFile({}, "text\rone\rsay \"x\"\r\"\"\r", {}),
            (Strings{"(none)|one", "(none)|say \"x\"", "(none)|"}));
  EXPECT_EQ(ReadFile({'\t'}, "text\tid\na, b\t1\n\"a\tb\"\t\"2\"\n\t\n", {}),
            (Strings{"1|a, b", "2|a\tb", "(none)|"}));
  EXPECT_EQ(ReadFile({}, "id,text\n", {}), Strings{});
}

TEST(CsvRecordsTest, ColumnsAreFoundByTheirNames) {
  RecordFields fields{{"title", "/body~1text"}, "key", {"date", "none", "quoted"}};
  EXPECT_EQ(ReadFile({},
                     "\xEF\xBB\xBF\"qu\"\"oted\",key,body/text,title,quoted,date,title\n"
                     "q,k,b,t,z,\"d\"\"\",no\n,,,,,,\n",
                     fields),
            (Strings{"k|t\nb|d\"||z", "(none)|\n|||"}));
  fields.others = {"qu\"oted"};
  EXPECT_EQ(ReadFile({}, "\"qu\"\"oted\",key,body/text,title\nq,k,b,t\n", fields),
            (Strings{"k|t\nb|q"}));
}

TEST(CsvRecordsTest, Malformed) {
  const std::string rows = "id,text\n1\n1,a,b\n1,\"a\"b\n2,b\n3,\"c\n4,d\n";
  const std::string advice =
      " where the header names 2 columns; quote fields that hold separators or line breaks";
  const std::string after_quote =
      "!text follows the closing quote at byte 5; write quotes within a quoted field twice";
  const std::string unclosed =
      "!the quote at byte 3 is not closed (within 16777216 bytes); close it, or write it twice "
      "within a field that is quoted itself";
  EXPECT_EQ(ReadFile({}, rows, {}),
            (Strings{"!a row of 1 field" + advice, "!a row of 3 fields" + advice, after_quote,
                     "2|b", unclosed, "4|d"}));
}

TEST(CsvRecordsTest, HeadersThatAreRefused) {
  EXPECT_EQ(ReadFile({}, "id,body\n1,x\n", {}),
            Strings{"no column \"text\"; the header names \"id\", \"body\": name the one that "
                    "holds the text"});
  EXPECT_EQ(ReadFile({}, "", {}),
            Strings{"there is no header: the first row must name the columns"});
  EXPECT_EQ(ReadFile({}, "\xEF\xBB\xBF\n \n", {}),
            Strings{"there is no header: the first row must name the columns"});
  EXPECT_EQ(ReadFile({}, "id,\"text\n1,x\n", {}).front().substr(0, 35),
            "in the header, the quote at byte 4 ");
  EXPECT_EQ(ReadFile({}, "text\nx\n", {{}, "id"}), Strings{"no text member is named"});
  EXPECT_EQ(ReadFile({'\n'}, "text\nx\n", {}),
            Strings{"quotes and line breaks cannot separate fields"});
  EXPECT_EQ(ReadFile({}, "text" + std::string(100000, ',') + "\n", {}),
            Strings{"the header names 100001 columns; at most 100000 can be read"});
  const std::string many = "a" + std::string(30, ',') + std::string(79, 'x') + "\xC3\xA4\n";
  EXPECT_NE(ReadFile({}, many, {}).front().find(" and 11 more"), std::string::npos);
}

TEST(CsvRecordsTest, HeaderSize) {
  const std::vector<std::pair<std::string, size_t>> cases = {{"\xEF\xBB\xBFid,text\n1,x\n", 11},
                                                             {"\n \r\nid,\"te\nxt\"\r\n1,x\n", 16},
                                                             {"text\r1,x\n", 5},
                                                             {"id,text", 7},
                                                             {"", 0},
                                                             {"\xEF\xBB\xBF", 3},
                                                             {"\n\n", 2},
                                                             {"\xEF\xBB", 2}};
  for (const auto& [content, size] : cases) {
    EXPECT_EQ(CsvHeaderSize({}, content, true), size) << content;
    for (size_t cut = 0; cut <= content.size(); ++cut) {
      const auto early = CsvHeaderSize({}, content.substr(0, cut), false);
      EXPECT_TRUE(!early.has_value() || *early == size) << cut << " of " << content;
      EXPECT_TRUE(early.has_value() || cut <= size) << cut << " of " << content;
    }
  }
}

}  // namespace
}  // namespace reprise
