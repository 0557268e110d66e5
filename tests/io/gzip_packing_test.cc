#include "reprise/io/packing/gzip_packing.h"

#include <gtest/gtest.h>

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
  return ReadStream(UnpackGzip(std::make_unique<MemoryStream>(packed), limits, buffer).get(),
                    piece);
}

// Packs `records`, each given in pieces of that size.
std::string Pack(const std::vector<std::string>& records, const PackOptions& options = {},
                 size_t piece = 1000) {
  std::string packed;
  auto sink = PackGzip(std::make_unique<MemorySink>(&packed), options);
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

// The checksum of RFC 1952, bit by bit.
uint32_t Crc(const std::string& text) {
  uint32_t crc = ~uint32_t{0};
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) {
      crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
    }
  }
  return ~crc;
}

std::string StoredBlock(const std::string& text, bool last) {
  return LittleEndian(last ? 1 : 0, 1) + LittleEndian(text.size(), 2) +
         LittleEndian(text.size() ^ 0xFFFF, 2) + text;
}

// A member with every field that a header can have, and two blocks that are not packed.
std::string FullMember(const std::string& first, const std::string& second) {
  std::string header("\x1F\x8B\x08\x1E\x01\x02\x03\x04\x00\x03", 10);
  header += LittleEndian(5, 2) + "extra" + std::string("name.txt\0comment\0", 17);
  header += LittleEndian(Crc(header) & 0xFFFF, 2);
  const std::string text = first + second;
  return header + StoredBlock(first, false) + StoredBlock(second, true) +
         LittleEndian(Crc(text), 4) + LittleEndian(text.size(), 4);
}

TEST(GzipPackingTest, WhatIsPackedUnpacks) {
  for (const size_t size : {0, 1, 100, 70'000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2'500'000}) {
    const std::string text = Words(size, size);
    for (const size_t piece : {size_t{999}, size_t{1} << 20, size_t{1} << 30}) {
      const std::string packed = Pack({text}, {}, piece);
      EXPECT_EQ(packed, Pack({text})) << size << " in pieces of " << piece;
      const StreamContent content =
          Unpack(packed, {}, UnpackingStream::kBufferBytes, piece % 10007);
      EXPECT_TRUE(content.status.ok()) << content.status;
      EXPECT_EQ(content.bytes, text);
      EXPECT_EQ(content.consumed, packed.size());
    }
  }
}

TEST(GzipPackingTest, MembersAndRecords) {
  // Of 1 MiB each, whatever the records.
  const std::string text = Words(2'200'000, 1);
  const size_t mib = size_t{1} << 20;
  EXPECT_EQ(
      Pack({text.substr(0, 1'500'000), text.substr(1'500'000)}),
      Pack({text.substr(0, mib)}) + Pack({text.substr(mib, mib)}) + Pack({text.substr(2 * mib)}));
  // One per record.
  EXPECT_EQ(Pack({text, "", "second", "third"}, {.member_per_record = true}),
            Pack({text}, {.member_per_record = true}) + Pack({"second"}) + Pack({"third"}));
  EXPECT_EQ(Unpack(Pack({text}, {.member_per_record = true})).bytes, text);
}

TEST(GzipPackingTest, EveryBufferSizeGivesTheSame) {
  const std::string text = Words(3000, 2);
  const std::string packed = Pack({"a"}) + Pack({text}) + FullMember("one ", "two") + Pack({""}) +
                             FullMember("", "") + Pack({"z"}) + std::string(700, '\0');
  for (size_t buffer = 1; buffer < 600; buffer += buffer < 40 ? 1 : 37) {
    const StreamContent content = Unpack(packed, {}, buffer);
    ASSERT_TRUE(content.status.ok()) << buffer << ": " << content.status;
    ASSERT_EQ(content.bytes, "a" + text + "one twoz");
    ASSERT_EQ(content.consumed, packed.size());
  }
}

TEST(GzipPackingTest, EveryTruncationIsABreak) {
  const std::string first = FullMember("the first block, ", "the second");
  const std::string packed = first + FullMember("more", "") + std::string(2, '\0');
  const size_t first_data = first.find("the first");
  const size_t second_data = first.find("the second");
  for (size_t size = 0; size <= packed.size(); ++size) {
    for (const size_t buffer : kBuffers) {
      const StreamContent content = Unpack(packed.substr(0, size), {}, buffer);
      const bool whole = size == 0 || size == first.size() || size + 2 >= packed.size();
      ASSERT_EQ(content.status.ok(), whole) << size << " by " << buffer;
      if (!whole) {
        EXPECT_EQ(std::string(content.status.message()),
                  "the gzip data break off at byte " + std::to_string(size) +
                      ": the file ends before they do; it was not written or copied in full");
        EXPECT_TRUE(absl::IsDataLoss(content.status));
      }
      if (size <= first.size()) {
        // Every byte that is there was handed out.
        const size_t of_first = std::clamp(size, first_data, first_data + 17) - first_data;
        const size_t of_second = std::clamp(size, second_data, second_data + 10) - second_data;
        ASSERT_EQ(content.bytes, std::string("the first block, ").substr(0, of_first) +
                                     std::string("the second").substr(0, of_second));
      }
    }
  }
}

TEST(GzipPackingTest, BreaksThatAreNoTruncation) {
  const std::string member = FullMember("one, ", "two");
  const auto message = [](const std::string& packed, const std::string& bytes) {
    for (const size_t buffer : kBuffers) {
      const StreamContent content = Unpack(packed, {}, buffer);
      EXPECT_TRUE(absl::IsDataLoss(content.status)) << content.status;
      EXPECT_EQ(content.bytes, bytes);
    }
    const std::string text(Unpack(packed).status.message());
    return text.substr(text.find(": ") + 2);
  };
  const std::string something_else = "where a gzip member should begin, there is something else";
  EXPECT_EQ(message("plain text", ""), something_else);
  EXPECT_EQ(message(std::string(20, '\0'), ""), something_else);
  EXPECT_EQ(message(member + "garbage", "one, two"), something_else);
  EXPECT_EQ(message(member + "\x1Fgarbage", "one, two"), something_else);
  EXPECT_EQ(message(member + std::string(3, '\0') + member, "one, two"),
            "zero bytes follow the last gzip member, then something else");
  std::string bad = member;
  bad[bad.size() - 8] ^= 1;
  EXPECT_EQ(message(bad, "one, two"), "a checksum or length is not that of the data");
  bad = member;
  bad[bad.size() - 1] ^= 1;
  EXPECT_EQ(message(bad, "one, two"), "a checksum or length is not that of the data");
  bad = member;
  bad[2] = 7;
  EXPECT_EQ(message(bad, ""), "a member is packed by another method than deflate");
  bad = member;
  bad[3] = '\x3E';
  EXPECT_EQ(message(bad, ""), "a member's header has fields that gzip does not know");
  bad = member;
  bad[member.find("name")] = 'N';
  EXPECT_EQ(message(bad, ""), "the checksum of a member's header is wrong");
  bad = member;
  bad[member.find("two") - 1] ^= 1;  // the complement of the length
  EXPECT_EQ(message(bad, "one, "), "what comes here is no deflate data");
}

// What is handed out before a break does not depend on how the packed bytes come, but for the
// length of a match where ISA-L does not tell. Changed bits may also make other valid data: then
// the checksum tells.
TEST(GzipPackingTest, EveryChangedBit) {
  const std::string text = Words(400, 3);
  const std::string packed = Pack({text});
  for (size_t bit = 0; bit < packed.size() * 8; ++bit) {
    std::string bad = packed;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    const StreamContent byte_by_byte = Unpack(bad, {}, 1);
    for (const size_t buffer : kBuffers) {
      const StreamContent content = Unpack(bad, {}, buffer);
      ASSERT_EQ(content.status.code(), byte_by_byte.status.code()) << bit;
      const size_t common = std::min(content.bytes.size(), byte_by_byte.bytes.size());
      ASSERT_EQ(content.bytes.substr(0, common), byte_by_byte.bytes.substr(0, common)) << bit;
      ASSERT_LE(std::max(content.bytes.size(), byte_by_byte.bytes.size()) - common, 258) << bit;
      // The time, and what else is not said of the data.
      const bool harmless = bit / 8 >= 4 && bit / 8 < 10;
      if (harmless) {
        ASSERT_EQ(content.bytes, text);
      }
      ASSERT_TRUE(content.status.ok() ? content.bytes == text : absl::IsDataLoss(content.status))
          << bit;
    }
  }
}

TEST(GzipPackingTest, BreaksFarInside) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const std::string text = Words(600'000, seed);
    std::string packed = Pack({text});
    const size_t place = packed.size() / 2 + random() % (packed.size() / 3);
    packed[place] = static_cast<char>(packed[place] ^ (1 << random() % 8));
    const StreamContent content = Unpack(packed);
    ASSERT_TRUE(absl::IsDataLoss(content.status));
    // Everything before the changed byte is right and was handed out; a block back at most.
    const size_t right = static_cast<size_t>(
        std::mismatch(text.begin(), text.end(), content.bytes.begin(), content.bytes.end()).first -
        text.begin());
    ASSERT_GE(right, text.size() * 2 / 5);
    const StreamContent small = Unpack(packed, {}, 5000);
    ASSERT_EQ(small.bytes, content.bytes);
  }
}

