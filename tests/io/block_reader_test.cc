#include "reprise/io/block_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/monitor.h"
#include "reprise/io/file.h"
#include "reprise/io/input_files.h"
#include "reprise/io/record_memory.h"

namespace reprise {
namespace {

// Where records begin in a file, and how reading it ends.
struct Found {
  std::vector<uint64_t> begins;
  bool refused = false;
};

class BlockReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("block-reader-", std::random_device()());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // The records of a file of that name, as a job gets them: out of blocks.
  Found Read(const std::string& name, const std::string& content, size_t block_size,
             uint64_t most_record) {
    const std::string path = (folder_ / name).string();
    EXPECT_TRUE(WriteWholeFile(path, content).ok());
    Monitor monitor;
    const absl::StatusOr<Inputs> inputs = ListInputs({path}, {"", folder_.string(), {}}, &monitor);
    EXPECT_TRUE(inputs.ok()) << inputs.status();
    RecordFields fields;
    FileCache cache(inputs->files, {folder_.string(), fields, 1, {}});
    BlockReader blocks(inputs->files, fields, &cache, {block_size, most_record});
    RecordReaders readers(inputs->files, fields, &cache);
    Found found;
    uint64_t offset = 0;
    Block block;
    while (true) {
      const absl::StatusOr<bool> more = blocks.Next(&block);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.value_or(false)) {
        EXPECT_EQ(offset, content.size());
        return found;
      }
      if (!block.refused.ok()) {
        message_ = std::string(block.refused.message());
        EXPECT_EQ(block.refused.code(), absl::StatusCode::kResourceExhausted) << message_;
        found.refused = true;
        return found;
      }
      EXPECT_EQ(block.offset, offset);
      EXPECT_EQ(block.bytes(), std::string_view(content).substr(offset, block.size));
      std::string_view rest = block.bytes();
      while (!rest.empty()) {
        found.begins.push_back(offset);
        const size_t size = (*readers.Of(0))->RecordSize(rest, /*at_end=*/true).value_or(0);
        rest.remove_prefix(size);
        offset += size;
      }
    }
  }

  const std::string& message() const { return message_; }

 private:
  std::filesystem::path folder_;
  std::string message_;  // of the last file that was refused
};

std::string WarcHead(uint64_t length) {
  return absl::StrCat("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: ", length, "\r\n\r\n");
}
std::string WarcRecord(size_t length) {
  return WarcHead(length) + std::string(length, 'x') + "\r\n\r\n";
}

// All of the file at once: the definition of where records are.
Found Whole(const std::string& content) {
  const std::unique_ptr<RecordReader> reader = *CreateRecordReader(Format::kWarc, "", {});
  Found found;
  for (uint64_t offset = 0; offset < content.size();) {
    found.begins.push_back(offset);
    offset += *reader->RecordSize(std::string_view(content).substr(offset), /*at_end=*/true);
  }
  return found;
}

