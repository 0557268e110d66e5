#include "reprise/io/parquet_file.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "io/parquet_fixtures.h"
#include "reprise/io/parquet_loader.h"

namespace reprise {
namespace {

TEST(ParquetFileTest, RowsAreThoseOfPyarrow) {
  const std::vector<std::string> names = FixturesWithLines();
  ASSERT_GT(names.size(), 30U);
  for (const std::string& name : names) {
    for (const size_t piece : {size_t{61}, size_t{1} << 16, size_t{1} << 22}) {
      const Reading rows = ReadRows(Fixture(name), {}, piece);
      EXPECT_TRUE(rows.status.ok()) << rows.status;
      EXPECT_TRUE(rows.text == Lines(name)) << name << " by " << piece;
    }
  }
}

TEST(ParquetFileTest, ChosenColumnsInTheOrderOfTheSchema) {
  EXPECT_EQ(ReadRows(Fixture("tiny"), {}, 1).text,
            "{\"id\":1,\"text\":\"one\",\"of\":[1]}\n{\"id\":2,\"text\":null,\"of\":[]}\n"
            "{\"id\":3,\"text\":\"three\",\"of\":null}\n");
  EXPECT_EQ(ReadRows(Fixture("tiny"), {"text", "none"}).text,
            "{\"text\":\"one\"}\n{\"text\":null}\n{\"text\":\"three\"}\n");
  EXPECT_EQ(ReadRows(Fixture("tiny"), {"of", "id"}).text,
            "{\"id\":1,\"of\":[1]}\n{\"id\":2,\"of\":[]}\n{\"id\":3,\"of\":null}\n");
  EXPECT_EQ(ReadRows(Fixture("tiny"), {"none"}).text, "{}\n{}\n{}\n");
  EXPECT_TRUE(ReadRows(Fixture("types"), {"string", "uint64"}).text == Lines("types_subset"));
}

TEST(ParquetFileTest, Schema) {
  const auto describe = [](const std::string& path) {
    const absl::StatusOr<ParquetSchema> schema = ReadParquetSchema(path);
    EXPECT_TRUE(schema.ok()) << schema.status();
    std::string text =
        schema.ok() ? absl::StrCat(schema->rows, " in ", schema->row_groups) : std::string();
    for (size_t i = 0; schema.ok() && i < schema->columns.size(); ++i) {
      const ParquetColumn& column = schema->columns[i];
      absl::StrAppend(&text, ", ", column.name, column.is_text ? " text " : " ", column.type);
    }
    return text;
  };
  EXPECT_EQ(describe(Fixture("tiny")), "3 in 1, id int64, text text string, of list<int64>");
  EXPECT_EQ(describe(Fixture("many_groups")),
            "2500 in 358, id int64, text text string, source text string");
  EXPECT_EQ(describe(Fixture("encodings")),
            "200 in 1, int32 int32, int64 int64, string text string, fixed text binary, "
            "double double");
  const std::string types = describe(Fixture("types"));
  for (const std::string part :
       {"uint8 uint8", "bool bool", "half float16", "decimal9_2 decimal(9, 2)", "date32 date",
        "time_ns time", "instant_us timestamp", "string_view text string", "uuid uuid",
        "binary_view text binary", "dictionary text string", "null null"}) {
    EXPECT_NE(types.find(absl::StrCat(", ", part)), std::string::npos) << part << " in " << types;
  }
  for (const std::string name : {"nested", "nested_legacy"}) {
    EXPECT_EQ(describe(Fixture(name)),
              std::string(name == "nested" ? "300 in 5" : "300 in 1") +
                  ", list list<string>, large_list list<int64>, fixed_list list<double>, "
                  "struct struct<x: int32, y: string>, list_list list<list<int8>>, "
                  "structs list<struct<x: int32, y: string>>, "
                  "deep list<struct<words: list<string>, in: struct<n: int64, ns: list<int16>>>>, "
                  "map map<string, int32>, number_map map<int32, list<string>>")
        << name;
  }
}

TEST(ParquetFileTest, WhatIsNoParquetFile) {
  const auto code = [](const std::string& path) { return ReadRows(path).status.code(); };
  EXPECT_EQ(code(Fixture("none")), absl::StatusCode::kNotFound);
  EXPECT_EQ(code("/"), absl::StatusCode::kInvalidArgument);
  const std::string path = Scratch("other");
  for (const std::string content : {"{\"text\":1}\n", "PARX and more of it", "P4R1"}) {
    WriteQuickly(path, content);
    EXPECT_EQ(code(path), absl::StatusCode::kInvalidArgument) << content;
  }
  WriteQuickly(path, "PARE and what is encrypted PARE");
  EXPECT_EQ(code(path), absl::StatusCode::kUnimplemented);
  const std::string pipe = Scratch("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(code(pipe), absl::StatusCode::kInvalidArgument);
}

TEST(ParquetFileTest, ManyThreads) {
  const std::string lines = Lines("nested");
  std::array<bool, 8> equal = {};
  std::vector<std::thread> threads;
  threads.reserve(equal.size());
  for (bool& result : equal) {
    threads.emplace_back([&] { result = ReadRows(Fixture("nested")).text == lines; });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(std::count(equal.begin(), equal.end(), true), 8);
}

// How much more memory `work` has resident at its peak than there was before, in MiB.
template <typename Work>
uint64_t PeakOf(const Work& work) {
  const auto figure = [](const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with(name)) {
        return std::stoull(line.substr(name.size() + 1)) >> 10;
      }
    }
    return 0ULL;
  };
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak is now what is resident
  const uint64_t before = figure("VmRSS");
  work();
  return figure("VmHWM") - before;
}

uint64_t BytesOfRows(const std::string& path) {
  const absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenParquetAsJsonLines(path, {});
  EXPECT_TRUE(stream.ok());
  std::string buffer(size_t{1} << 16, '\0');
  uint64_t bytes = 0;
  for (size_t count = 1; stream.ok() && count > 0; bytes += count) {
    count = (*stream)->Read(buffer.data(), buffer.size()).value_or(0);
  }
  return bytes;
}

TEST(ParquetFileTest, MemoryStaysSmall) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer keeps what was freed";
#endif
  uint64_t bytes = 0;
  // 218 MB in one row group.
  uint64_t peak = PeakOf([&] { bytes = BytesOfRows(Fixture("large")); });
  std::cout << "reading a row group of " << bytes << " bytes: " << peak << " MiB\n";
  EXPECT_GT(bytes, 200'000'000U);
  EXPECT_LT(peak, 40U);
  // 500 MB that a dictionary of 500 KB stands for.
  peak = PeakOf([&] { bytes = BytesOfRows(Fixture("copies")); });
  std::cout << "reading copies of " << bytes << " bytes: " << peak << " MiB\n";
  EXPECT_GT(bytes, 500'000'000U);
  EXPECT_LT(peak, 20U);
  // A page of 90 MB with three texts of 30 MB.
  peak = PeakOf([&] { bytes = BytesOfRows(Fixture("uneven")); });
  std::cout << "reading texts of 30 MB: " << peak << " MiB\n";
  EXPECT_LT(peak, 260U);

