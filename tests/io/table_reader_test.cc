#include "reprise/io/table/table_reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "reprise/io/file.h"

namespace reprise {
namespace {

// The rows of a table with that content, each "line:value|value", "-" for what is absent; the
// message of the error where there is one.
std::vector<std::string> Rows(const std::string& content, const std::vector<std::string>& columns) {
  const std::string path = ::testing::TempDir() + "reprise-table";
  EXPECT_TRUE(WriteWholeFile(path, content).ok());
  std::vector<std::string> rows;
  const absl::Status status = ReadTable(path, columns, [&](const TableRow& row) {
    std::string text = std::to_string(row.line) + ":";
    for (size_t i = 0; i < row.values.size(); ++i) {
      text += (i == 0 ? "" : "|") + (row.present[i] ? row.values[i] : std::string("-"));
    }
    rows.push_back(text);
    return absl::OkStatus();
  });
  if (!status.ok()) {
    std::string message(status.message());
    rows.push_back(message.substr(message.find(path) == 0 ? path.size() : 0));
  }
  std::filesystem::remove(path);
  return rows;
}

using Lines = std::vector<std::string>;

TEST(TableReaderTest, JsonLines) {
  EXPECT_EQ(Rows("{\"id\":\"a\",\"label\":3}\n\n{\"label\":null,\"id\":7,\"text\":[1]}\r\n",
                 {"id", "label"}),
            (Lines{"1:a|3", "3:7|-"}));
  // Numbers as they are written; the first of two members; nothing of what is inside others.
  EXPECT_EQ(
      Rows("{\"id\":1e5}\n{\"id\":1.50}\n{\"id\":12345678901234567890123}\n{\"id\":-7}\n", {"id"}),
      (Lines{"1:1e5", "2:1.50", "3:12345678901234567890123", "4:-7"}));
  EXPECT_EQ(Rows("{\"in\":{\"id\":\"x\"},\"id\":\"a\",\"id\":\"b\"}\n[1]\n", {"id"}),
            (Lines{"1:a", ":2: not a JSON object"}));
  EXPECT_EQ(Rows("{\"id\":\"a\"}\n{\"id\":\n", {"id"}), (Lines{"1:a", ":2: not a JSON object"}));
  EXPECT_EQ(Rows("{\"id\":[1]}\n", {"id"}), (Lines{":1: \"id\" is neither a string nor a number"}));
}

TEST(TableReaderTest, SeparatedByTabs) {
  EXPECT_EQ(Rows("id\tcluster\nx, y\t1\n\"q\t2\nshort\n", {"cluster", "id", "other"}),
            (Lines{"2:1|x, y|-", "3:2|\"q|-", "4:-|short|-"}));
}

TEST(TableReaderTest, SeparatedByCommas) {
  EXPECT_EQ(Rows("id,label\n\"a,b\",\"say \"\"x\"\"\"\nc,\n", {"id", "label"}),
            (Lines{"2:a,b|say \"x\"", "3:c|"}));
  EXPECT_EQ(Rows("id,label\n\"a,b\n", {"id"}), (Lines{":2: a quote does not end on its line"}));
}

TEST(TableReaderTest, NothingAndByteOrderMark) {
  EXPECT_EQ(Rows("", {"id"}), Lines{});
  EXPECT_EQ(Rows("\n \n", {"id"}), Lines{});
  EXPECT_EQ(Rows("\xEF\xBB\xBFid\tx\na\tb", {"id", "x"}), (Lines{"2:a|b"}));
}

TEST(TableReaderTest, EndsWithTheVisitorsErrorOrTheFiles) {
  EXPECT_FALSE(
      ReadTable("/nowhere/at/all", {"id"}, [](const TableRow&) { return absl::OkStatus(); }).ok());
  const std::string path = ::testing::TempDir() + "reprise-table";
  ASSERT_TRUE(WriteWholeFile(path, "id\nx\ny\n").ok());
  int rows = 0;
  const absl::Status status = ReadTable(path, {"id"}, [&](const TableRow&) {
    ++rows;
    return absl::AbortedError("enough");
  });
  EXPECT_EQ(status.message(), "enough");
  EXPECT_EQ(rows, 1);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace reprise