TEST(GzipPackingTest, BombsAreRefused) {
  const std::string bomb = Pack({std::string(size_t{80} << 20, 'a')});
  const StreamContent refused = Unpack(bomb, {}, UnpackingStream::kBufferBytes, 1 << 20);
  EXPECT_TRUE(absl::IsResourceExhausted(refused.status)) << refused.status;
  EXPECT_NE(refused.status.message().find("made to fill disks"), std::string::npos);
  EXPECT_GT(refused.bytes.size(), size_t{64} << 20);
  EXPECT_LE(refused.bytes.size(), (size_t{64} << 20) + UnpackingStream::kBufferBytes);
  UnpackLimits limits;
  limits.max_ratio = 1032;
  EXPECT_TRUE(Unpack(bomb, limits, UnpackingStream::kBufferBytes, 1 << 20).status.ok());
  // Small ones do no harm, and what packs well may be honest.
  EXPECT_TRUE(Unpack(Pack({std::string(1 << 20, 'a')})).status.ok());
  limits = {};
  limits.ratio_free_bytes = 0;
  std::string story = Words(200, 4) + "\n";
  std::string printings;
  while (printings.size() < size_t{4} << 20) {
    printings += story;
  }
  EXPECT_TRUE(Unpack(Pack({printings}), limits).status.ok());
}

TEST(GzipPackingTest, TheMostBytes) {
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

TEST(GzipPackingTest, ErrorsOfTheSourceComeAfterItsBytesAndStay) {
  const std::string text = Words(5000, 6);
  const std::string packed = Pack({text});
  const auto stream = UnpackGzip(
      std::make_unique<MemoryStream>(packed.substr(0, packed.size() - 8), absl::AbortedError("x")),
      {});
  EXPECT_EQ(ReadStream(stream.get()).bytes, text);
  char byte = 0;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stream->Read(&byte, 1).status(), absl::AbortedError("x"));
  }
}

}  // namespace
}  // namespace reprise
