#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "io/parquet_fixtures.h"
#include "reprise/io/file.h"
#include "reprise/io/parquet_file.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

TEST(ParquetDamageTest, TruncatedAnywhere) {
  const absl::StatusOr<std::string> whole = ReadWholeFile(Fixture("tiny"));
  ASSERT_TRUE(whole.ok());
  const std::string path = Scratch("truncated");
  for (size_t size = 0; size < whole->size(); ++size) {
    WriteQuickly(path, whole->substr(0, size));
    const Reading rows = ReadRows(path);
    ASSERT_EQ(rows.status.code(), absl::StatusCode::kDataLoss) << size << rows.status;
    ASSERT_NE(Message(rows.status).find("has no footer: it breaks off after"), std::string::npos);
    ASSERT_EQ(rows.text, "");
  }
  // The end is there, but what is before it is not.
  for (size_t size = 4; size < whole->size(); size += 3) {
    WriteQuickly(path, "PAR1" + whole->substr(size));
    const Reading rows = ReadRows(path);
    ASSERT_TRUE(size == 4 ? rows.status.ok() : rows.status.code() == absl::StatusCode::kDataLoss)
        << size << rows.status;
  }
}

// Whether one text is the other's beginning, up to the end of a line.
bool IsBeginning(const std::string& text, const std::string& whole) {
  return whole.starts_with(text) && (text.empty() || text.back() == '\n');
}

TEST(ParquetDamageTest, RowsBeforeDamageAreHandedOut) {
  const absl::StatusOr<std::string> whole = ReadWholeFile(Fixture("checked"));
  ASSERT_TRUE(whole.ok());
  const std::string lines = Lines("checked");
  const std::string path = Scratch("damaged");
  size_t longest = 0;
  int harmless = 0;
  // Pages have checksums here, so no change of a value passes.
  for (size_t place = 400; place + 8000 < whole->size(); place += 1777) {
    std::string damaged = *whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    WriteQuickly(path, damaged);
    const Reading rows = ReadRows(path);
    if (rows.status.ok()) {  // it was something in the head of a page that does not count
      ASSERT_TRUE(rows.text == lines) << place;
      ++harmless;
      continue;
    }
    ASSERT_EQ(rows.status.code(), absl::StatusCode::kDataLoss) << place << rows.status;
    ASSERT_NE(Message(rows.status).find(absl::StrCat(path, ", row group 1, column \"text\": ")),
              std::string::npos)
        << rows.status;
    ASSERT_TRUE(IsBeginning(rows.text, lines)) << place;
    longest = std::max(longest, rows.text.size());
    const std::string output = Scratch("of-damaged");
    ASSERT_FALSE(SplitParquet(path, [](uint64_t) { return uint8_t{0}; }, {output, "", ""}).ok());
    ASSERT_FALSE(fs::exists(output));
  }
  EXPECT_GT(longest, lines.size() / 2);
  EXPECT_LT(harmless, 5);
}

TEST(ParquetDamageTest, RandomDamageNeverCrashes) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  const std::string path = Scratch("flipped");
  size_t refused = 0;
  size_t tries = 0;
  for (const std::string name :
       {"tiny", "types_none_1.0", "types_zstd_2.0", "nested_none_2.0", "nested_gzip_1.0",
        "encodings", "int96", "many_groups", "nested_legacy"}) {
    const absl::StatusOr<std::string> whole = ReadWholeFile(Fixture(name));
    ASSERT_TRUE(whole.ok());
    for (int round = 0; round < 150; ++round) {
      std::string damaged = *whole;
      const size_t flips = 1 + random() % 4;
      for (size_t flip = 0; flip < flips; ++flip) {
        // Half of them in the footer, where everything else is described.
        const size_t range = random() % 2 == 0 ? damaged.size() : damaged.size() / 8;
        char& byte = damaged[damaged.size() - 1 - random() % range];
        byte = static_cast<char>(round % 2 == 0 ? byte ^ (1 << random() % 8)
                                                : static_cast<int>(random() % 256));
      }
      WriteQuickly(path, damaged);
      ++tries;
      const Reading rows = ReadRows(path);
      refused += rows.status.ok() ? 0 : 1;
      ASSERT_TRUE(rows.status.ok() || rows.status.code() == absl::StatusCode::kDataLoss ||
                  rows.status.code() == absl::StatusCode::kResourceExhausted ||
                  rows.status.code() == absl::StatusCode::kUnimplemented ||
                  rows.status.code() == absl::StatusCode::kInvalidArgument)
          << rows.status;
      if (round % 4 == 0) {
        const auto destination = [](uint64_t row) { return Destination(row, 1); };
        SplitParquet(path, destination, {Scratch("f0"), Scratch("f1"), ""}).status().IgnoreError();
      }
    }
  }
  EXPECT_GT(refused, tries / 4) << "of " << tries;
  std::cout << refused << " of " << tries << " damaged files were refused\n";
}

}  // namespace
}  // namespace reprise