  const auto destination = [](uint64_t row) { return Destination(row, 3); };
  for (const std::string name : {"large", "copies"}) {
    const std::array<std::string, kParquetParts> parts = {Scratch("l0"), Scratch("l1"),
                                                          Scratch("l2")};
    peak = PeakOf([&] { EXPECT_TRUE(SplitParquet(Fixture(name), destination, parts).ok()); });
    std::cout << "splitting " << name << ": " << peak << " MiB\n";
    EXPECT_LT(peak, 60U);
    peak = PeakOf([&] { EXPECT_TRUE(MergeParquet(parts, destination, Scratch("lm")).ok()); });
    std::cout << "merging " << name << ": " << peak << " MiB\n";
    EXPECT_LT(peak, 60U);
    EXPECT_EQ(BytesOfRows(Scratch("lm")), BytesOfRows(Fixture(name)));
  }
}

TEST(ParquetLoaderTest, SaysWhatIsMissing) {
  absl::Status status = LoadParquetModule({"/nowhere", Scratch("neither")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Message(status).find("which is in none of /nowhere, "), std::string::npos) << status;
  EXPECT_NE(Message(status).find("install"), std::string::npos) << status;
  WriteQuickly(Scratch("broken/libreprise_parquet.so"), "no library");
  status = LoadParquetModule({"/nowhere", Scratch("broken")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Message(status).find("cannot be loaded"), std::string::npos) << status;
  // The same module, however often it is loaded.
  const absl::StatusOr<ParquetModule*> module = LoadParquetModule(ParquetModuleFolders());
  ASSERT_TRUE(module.ok()) << module.status();
  EXPECT_EQ(*LoadParquetModule(ParquetModuleFolders()), *module);
}

TEST(ParquetLoaderTest, TheEnvironmentComesFirst) {
  const char* const value = std::getenv("REPRISE_MODULES");
  const std::string before = value == nullptr ? "" : value;
  ::setenv("REPRISE_MODULES", "/somewhere", 1);
  EXPECT_EQ(ParquetModuleFolders().front(), "/somewhere");
  ::setenv("REPRISE_MODULES", "", 1);
  EXPECT_NE(ParquetModuleFolders().front(), "");
  ::setenv("REPRISE_MODULES", before.c_str(), 1);
}

}  // namespace
}  // namespace reprise
