#include "reprise/io/packing/packing.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "reprise/io/file.h"
#include "testing/memory_stream.h"

namespace reprise {
namespace {

class PackingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "reprise-packing/";
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(PackingTest, WhatIsWrittenIsRead) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += std::to_string(i * 7919 % 100'003) + "\n";
  }
  for (const Packing packing : {Packing::kNone, Packing::kGzip, Packing::kZstd}) {
    for (const bool member_per_record : {false, true}) {
      for (const std::string& content : {text, std::string()}) {
        const std::string path = folder_ + "new/file";
        auto sink = CreatePacked(path, packing, {.member_per_record = member_per_record});
        ASSERT_TRUE(sink.ok()) << sink.status();
        ASSERT_TRUE((*sink)->Append(content).ok());
        ASSERT_TRUE((*sink)->EndRecord().ok());
        ASSERT_TRUE((*sink)->Close().ok());
        const auto stored = ReadWholeFile(path);
        ASSERT_TRUE(stored.ok());
        EXPECT_EQ(PackingOf(stored->substr(0, kPackingMagicBytes)), packing);
        auto stream = OpenUnpacked(path, packing, {});
        ASSERT_TRUE(stream.ok()) << stream.status();
        const StreamContent read = ReadStream(stream->get(), 30'001);
        EXPECT_TRUE(read.status.ok()) << read.status;
        EXPECT_EQ(read.bytes, content);
        EXPECT_EQ(read.consumed, stored->size());
      }
    }
  }
}

TEST_F(PackingTest, FilesThatAreNotThere) {
  for (const Packing packing : {Packing::kNone, Packing::kGzip, Packing::kZstd}) {
    EXPECT_TRUE(absl::IsNotFound(OpenUnpacked(folder_ + "none", packing, {}).status()));
    ASSERT_TRUE(MakeFolders(folder_ + "taken").ok());
    EXPECT_FALSE(CreatePacked(folder_ + "taken", packing, {}).ok());
  }
  EXPECT_TRUE(absl::IsInvalidArgument(OpenUnpacked("x", Packing::kParquet, {}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(CreatePacked("x", Packing::kParquet, {}).status()));
}

TEST_F(PackingTest, FilesThatShrinkWhileTheyAreRead) {
  const std::string path = folder_ + "file";
  for (const Packing packing : {Packing::kNone, Packing::kGzip, Packing::kZstd}) {
    auto sink = CreatePacked(path, packing, {.member_per_record = true});
    ASSERT_TRUE(sink.ok());
    ASSERT_TRUE((*sink)->Append("first").ok() && (*sink)->EndRecord().ok());
    const size_t size_of_first = packing == Packing::kGzip   ? 25
                                 : packing == Packing::kZstd ? 18
                                                             : 5;
    ASSERT_TRUE((*sink)->Append("second").ok() && (*sink)->Close().ok());
    auto stream = OpenUnpacked(path, packing, {});
    ASSERT_TRUE(stream.ok());
    // Exactly between two members, where nothing else would show it.
    std::filesystem::resize_file(path, size_of_first);
    const StreamContent read = ReadStream(stream->get());
    EXPECT_EQ(read.bytes, "first");
    EXPECT_TRUE(absl::IsDataLoss(read.status)) << read.status;
    EXPECT_NE(read.status.message().find("something has changed it meanwhile"), std::string::npos)
        << read.status;
  }
}

TEST_F(PackingTest, PackingsAreKnownByContent) {
  EXPECT_EQ(PackingOf(""), Packing::kNone);
  EXPECT_EQ(PackingOf("{\"id\": 1}"), Packing::kNone);
  EXPECT_EQ(PackingOf("PAR1"), Packing::kParquet);
  EXPECT_EQ(PackingOf("PAR"), Packing::kNone);
  EXPECT_EQ(PackingOf("\x1F\x8B\x08\x04"), Packing::kGzip);
  EXPECT_EQ(PackingOf("\x1F\x8B"), Packing::kNone);
  EXPECT_EQ(PackingOf("\x1F\x8B\x07"), Packing::kNone);
  EXPECT_EQ(PackingOf("\x28\xB5\x2F\xFD more"), Packing::kZstd);
  EXPECT_EQ(PackingOf("\x50\x2A\x4D\x18"), Packing::kZstd);
  EXPECT_EQ(PackingOf("\x5F\x2A\x4D\x18"), Packing::kZstd);
  EXPECT_EQ(PackingOf("\x60\x2A\x4D\x18"), Packing::kNone);
  EXPECT_EQ(PackingOf("\x28\xB5\x2F"), Packing::kNone);
  EXPECT_EQ(PackingOf("P*M"), Packing::kNone);
}

TEST_F(PackingTest, Names) {
  EXPECT_EQ(PackingName(Packing::kNone), "none");
  EXPECT_EQ(PackingName(Packing::kGzip), "gzip");
  EXPECT_EQ(PackingName(Packing::kZstd), "zstd");
  EXPECT_EQ(PackingName(Packing::kParquet), "parquet");
  EXPECT_EQ(WithoutPackingExtension("news.jsonl.gz", Packing::kGzip), "news.jsonl");
  EXPECT_EQ(WithoutPackingExtension("news.jsonl.GZ", Packing::kGzip), "news.jsonl");
  EXPECT_EQ(WithoutPackingExtension("news.jsonl.gz", Packing::kZstd), "news.jsonl.gz");
  EXPECT_EQ(WithoutPackingExtension("news.jsonl.gz", Packing::kNone), "news.jsonl.gz");
  EXPECT_EQ(WithoutPackingExtension("a.zst", Packing::kZstd), "a");
  EXPECT_EQ(WithoutPackingExtension("a.zstd", Packing::kZstd), "a");
  EXPECT_EQ(WithoutPackingExtension("agz", Packing::kGzip), "agz");
  EXPECT_EQ(WithoutPackingExtension(".gz", Packing::kGzip), ".gz");
  EXPECT_EQ(WithoutPackingExtension("folder/.gz", Packing::kGzip), "folder/.gz");
  EXPECT_EQ(WithoutPackingExtension("data.parquet", Packing::kParquet), "data.parquet");
}

}  // namespace
}  // namespace reprise
