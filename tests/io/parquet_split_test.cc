#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "io/parquet_fixtures.h"
#include "reprise/io/parquet_file.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

using Paths = std::array<std::string, kParquetParts>;

TEST(ParquetSplitTest, SplitAndMergeKeepEverything) {
  nlohmann::json jobs = nlohmann::json::array();
  uint64_t seed = 0;
  for (const std::string& name : FixturesWithLines()) {
    for (int round = 0; round < 2; ++round) {
      ++seed;
      const std::string base = Scratch(absl::StrCat(name, ".", seed));
      const Paths parts = {absl::StrCat(base, ".0"), absl::StrCat(base, ".1"),
                           absl::StrCat(base, ".2")};
      const auto destination = [&](uint64_t row) { return Destination(row, seed); };
      const absl::StatusOr<ParquetSplitCounts> counts =
          SplitParquet(Fixture(name), destination, parts);
      ASSERT_TRUE(counts.ok()) << counts.status();
      for (size_t part = 0; part < kParquetParts; ++part) {
        ASSERT_EQ(fs::exists(parts[part]), part == 0 || counts->rows[part] > 0) << parts[part];
        if (fs::exists(parts[part])) {
          jobs.push_back(
              {{"file", parts[part]}, {"like", Fixture(name)}, {"seed", seed}, {"part", part}});
        }
      }
      const std::string whole = absl::StrCat(base, ".whole");
      const absl::StatusOr<uint64_t> rows = MergeParquet(parts, destination, whole);
      ASSERT_TRUE(rows.ok()) << rows.status();
      EXPECT_EQ(*rows, counts->rows[0] + counts->rows[1] + counts->rows[2]);
      EXPECT_TRUE(ReadRows(whole).text == Lines(name)) << name;
      jobs.push_back({{"file", whole}, {"like", Fixture(name)}});
    }
  }
  const std::string list = Scratch("jobs.json");
  WriteQuickly(list, jobs.dump());
  EXPECT_EQ(RunFixtureScript(absl::StrCat("check '", list, "'")),
            absl::StrCat(jobs.size(), " files checked\n"));
}

TEST(ParquetSplitTest, SplitToSomeOrNone) {
  const Paths outputs = {Scratch("some/0"), "", Scratch("some/2")};
  // All rows are dropped, and yet there is a file for the first part.
  absl::StatusOr<ParquetSplitCounts> counts = SplitParquet(
      Fixture("tiny"), [](uint64_t) { return uint8_t{1}; }, outputs);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->rows, (std::array<uint64_t, 3>{0, 0, 0}));
  EXPECT_EQ(counts->dropped, 3U);
  EXPECT_EQ(ReadRows(outputs[0]).text, "");
  EXPECT_EQ(ReadParquetSchema(outputs[0])->columns.size(), 3U);
  EXPECT_FALSE(fs::exists(outputs[2]));

  counts = SplitParquet(
      Fixture("tiny"), [](uint64_t row) { return static_cast<uint8_t>(row); }, outputs);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->dropped, 1U);
  EXPECT_EQ(counts->rows, (std::array<uint64_t, 3>{1, 0, 1}));
  EXPECT_EQ(ReadRows(outputs[0], {"id"}).text, "{\"id\":1}\n");
  EXPECT_EQ(ReadRows(outputs[2], {"id"}).text, "{\"id\":3}\n");

  // What a split before left behind does not stay where no rows go.
  const std::string stale = Scratch("some/stale");
  WriteQuickly(stale, "stale");
  ASSERT_TRUE(SplitParquet(Fixture("tiny"), [](uint64_t) { return uint8_t{0}; },
                           {Scratch("some/all"), stale, ""})
                  .ok());
  EXPECT_FALSE(fs::exists(stale));

  // Files that are not there have no rows.
  const auto turns = [](uint64_t row) { return static_cast<uint8_t>(row == 0 ? 2 : 0); };
  const std::string merged = Scratch("some/merged");
  ASSERT_TRUE(MergeParquet({outputs[0], Scratch("none"), outputs[2]}, turns, merged).ok());
  EXPECT_EQ(ReadRows(merged, {"id"}).text, "{\"id\":3}\n{\"id\":1}\n");
}

TEST(ParquetSplitTest, FailedOutputsAreRemoved) {
  const std::string output = Scratch("failed");
  const auto first = [](uint64_t) { return uint8_t{0}; };
  EXPECT_EQ(SplitParquet(Fixture("tiny"), [](uint64_t) { return uint8_t{3}; }, {output, "", ""})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  int asked = 0;
  EXPECT_EQ(
      SplitParquet(Fixture("small_pages"), first, {output, "", ""}, [&] { return ++asked > 3; })
          .status()
          .code(),
      absl::StatusCode::kCancelled);
  EXPECT_EQ(MergeParquet({Fixture("small_pages"), "", ""}, first, output, [] { return true; })
                .status()
                .code(),
            absl::StatusCode::kCancelled);
  const absl::Status different =
      MergeParquet(
          {Fixture("tiny"), Fixture("one_row"), ""},
          [](uint64_t row) { return static_cast<uint8_t>(row == 3); }, output)
          .status();
  EXPECT_EQ(different.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(Message(different).find("their columns differ"), std::string::npos) << different;
  const absl::Status unequal =
      MergeParquet({Fixture("tiny"), Fixture("tiny"), ""}, first, output).status();
  EXPECT_EQ(unequal.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(Message(unequal).find("has 3 rows, but 6 should come from it"), std::string::npos)
      << unequal;
  EXPECT_EQ(MergeParquet(
                {Fixture("tiny"), "", ""}, [](uint64_t) { return uint8_t{1}; }, output)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MergeParquet({output, "", ""}, first, output).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(output));
  // The system's own words, with their code.
  EXPECT_EQ(SplitParquet(Fixture("small_pages"), first, {"/dev/full", "", ""}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(fs::exists("/dev/full"));
}

}  // namespace
}  // namespace reprise
