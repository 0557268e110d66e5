#include "reprise/io/web/content_coding.h"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

constexpr size_t kUnlimited = size_t{1} << 30;
constexpr int kGzipWindow = MAX_WBITS + 16;

std::string Deflated(std::string_view text, int window) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in(text);
  std::string out(deflateBound(&stream, static_cast<uLong>(in.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Brotli(std::string_view text) {
  size_t size = text.size() + 1024;
  std::string out(size, '\0');
  EXPECT_TRUE(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, text.size(),
                                    reinterpret_cast<const uint8_t*>(text.data()), &size,
                                    reinterpret_cast<uint8_t*>(out.data())));
  out.resize(size);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3);
  EXPECT_FALSE(ZSTD_isError(size));
  out.resize(size);
  return out;
}

struct Packed {
  std::string name;
  ContentCoding coding;
  std::string bytes;
};

std::vector<Packed> AllPackings(std::string_view text) {
  return {{"gzip", ContentCoding::kGzip, Deflated(text, kGzipWindow)},
          {"zlib", ContentCoding::kDeflate, Deflated(text, MAX_WBITS)},
          {"raw", ContentCoding::kDeflate, Deflated(text, -MAX_WBITS)},
          {"gzip as deflate", ContentCoding::kDeflate, Deflated(text, kGzipWindow)},
          {"zlib as gzip", ContentCoding::kGzip, Deflated(text, MAX_WBITS)},
          {"br", ContentCoding::kBrotli, Brotli(text)},
          {"zstd", ContentCoding::kZstd, Zstd(text)}};
}

std::string RandomText(uint32_t seed, size_t size) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) {
    text += "word" + std::to_string(random() % 500) + (random() % 9 == 0 ? ".\n" : " ");
  }
  return text;
}

TEST(ContentCodingOfTest, Names) {
  EXPECT_EQ(ContentCodingOf(""), ContentCoding::kIdentity);
  EXPECT_EQ(ContentCodingOf("Identity"), ContentCoding::kIdentity);
  EXPECT_EQ(ContentCodingOf("X-GZIP"), ContentCoding::kGzip);
  EXPECT_EQ(ContentCodingOf("deflate"), ContentCoding::kDeflate);
  EXPECT_EQ(ContentCodingOf("br"), ContentCoding::kBrotli);
  EXPECT_EQ(ContentCodingOf("zstd"), ContentCoding::kZstd);
  EXPECT_EQ(ContentCodingOf("compress"), ContentCoding::kUnknown);
}

TEST(UndoContentCodingTest, GivesBackTextsOfAllSizes) {
  for (const size_t size : {0, 1, 100, 16383, 16384, 70000, 300000}) {
    const std::string text = RandomText(1, size).substr(0, size);
    for (const Packed& packed : AllPackings(text)) {
      SCOPED_TRACE(::testing::Message() << packed.name << ", " << size << " bytes");
      std::string out = "left over";
      EXPECT_EQ(UndoContentCoding(packed.coding, packed.bytes, kUnlimited, &out),
                UnpackResult::kWhole);
      EXPECT_TRUE(out == text);
      EXPECT_EQ(UndoContentCoding(packed.coding, packed.bytes, size, &out), UnpackResult::kWhole);
      EXPECT_TRUE(out == text) << "the limit is just met";
      if (size == 0) continue;
      EXPECT_EQ(UndoContentCoding(packed.coding, packed.bytes, size - 1, &out),
                UnpackResult::kTooLarge);
      EXPECT_LE(out.size(), size);
    }
  }
}

TEST(UndoContentCodingTest, EveryTruncationGivesABeginning) {
  const std::string text = RandomText(2, 3000);
  for (const Packed& packed : AllPackings(text)) {
    SCOPED_TRACE(packed.name);
    size_t longest = 0;
    // Of the checksum nothing is missed in the output.
    for (size_t size = 0; size < packed.bytes.size(); ++size) {
      std::string out;
      ASSERT_EQ(UndoContentCoding(packed.coding, std::string_view(packed.bytes).substr(0, size),
                                  kUnlimited, &out),
                UnpackResult::kBroken)
          << size;
      ASSERT_TRUE(text.starts_with(out)) << size;
      ASSERT_GE(out.size(), longest) << size;
      longest = out.size();
    }
    // zstd gives out whole blocks, and this text is one.
    if (packed.coding != ContentCoding::kZstd) {
      EXPECT_GT(longest, text.size() * 9 / 10);
    }
  }
}

