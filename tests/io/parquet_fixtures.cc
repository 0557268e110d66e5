#include "io/parquet_fixtures.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"
#include "reprise/io/parquet_file.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

class Fixtures : public ::testing::Environment {
 public:
  static std::string Folder() {
    return absl::StrCat(::testing::TempDir(), "reprise-parquet-", ::getpid());
  }
  void SetUp() override {
    fs::create_directories(Folder());
    ASSERT_EQ(RunFixtureScript(absl::StrCat("make '", Folder(), "'")), "")
        << "REPRISE_PYTHON must name a Python with pyarrow, REPRISE_PARQUET_SCRIPT the script";
  }
  void TearDown() override { fs::remove_all(Folder()); }
};

const ::testing::Environment* const fixtures = ::testing::AddGlobalTestEnvironment(new Fixtures);

}  // namespace

std::string RunFixtureScript(const std::string& arguments) {
  const std::string command =
      absl::StrCat("'", Variable("REPRISE_PYTHON"), "' '", Variable("REPRISE_PARQUET_SCRIPT"), "' ",
                   arguments, " 2>&1");
  FILE* const pipe = ::popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> piece = {};
  for (size_t count = 1; pipe != nullptr && count > 0; output.append(piece.data(), count)) {
    count = std::fread(piece.data(), 1, piece.size(), pipe);
  }
  return pipe != nullptr && ::pclose(pipe) == 0 ? output : absl::StrCat("failed: ", output);
}

std::string Fixture(const std::string& name) {
  return absl::StrCat(Fixtures::Folder(), "/", name, ".parquet");
}

std::string Scratch(const std::string& name) {
  return absl::StrCat(Fixtures::Folder(), "/out/", name);
}

std::vector<std::string> FixturesWithLines() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(Fixtures::Folder())) {
    if (entry.path().extension() == ".jsonl") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Lines(const std::string& name) {
  const absl::StatusOr<std::string> lines =
      ReadWholeFile(absl::StrCat(Fixtures::Folder(), "/", name, ".jsonl"));
  EXPECT_TRUE(lines.ok());
  return lines.ok() ? *lines : "";
}

void WriteQuickly(const std::string& path, const std::string& content) {
  fs::create_directories(fs::path(path).parent_path());
  fs::remove(path);  // some file systems wait for the device when a file is replaced
  std::ofstream file(path, std::ios::binary);
  file << content;
  ASSERT_TRUE(file.flush());
}

Reading ReadRows(const std::string& path, const std::vector<std::string>& columns, size_t piece) {
  Reading result;
  const absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenParquetAsJsonLines(path, columns);
  result.status = stream.status();
  std::string buffer(piece, '\0');
  while (result.status.ok()) {
    const absl::StatusOr<size_t> count = (*stream)->Read(buffer.data(), piece);
    result.status = count.status();
    if (!count.ok() || *count == 0) {
      // Whatever ended it does so again.
      EXPECT_EQ((*stream)->Read(buffer.data(), piece).status(), count.status());
      EXPECT_TRUE(!count.ok() || (*stream)->consumed() == fs::file_size(path));
      break;
    }
    result.text.append(buffer, 0, *count);
  }
  return result;
}

uint8_t Destination(uint64_t row, uint64_t seed) {
  const uint64_t share =
      (row / (1 + seed % 5) * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03) >> 60;
  return share < 10 ? 0 : share < 14 ? 1 : 2;
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

}  // namespace reprise
