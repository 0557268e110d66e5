#include "reprise/io/table/csv_row.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

// What a row is, found byte by byte.
struct NaiveRow {
  size_t size = 0;
  bool malformed = false;
  std::vector<std::string> fields;  // decoded; of a well-formed row
};

NaiveRow ReadNaively(const CsvFormat& format, const std::string& text) {
  NaiveRow row;
  enum { kBegin, kPlain, kQuoted, kMaybeClosed } state = kBegin;
  bool unclosed = false;
  std::string field;
  size_t open = 0;
  size_t i = 0;
  for (;; ++i) {
    if (state == kQuoted && (i == text.size() || i - open - 1 >= format.max_quoted_bytes)) {
      row.malformed = unclosed = true;
      state = kPlain;
      i = open;
    }
    const bool ends = i == text.size() || text[i] == '\n' || text[i] == '\r';
    if (state == kQuoted && text[i] == '"') {
      state = kMaybeClosed;
    } else if (state == kQuoted) {
      field += text[i];
    } else if (state == kMaybeClosed && i < text.size() && text[i] == '"') {
      state = kQuoted;
      field += '"';
    } else if (ends || text[i] == format.separator) {
      row.fields.push_back(field);
      field.clear();
      state = unclosed ? kPlain : kBegin;
      if (ends) {
        break;
      }
    } else if (state == kBegin && text[i] == '"') {
      state = kQuoted;
      open = i;
    } else {
      row.malformed = row.malformed || state == kMaybeClosed;
      state = kPlain;
      field += text[i];
    }
  }
  row.size = i;
  if (i < text.size()) {
    row.size += text.compare(i, 2, "\r\n") == 0 ? 2 : 1;
  }
  return row;
}

std::string DecodeField(const std::string& row, const CsvField& field) {
  std::string text;
  for (size_t i = field.begin; i < field.end; ++i) {
    text += row[i];
    if (field.is_quoted && row[i] == '"') {
      EXPECT_TRUE(field.has_doubled_quotes);
      ++i;
    }
  }
  return text;
}

// Holds everything said about the first row of `text` against the twin.
void Check(const CsvFormat& format, const std::string& text) {
  const NaiveRow naive = ReadNaively(format, text);
  ASSERT_EQ(CsvRowSize(format, text, true), naive.size) << text;
  bool known = false;
  for (size_t size = 0; size <= text.size(); ++size) {
    const std::optional<size_t> early = CsvRowSize(format, text.substr(0, size), false);
    ASSERT_TRUE(!known || early.has_value()) << "forgotten after " << size << " of " << text;
    known = early.has_value();
    if (known) {
      ASSERT_EQ(*early, naive.size) << "from " << size << " of " << text;
      ASSERT_LE(*early, size);
    }
  }
  const std::string row = text.substr(0, naive.size);
  std::vector<CsvField> fields;
  const absl::StatusOr<size_t> count = SplitCsvRow(format, row, 100, &fields);
  ASSERT_EQ(count.ok(), !naive.malformed) << text;
  if (!count.ok()) {
    return;
  }
  std::vector<std::string> decoded;
  decoded.reserve(fields.size());
  for (const CsvField& field : fields) {
    decoded.push_back(DecodeField(row, field));
  }
  ASSERT_EQ(decoded, naive.fields) << text;
  ASSERT_EQ(*count, naive.fields.size());
}

TEST(CsvRowTest, AllShortTexts) {
  const std::string letters = "a,\"\n\r";
  for (const size_t limit : {size_t{1}, size_t{2}, size_t{3}, size_t{100}}) {
    const CsvFormat format{',', limit};
    size_t count = 1;
    for (size_t length = 1; length <= 7; ++length) {
      count *= letters.size();
      std::string text(length, ' ');
      for (size_t number = 0; number < count; ++number) {
        size_t rest = number;
        for (char& c : text) {
          c = letters[rest % letters.size()];
          rest /= letters.size();
        }
        Check(format, text);
        ASSERT_FALSE(HasFatalFailure());
      }
    }
  }
}

TEST(CsvRowTest, RandomTexts) {
  const std::string letters = "ab,\t\"\"\"\n\r ";
  for (uint64_t seed = 0; seed < 20000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::string text(1 + random() % 40, ' ');
    for (char& c : text) {
      c = letters[random() % letters.size()];
    }
    Check({random() % 2 == 0 ? ',' : '\t', 1 + random() % 30}, text);
    ASSERT_FALSE(HasFatalFailure());
  }
}

TEST(CsvRowTest, AStrayQuoteCostsItsLineAlone) {
  const std::string text = "a,\"b\nc,d\ne,f\n";
  EXPECT_EQ(CsvRowSize({}, text, false), std::nullopt);
  EXPECT_EQ(CsvRowSize({}, text, true), 5);
  EXPECT_EQ(CsvRowSize({',', 10}, text, false), 5);
  std::vector<CsvField> fields;
  const auto count = SplitCsvRow({',', 10}, text.substr(0, 5), 9, &fields);
  EXPECT_EQ(count.status().message(),
            "the quote at byte 3 is not closed (within 10 bytes); close it, or write it twice "
            "within a field that is quoted itself");
}

TEST(CsvRowTest, TextAfterAQuote) {
  std::vector<CsvField> fields;
  const auto count = SplitCsvRow({}, "\"a\"b,c", 9, &fields);
  EXPECT_EQ(count.status().message(),
            "text follows the closing quote at byte 3; write quotes within a quoted field twice");
}

TEST(CsvRowTest, ManyFieldsTakeNoMemory) {
  std::vector<CsvField> fields;
  const auto count = SplitCsvRow({}, std::string(100000, ','), 3, &fields);
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(*count, 100001);
  EXPECT_EQ(fields.size(), 3);
}

TEST(CsvRowTest, BlankRows) {
  for (const char* row : {"", "\n", "\r", "\r\n", "  \t\n"}) {
    EXPECT_TRUE(IsBlankCsvRow({}, row)) << row;
  }
  EXPECT_FALSE(IsBlankCsvRow({'\t'}, " \t\n"));
  EXPECT_FALSE(IsBlankCsvRow({}, "\"\"\n"));
  EXPECT_FALSE(IsBlankCsvRow({}, ",\n"));
}

// Were each row looked through up to the limit, this would take hours.
TEST(CsvRowTest, RowsAreFoundInLinearTime) {
  std::string text = "a,\"b\n";
  constexpr size_t kLines = 200000;
  for (size_t i = 0; i < kLines; ++i) {
    text += "\"\",x\"\"y\n";  // never closes the quote above
  }
  size_t rows = 0;
  for (std::string_view rest = text; !rest.empty(); ++rows) {
    rest.remove_prefix(CsvRowSize({}, rest, true).value_or(rest.size()));
  }
  EXPECT_EQ(rows, kLines + 1);
}

}  // namespace
}  // namespace reprise
