#include "reprise/io/table/csv_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

std::string Without(const std::string& text, const std::vector<ByteRange>& ranges) {
  std::string rest;
  size_t done = 0;
  for (const ByteRange& range : ranges) {
    rest += text.substr(done, range.begin - done);
    done = range.end;
  }
  return rest + text.substr(done);
}

CsvColumns Columns(const std::string& header, const RecordFields& fields) {
  const auto columns = FindCsvColumns({}, header, fields);
  EXPECT_TRUE(columns.ok()) << columns.status();
  return columns.value_or(CsvColumns());
}

std::string TextOf(const std::string& row, const CsvColumns& columns) {
  EXPECT_EQ(CsvRowSize(columns.format, row, true), row.size()) << row;
  const auto reader = CreateCsvReader(columns);
  Record record;
  const absl::StatusOr<bool> is_document = reader->Read(row, false, &record);
  EXPECT_TRUE(is_document.ok()) << is_document.status() << " in " << row;
  return std::string(record.text);
}

std::string Cut(const std::string& row, const CsvColumns& columns,
                const std::vector<ByteRange>& parts) {
  const auto ranges = CsvSourceRanges(row, columns, parts);
  EXPECT_TRUE(ranges.ok()) << ranges.status() << " in " << row;
  if (!ranges.ok()) {
    return "";
  }
  for (size_t i = 0; i < ranges->size(); ++i) {
    EXPECT_LT((*ranges)[i].begin, (*ranges)[i].end);
    EXPECT_TRUE(i == 0 || (*ranges)[i - 1].end <= (*ranges)[i].begin);
  }
  return Without(row, *ranges);
}

TEST(CsvSourceTest, PlainAndQuoted) {
  const CsvColumns columns = Columns("id,text\n", {});
  EXPECT_EQ(Cut("1,one two three\r\n", columns, {{4, 8}}), "1,one three\r\n");
  EXPECT_EQ(Cut("1,\"a\"\"b\"\"\nc\"", columns, {{1, 3}}), "1,\"a\"\"\nc\"");
  EXPECT_EQ(Cut("1,\"a\"\"b\"", columns, {{0, 1}, {2, 3}}), "1,\"\"\"\"");
  EXPECT_EQ(Cut("1,abc", columns, {{0, 3}}), "1,");
  EXPECT_EQ(Cut("1,abc", columns, {{1, 1}}), "1,abc");
}

TEST(CsvSourceTest, WhatIsLeftOfAnUnquotedFieldBeginsWithNoQuote) {
  const CsvColumns columns = Columns("text,id\n", {});
  EXPECT_EQ(Cut("ab\"c\",1\n", columns, {{0, 2}}), "b\"c\",1\n");
  EXPECT_EQ(Cut("a\"\"c,1\n", columns, {{0, 2}}), "a\"\"c,1\n");
  EXPECT_EQ(Cut("\xC3\xA4\"c,1\n", columns, {{0, 2}}), "\xC3\xA4\"c,1\n");
  EXPECT_EQ(Cut("ab\"c,1\n", columns, {{0, 1}, {1, 2}}), "b\"c,1\n");
  EXPECT_EQ(Cut("ab\"c,1\n", columns, {{0, 1}, {1, 3}}), "c,1\n");
  EXPECT_EQ(Cut("ab\",1\n", columns, {{0, 3}}), ",1\n");
}

TEST(CsvSourceTest, PartsReachOverSeveralColumns) {
  const CsvColumns columns = Columns("body,id,title,none\n", {{"title", "none", "body"}, "id"});
  ASSERT_EQ(TextOf("body text,1,\"head line\",\n", columns), "head line\n\nbody text");
  EXPECT_EQ(Cut("body text,1,\"head line\",\n", columns, {{4, 16}}), "text,1,\"head\",\n");
  EXPECT_EQ(Cut("body text,1,\"head line\",\n", columns, {{9, 11}}),
            "body text,1,\"head line\",\n");
  EXPECT_EQ(Cut("ab,1,,\n", Columns("text,id,x,y\n", {{"text", "text"}, "id"}), {{0, 1}, {4, 5}}),
            ",1,,\n");
}

TEST(CsvSourceTest, ATextThatIsNotTheRows) {
  const CsvColumns columns = Columns("id,text\n", {});
  for (const char* row : {"1,ab\n", "1,\"ab\"\n", "1\n", "1,\"ab", ""}) {
    const auto ranges = CsvSourceRanges(row, columns, std::vector<ByteRange>{{1, 3}});
    EXPECT_TRUE(absl::IsInternal(ranges.status())) << row;
  }
}

TEST(CsvSourceTest, WhatIsCutFromTheRowIsCutFromTheText) {
  const std::vector<std::string> pieces = {"a",    "b c", "\"", "\xC3\xA9", "\xE4\xB8\x80",
                                           "\xFF", ",",   "\n"};
  const CsvColumns columns = Columns("x,id,y\n", {{"y", "x"}, "id"});
  size_t exceptions = 0;
  for (uint64_t seed = 0; seed < 30000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::string sources[2];
    bool quoted[2];
    for (size_t k = 0; k < 2; ++k) {
      quoted[k] = random() % 2 == 0;
      sources[k] = quoted[k] ? "\"" : "";
      for (size_t length = random() % 7; length > 0; --length) {
        const std::string& piece = pieces[random() % (quoted[k] ? pieces.size() : 6)];
        sources[k] += piece == "\"" && quoted[k]            ? "\"\""
                      : sources[k].empty() && piece == "\"" ? "q"
                                                            : piece;
      }
      sources[k] += quoted[k] ? "\"" : "";
    }
    const std::string row = sources[0] + ",7," + sources[1] + "\n";
    const std::string text = TextOf(row, columns);
    const size_t joint = TextOf(sources[1] + "\n", Columns("text", {})).size();
    std::vector<size_t> places;
    for (size_t i = 0; i <= text.size(); ++i) {
      if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
        places.push_back(i);
      }
    }
    std::vector<size_t> ends;
    for (size_t k = 0; k < 4; ++k) {
      ends.push_back(places[random() % places.size()]);
    }
    std::sort(ends.begin(), ends.end());
    // What is expected of each column, and of the text.
    std::string expected[2];  // of y and x
    for (size_t i = 0; i < text.size(); ++i) {
      const bool cut = (ends[0] <= i && i < ends[1]) || (ends[2] <= i && i < ends[3]);
      if (i != joint && !cut) {
        expected[i > joint ? 1 : 0] += text[i];
      }
    }
    const std::string cut_row = Cut(row, columns, {{ends[0], ends[1]}, {ends[2], ends[3]}});
    const std::string got = TextOf(cut_row, columns);
    if ((!quoted[1] && expected[0].starts_with('"')) ||
        (!quoted[0] && expected[1].starts_with('"'))) {
      // A character more of a column, and the quotes behind it; nothing less.
      ++exceptions;
      ASSERT_GT(got.size(), expected[0].size() + expected[1].size() + 1);
      ASSERT_TRUE(got.ends_with(expected[1])) << row;
      ASSERT_NE(got.find(expected[0] + "\n"), std::string::npos) << row;
    } else {
      ASSERT_EQ(got, expected[0] + "\n" + expected[1]) << row;
    }
  }
  EXPECT_GT(exceptions, 100);
}

}  // namespace
}  // namespace reprise