// Any mixture of records, some of them longer than what is read at once, some with a wrong length.
// Where no record is too long, the records are those of the whole file; else they are so up to the
// first that is.
TEST_F(BlockReaderTest, FindsTheRecordsOfTheWholeFileWhateverTheyAnnounce) {
  constexpr uint64_t kMost = 60'000;
  int refused = 0;
  int wrong = 0;
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::string content;
    for (size_t count = random() % 8 + 1; count > 0; --count) {
      const size_t size = random() % (random() % 4 == 0 ? 50'000 : 500);
      switch (random() % (seed % 3 == 0 ? 8 : 6)) {
        case 0:  // past the end of the file, or into another record
          content += WarcHead(random() % 400'000 + 1) + std::string(size, 'y') + "\r\n\r\n";
          ++wrong;
          break;
        case 1:  // far too much
          content += WarcHead(random() * uint64_t{1000} + 30'000) + std::string(size, 'y') + "\r\n";
          ++wrong;
          break;
        case 2:
          content += "junk\r\n" + std::string(size, 'z') + "\r\n";
          break;
        case 6:  // too long, and that is true
          content += WarcRecord(kMost + random() % 100'000);
          break;
        default:
          content += WarcRecord(size);
      }
    }
    const Found all = Whole(content);
    const Found found = Read("a.warc", content, 1 + random() % 3000, kMost);
    if (!found.refused) {
      ASSERT_EQ(found.begins, all.begins);
      continue;
    }
    ++refused;
    const size_t known = found.begins.size();
    ASSERT_LT(known, all.begins.size());
    ASSERT_TRUE(std::equal(found.begins.begin(), found.begins.end(), all.begins.begin()));
    const uint64_t end = known + 1 < all.begins.size() ? all.begins[known + 1] : content.size();
    // What is refused is long: so long that its end, with what tells that it is one, was not read.
    ASSERT_GT(end - all.begins[known] + kEndLookAhead, kMost);
  }
  EXPECT_GT(refused, 20);
  EXPECT_GT(wrong, 200);
}

TEST_F(BlockReaderTest, AWrongLengthIsNoReasonToEnd) {
  const std::string one = WarcRecord(100);
  // Past the end of the file; where no record begins; in front of one, but of a real one.
  for (const uint64_t length : {uint64_t{1} << 39, uint64_t{200'000}}) {
    const std::string content = one + WarcHead(length) + "body\r\n\r\n" + one + WarcRecord(50'000) +
                                WarcRecord(50'000) + WarcRecord(50'000) + WarcRecord(50'000) +
                                WarcRecord(50'000);
    const Found found = Read("a.warc", content, 1000, 100'000);
    EXPECT_FALSE(found.refused) << message();
    EXPECT_EQ(found.begins, Whole(content).begins);
    EXPECT_EQ(found.begins.size(), 8u);
  }
}

TEST_F(BlockReaderTest, ARecordThatIsTooLongIsRefusedWithWhatItTakes) {
  const std::string content = WarcRecord(100) + WarcRecord(200'000) + WarcRecord(100);
  const Found found = Read("a.warc", content, 1000, 100'000);
  EXPECT_TRUE(found.refused);
  EXPECT_EQ(found.begins.size(), 1u);
  const uint64_t needed =
      std::stoull(message().substr(message().find("at least ") + sizeof("at least ") - 1));
  EXPECT_GE(needed, kMemoryPerRecordByte * 200'000u);
  EXPECT_FALSE(Read("b.warc", content, 1000, needed / kMemoryPerRecordByte).refused) << message();
}

TEST_F(BlockReaderTest, AWrongLengthWithNoRecordInSightIsRefused) {
  const std::string content = WarcRecord(100) + WarcHead(uint64_t{1} << 30) +
                              std::string(150'000, 'x') + "\r\n\r\n" + WarcRecord(100);
  EXPECT_TRUE(Read("a.warc", content, 1000, 100'000).refused);
  EXPECT_NE(message().find("announces 1073741"), std::string::npos) << message();
  EXPECT_EQ(Read("b.warc", content, 1000, 200'000).begins, Whole(content).begins);
}

TEST_F(BlockReaderTest, ManyWrongLengthsTakeLinearTime) {
  std::string content;
  while (content.size() < size_t{4} << 20) {
    content += "WARC/1.0\nContent-Length: 99999999999\n\n";
  }
  EXPECT_EQ(Read("a.warc", content, size_t{1} << 19, size_t{1} << 21).begins,
            Whole(content).begins);
}

TEST_F(BlockReaderTest, LinesOfAnyLength) {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    std::mt19937 random(seed);
    std::string content;
    std::vector<uint64_t> begins;
    size_t longest = 0;
    for (size_t count = random() % 20; count > 0; --count) {
      begins.push_back(content.size());
      const size_t size = random() % (random() % 5 == 0 ? 5000 : 50);
      content += std::string(size, 'a') + "\n";
      longest = std::max(longest, size + 1);
    }
    const uint64_t most = 100 + random() % 5000;
    const Found found = Read("a.jsonl", content, 100, most);
    ASSERT_EQ(found.refused, longest > most) << "seed " << seed << ": " << message();
    if (!found.refused) {
      ASSERT_EQ(found.begins, begins) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace reprise
