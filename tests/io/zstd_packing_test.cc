#include "reprise/io/packing/zstd_packing.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "testing/memory_stream.h"

namespace reprise {
namespace {

constexpr size_t kBuffers[] = {1, 2, 3, 7, 64, 1000, UnpackingStream::kBufferBytes};

StreamContent Unpack(const std::string& packed, const UnpackLimits& limits = {},
                     size_t buffer = UnpackingStream::kBufferBytes, size_t piece = 1000) {
  const auto stream = UnpackZstd(std::make_unique<MemoryStream>(packed), limits, buffer);
  EXPECT_TRUE(stream.ok());
  return ReadStream(stream->get(), piece);
}

std::string Pack(const std::vector<std::string>& records, const PackOptions& options = {},
                 size_t piece = 1000) {
  std::string packed;
  auto sink = PackZstd(std::make_unique<MemorySink>(&packed), options);
  EXPECT_TRUE(sink.ok());
  for (const std::string& record : records) {
    for (size_t begin = 0; begin < record.size(); begin += piece) {
      EXPECT_TRUE((*sink)->Append(record.substr(begin, piece)).ok());
    }
    EXPECT_TRUE((*sink)->EndRecord().ok());
  }
  EXPECT_TRUE((*sink)->Close().ok());
  return packed;
}

std::string Words(size_t size, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string text;
  while (text.size() < size) {
    text += "word" + std::to_string(random() % 5000) + (random() % 9 == 0 ? "\n" : " ");
  }
  text.resize(size);
  return text;
}

std::string LittleEndian(uint64_t value, size_t size) {
  std::string bytes;
  for (; size > 0; --size, value >>= 8) {
    bytes.push_back(static_cast<char>(value & 0xFF));
  }
  return bytes;
}

// Parts of frames (RFC 8878, 3.1.1).
std::string Header(uint8_t window) {
  return std::string("\x28\xB5\x2F\xFD\0", 5) + LittleEndian(window, 1);
}
enum BlockType { kRaw, kRepeated, kPacked, kReserved };
std::string BlockHeader(BlockType type, size_t size, bool last) {
  return LittleEndian((last ? 1 : 0) | type << 1 | size << 3, 3);
}
std::string Raw(const std::string& text, bool last) {
  return BlockHeader(kRaw, text.size(), last) + text;
}
std::string Skippable(const std::string& text) {
  return std::string("\x5A\x2A\x4D\x18", 4) + LittleEndian(text.size(), 4) + text;
}

TEST(ZstdPackingTest, WhatIsPackedUnpacks) {
  const size_t frame = size_t{4} << 20;
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{70'000}, frame - 1, frame, frame + 1, size_t{9'000'000}}) {
    const std::string text = Words(size, size);
    for (const size_t piece : {size_t{999}, frame, size_t{1} << 30}) {
      const std::string packed = Pack({text}, {}, piece);
      EXPECT_EQ(packed, Pack({text})) << size << " in pieces of " << piece;
      const StreamContent content = Unpack(packed, {}, UnpackingStream::kBufferBytes, 7001);
      EXPECT_TRUE(content.status.ok()) << content.status;
      EXPECT_EQ(content.bytes, text);
      EXPECT_EQ(content.consumed, packed.size());
    }
  }
}

TEST(ZstdPackingTest, FramesAndRecords) {
  const std::string text = Words(9'000'000, 1);
  const size_t frame = size_t{4} << 20;
  EXPECT_EQ(Pack({text.substr(0, 5'000'000), text.substr(5'000'000)}),
            Pack({text.substr(0, frame)}) + Pack({text.substr(frame, frame)}) +
                Pack({text.substr(2 * frame)}));
  EXPECT_EQ(Pack({text, "", "second", "third"}, {.member_per_record = true}),
            Pack({text}, {.member_per_record = true}) + Pack({"second"}) + Pack({"third"}));
}

TEST(ZstdPackingTest, EveryBufferSizeGivesTheSame) {
  const std::string text = Words(300'000, 2);
  std::string repeated(50'000, 'r');
  const std::string packed = Skippable("") + Pack({"a"}) + Pack({text}) + Skippable("anything") +
                             Header(0) + Raw("raw", false) + Raw("", false) +
                             BlockHeader(kRepeated, 1000, true) + "x" + Pack({""}) +
                             Pack({repeated}) + Skippable(text);
  const std::string expected = "a" + text + "raw" + std::string(1000, 'x') + repeated;
  for (size_t buffer = 1; buffer < 600; buffer += buffer < 20 ? 1 : 97) {
    const StreamContent content = Unpack(packed, {}, buffer);
    ASSERT_TRUE(content.status.ok()) << buffer << ": " << content.status;
    ASSERT_EQ(content.bytes, expected);
    ASSERT_EQ(content.consumed, packed.size());
  }
  EXPECT_EQ(Unpack(packed).bytes, expected);
}

TEST(ZstdPackingTest, EveryTruncationIsABreak) {
  const std::string first = Header(8) + Raw("first, ", false) + Raw("second, ", false) +
                            BlockHeader(kRepeated, 5, true) + "r";
  const std::string second = Skippable("skipped");
  const std::string packed = first + second + Pack({"third"});
  const size_t ends[] = {6 + 3 + 7, 6 + 3 + 7 + 3 + 8, first.size()};  // of blocks
  for (size_t size = 0; size <= packed.size(); ++size) {
    std::string blocks;
    blocks += size >= ends[0] ? "first, " : "";
    blocks += size >= ends[1] ? "second, " : "";
    blocks += size >= ends[2] ? "rrrrr" : "";
    const bool whole = size == 0 || size == first.size() || size == first.size() + second.size() ||
                       size == packed.size();
    for (const size_t buffer : kBuffers) {
      const StreamContent content = Unpack(packed.substr(0, size), {}, buffer);
      ASSERT_EQ(content.status.ok(), whole) << size << " by " << buffer;
      if (!whole) {
        EXPECT_EQ(std::string(content.status.message()),
                  "the zstd data break off at byte " + std::to_string(size) +
                      ": the file ends before they do; it was not written or copied in full");
        EXPECT_TRUE(absl::IsDataLoss(content.status));
      }
      ASSERT_TRUE(content.bytes.starts_with(blocks)) << size << " by " << buffer;
      ASSERT_TRUE(("first, second, rrrrrthird" + content.bytes).find(content.bytes) == 0) << size;
    }
  }
}

TEST(ZstdPackingTest, AllBlocksBeforeABreakAreHandedOut) {
  const auto message = [](const std::string& packed, const std::string& bytes) {
    for (const size_t buffer : kBuffers) {
      const StreamContent content = Unpack(packed, {}, buffer);
      EXPECT_TRUE(absl::IsDataLoss(content.status)) << content.status;
      EXPECT_EQ(content.bytes, bytes) << buffer;
    }
    const std::string text(Unpack(packed).status.message());
    return text.substr(text.find(": ") + 2);
  };
  const std::string invalid = "what comes here is no valid zstd data";
  const std::string blocks = Header(0) + Raw("one, ", false) + Raw("two", false);
  EXPECT_EQ(message(blocks + BlockHeader(kReserved, 1, true) + "garbage", "one, two").find(invalid),
            0);
  EXPECT_EQ(
      message(blocks + BlockHeader(kPacked, 9, true) + "\xFF garbage ", "one, two").find(invalid),
      0);
  const std::string frame = Header(0) + Raw("one, two", true);
  const std::string something_else = "where a zstd frame should begin, there is something else";
  EXPECT_EQ(message(frame + "garbage", "one, two"), something_else);
  EXPECT_EQ(message(frame + std::string(1, '\0'), "one, two"), something_else);
  EXPECT_EQ(message("plain text", ""), something_else);
  std::string bad = Pack({"checked"});
  bad.back() = static_cast<char>(bad.back() ^ 1);
  EXPECT_EQ(message(bad, "checked").find(invalid), 0);
  // A dictionary's number in the header, of one byte.
  EXPECT_EQ(message(frame + std::string("\x28\xB5\x2F\xFD\x01\0\x07", 7), "one, two"),
            "they are packed with the dictionary number 7, which is not in the file; pack it "
            "without one");
}

TEST(ZstdPackingTest, EveryChangedBit) {
  const std::string text = Words(400, 3);
  const std::string packed = Pack({text});
  for (size_t bit = 0; bit < packed.size() * 8; ++bit) {
    std::string bad = packed;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    for (const size_t buffer : kBuffers) {
      const StreamContent content = Unpack(bad, {}, buffer);
      ASSERT_TRUE(content.status.ok() ? content.bytes == text
                                      : absl::IsDataLoss(content.status) ||
                                            absl::IsResourceExhausted(content.status))
          << bit << ": " << content.status;
    }
  }
}

TEST(ZstdPackingTest, BreaksFarInside) {
  for (uint64_t seed = 0; seed < 15; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::string text = Words(5'000'000, seed % 3);
    std::string packed = Pack({text});
    const size_t place = packed.size() / 2 + random() % (packed.size() / 4);
    packed[place] = static_cast<char>(packed[place] ^ (1 << random() % 8));
    const StreamContent content = Unpack(packed, {}, UnpackingStream::kBufferBytes, 100'000);
    ASSERT_TRUE(absl::IsDataLoss(content.status)) << content.status;
    const size_t right = static_cast<size_t>(
        std::mismatch(text.begin(), text.end(), content.bytes.begin(), content.bytes.end()).first -
        text.begin());
    ASSERT_GE(right, text.size() * 2 / 5);
    ASSERT_EQ(Unpack(packed, {}, 5000, 100'000).bytes, content.bytes);
  }
}

TEST(ZstdPackingTest, WindowsThatAreTooLarge) {
  const auto frame = [](uint8_t window) { return Header(window) + Raw("text", true); };
  UnpackLimits limits;
  for (const int descriptor : {0, 1, 8, 17 << 3, 17 << 3 | 1, 21 << 3, 21 << 3 | 1, 255}) {
    const auto window = static_cast<uint8_t>(descriptor);
    const uint64_t base = uint64_t{1} << (10 + (window >> 3));
    const uint64_t size = base + base / 8 * (window & 7U);
    for (const uint64_t most : {size - 1, size}) {
      limits.max_window_bytes = most;
      // Real windows of gigabytes are not asked for in a test.
      if (most == size && size > (uint64_t{256} << 20) && size <= (uint64_t{2} << 30)) {
        continue;
      }
      const StreamContent content = Unpack(frame(window), limits);
      const bool allowed = most == size && size <= (uint64_t{2} << 30);
      EXPECT_EQ(content.status.ok(), allowed) << content.status;
      EXPECT_EQ(content.bytes, allowed ? "text" : "");
      if (!allowed) {
        EXPECT_TRUE(absl::IsResourceExhausted(content.status));
        EXPECT_NE(content.status.message().find(" " + std::to_string(size) + " bytes"),
                  std::string::npos);
      }
    }
  }
  // The default is enough for what the zstd program makes without --long or --ultra.
  EXPECT_TRUE(Unpack(frame(17 << 3)).status.ok());
}

TEST(ZstdPackingTest, BombsAreRefused) {
  const size_t block = size_t{128} << 10;
  std::string bomb = Header(7 << 3);  // a window of 128 KiB
  for (int i = 0; i < 800; ++i) {
    bomb += BlockHeader(kRepeated, block, i == 799) + "z";
  }
  const StreamContent refused = Unpack(bomb, {}, UnpackingStream::kBufferBytes, 1 << 20);
  EXPECT_TRUE(absl::IsResourceExhausted(refused.status)) << refused.status;
  EXPECT_GT(refused.bytes.size(), size_t{64} << 20);
  EXPECT_LE(refused.bytes.size(), (size_t{64} << 20) + UnpackingStream::kBufferBytes);
  UnpackLimits limits;
  limits.max_ratio = 40'000;
  EXPECT_TRUE(Unpack(bomb, limits, UnpackingStream::kBufferBytes, 1 << 20).status.ok());
  // One story under a thousand ids.
  limits = {};
  limits.ratio_free_bytes = size_t{1} << 20;
  const std::string story = Words(20'000, 4);
  std::string printings;
  for (int id = 0; id < 1000; ++id) {
    printings += std::to_string(id) + " " + story + "\n";
  }
  EXPECT_TRUE(Unpack(Pack({printings}), limits).status.ok());
}

TEST(ZstdPackingTest, TheMostBytes) {
  const std::string text = Words(5000, 5);
  const std::string packed = Pack({text.substr(0, 2500)}) + Pack({text.substr(2500)});
  for (const size_t buffer : kBuffers) {
    for (const uint64_t most : {1, 2500, 2501, 4999, 5000, 5001}) {
      UnpackLimits limits;
      limits.max_bytes = most;
      const StreamContent content = Unpack(packed, limits, buffer);
      EXPECT_EQ(content.bytes, text.substr(0, most));
      EXPECT_EQ(content.status.ok(), most >= text.size());
      EXPECT_TRUE(content.status.ok() || absl::IsResourceExhausted(content.status));
    }
  }
}

}  // namespace
}  // namespace reprise
