// The test compares with what libzstd tells through its unstable interface.
#define ZSTD_STATIC_LINKING_ONLY

#include "reprise/io/packing/zstd_frame.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <random>
#include <string>

namespace reprise {
namespace {

void CheckHeader(const std::string& bytes) {
  ZSTD_frameHeader theirs;
  const size_t result = ZSTD_getFrameHeader(&theirs, bytes.data(), bytes.size());
  ASSERT_TRUE(MayBeZstdFrame(bytes));
  const size_t size = ZstdHeaderSize(bytes);
  if (ZSTD_isError(result) != 0) {
    // A reserved bit is set, or the window is beyond what libzstd can do.
    return;
  }
  ASSERT_EQ(result, 0);
  ASSERT_EQ(size, theirs.headerSize);
  ASSERT_LE(size, kMaxZstdHeader);
  const ZstdFrameHeader header = ParseZstdHeader(std::string_view(bytes).substr(0, size));
  ASSERT_EQ(header.window, theirs.windowSize);
  ASSERT_EQ(header.dictionary, theirs.dictID);
  for (size_t cut = 0; cut < size; ++cut) {
    ASSERT_TRUE(MayBeZstdFrame(bytes.substr(0, cut)));
    ASSERT_GT(ZstdHeaderSize(bytes.substr(0, cut)), cut);
    ASSERT_LE(ZstdHeaderSize(bytes.substr(0, cut)), size);
  }
}

TEST(ZstdFrameTest, HeadersAreReadAsLibzstdReadsThem) {
  std::mt19937_64 random(1);
  for (int descriptor = 0; descriptor < 256; ++descriptor) {
    for (int next = 0; next < 256; ++next) {
      std::string bytes("\x28\xB5\x2F\xFD", 4);
      bytes.push_back(static_cast<char>(descriptor));
      bytes.push_back(static_cast<char>(next));
      while (bytes.size() < kMaxZstdHeader) {
        bytes.push_back(static_cast<char>(random() % 3 == 0 ? 0 : random()));
      }
      CheckHeader(bytes);
      ASSERT_FALSE(HasFatalFailure()) << descriptor << " " << next;
    }
  }
}

TEST(ZstdFrameTest, TheLargestWindow) {
  EXPECT_EQ(ParseZstdHeader(std::string("\x28\xB5\x2F\xFD\0\xFF", 6)).window,
            uint64_t{15} << 38);  // 3.75 TiB
}

TEST(ZstdFrameTest, MagicNumbers) {
  for (int first = 0; first < 256; ++first) {
    const std::string bytes = static_cast<char>(first) + std::string("\x2A\x4D\x18", 3);
    EXPECT_EQ(MayBeZstdFrame(bytes), ZSTD_isFrame(bytes.data(), bytes.size()) != 0) << first;
    EXPECT_EQ(MayBeZstdFrame(bytes), first >= 0x50 && first < 0x60);
    EXPECT_EQ(MayBeZstdFrame(bytes.substr(0, 1)), (first >= 0x50 && first < 0x60) || first == 0x28);
  }
  EXPECT_TRUE(MayBeZstdFrame(""));
  EXPECT_FALSE(MayBeZstdFrame(std::string("\x28\xB5\x2F\xFC", 4)));
  EXPECT_FALSE(MayBeZstdFrame(std::string("\x28\xB4", 2)));
}

}  // namespace
}  // namespace reprise