TEST(UndoContentCodingTest, AnyDamageIsSurvived) {
  std::mt19937 random(3);
  const std::string text = RandomText(3, 2000);
  for (const Packed& packed : AllPackings(text)) {
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = packed.bytes;
      bytes[random() % bytes.size()] = static_cast<char>(random());
      std::string out;
      UndoContentCoding(packed.coding, bytes, 100000, &out);
      ASSERT_LE(out.size(), 100001u) << packed.name;
    }
  }
}

TEST(UndoContentCodingTest, DamagedChecksumKeepsTheText) {
  std::string bytes = Deflated("some text", kGzipWindow);
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
  std::string out;
  EXPECT_EQ(UndoContentCoding(ContentCoding::kGzip, bytes, kUnlimited, &out),
            UnpackResult::kBroken);
  EXPECT_EQ(out, "some text");
}

TEST(UndoContentCodingTest, MembersFollowOneAnother) {
  std::string out;
  const std::string gzip = Deflated("one ", kGzipWindow) + Deflated("two", kGzipWindow);
  EXPECT_EQ(UndoContentCoding(ContentCoding::kGzip, gzip, kUnlimited, &out), UnpackResult::kWhole);
  EXPECT_EQ(out, "one two");
  EXPECT_EQ(UndoContentCoding(ContentCoding::kZstd, Zstd("one ") + Zstd("two"), kUnlimited, &out),
            UnpackResult::kWhole);
  EXPECT_EQ(out, "one two");
}

TEST(UndoContentCodingTest, WhatFollowsTheEndIsPassedOver) {
  for (const Packed& packed : AllPackings("some text")) {
    std::string out;
    EXPECT_EQ(UndoContentCoding(packed.coding, packed.bytes + "\r\n\r\n", kUnlimited, &out),
              UnpackResult::kWhole)
        << packed.name;
    EXPECT_EQ(out, "some text") << packed.name;
  }
}

TEST(UndoContentCodingTest, BombsAreRefusedEarly) {
  const std::string zeros(size_t{64} << 20, '\0');
  for (const Packed& packed : AllPackings(zeros)) {
    std::string out;
    EXPECT_EQ(UndoContentCoding(packed.coding, packed.bytes, 1000000, &out),
              UnpackResult::kTooLarge)
        << packed.name;
    EXPECT_EQ(out.size(), 1000001u) << packed.name;
  }
}

TEST(UndoContentCodingTest, LargeZstdWindowsAreRefused) {
  // A frame with a window of 1 GiB and one raw block "a".
  const std::string frame(
      "\x28\xB5\x2F\xFD\x00\xA0\x09\x00\x00"
      "a",
      10);
  std::string out;
  EXPECT_EQ(UndoContentCoding(ContentCoding::kZstd, frame, kUnlimited, &out),
            UnpackResult::kBroken);
  const std::string small(
      "\x28\xB5\x2F\xFD\x00\x68\x09\x00\x00"
      "a",
      10);  // 8 MiB
  EXPECT_EQ(UndoContentCoding(ContentCoding::kZstd, small, kUnlimited, &out), UnpackResult::kWhole);
  EXPECT_EQ(out, "a");
}

TEST(UndoContentCodingTest, NotPackedAtAll) {
  std::string out;
  EXPECT_EQ(UndoContentCoding(ContentCoding::kIdentity, "as it is", kUnlimited, &out),
            UnpackResult::kWhole);
  EXPECT_EQ(out, "as it is");
  EXPECT_EQ(UndoContentCoding(ContentCoding::kGzip, "<html>", kUnlimited, &out),
            UnpackResult::kBroken);
  EXPECT_EQ(out, "");
  EXPECT_EQ(UndoContentCoding(ContentCoding::kUnknown, "<html>", kUnlimited, &out),
            UnpackResult::kBroken);
}

}  // namespace
}  // namespace reprise
