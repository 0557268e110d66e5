#include "reprise/text/hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

// Bytes of all values, high bits included.
std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<char>((i * 131 + 7) & 255);
  }
  return bytes;
}

// A length on every path of XXH3, and what the xxHash project's own build says of Bytes(length).
struct Pin {
  size_t size;
  uint64_t hash;
  const char* text_hash;
};
constexpr Pin kPins[] = {
    {0, 0x2d06800538d394c2, "99aa06d3014798d86001c324468d497f"},
    {1, 0x4c5cca45d0f4811f, "495b62073ef70ca44c5cca45d0f4811f"},
    {3, 0x6e3e2670e61106ac, "390cdc5b4a895dd76e3e2670e61106ac"},
    {4, 0x5c4c63133443d03f, "aa6e2f274640a3f43d668af6f2a44d77"},
    {8, 0xf9fd4dd0b04d78f5, "6a86a3bda6af4e3d61ddbe7f31a6100d"},
    {9, 0x7c20df9712c26edf, "664c7ca18afd62558c7b67fd458a936b"},
    {16, 0x86abf6baccea0858, "7f9a218b0425449ae2ce54a7c19c730d"},
    {17, 0xb58bf5dc5022d071, "66fc23f6439dbd778d96ef110fcdebb4"},
    {128, 0x10d17f72c0ccba41, "aec730751478556cff361dec1385710a"},
    {129, 0x1648bdc3db49d1a2, "98cd36ccbb5579264545b3a09738e31a"},
    {240, 0xb6cfaf343fab81e6, "5293e17bf553903d3f2c53e72293711f"},
    {241, 0x956cae592c67279e, "b53840fe3fedf161956cae592c67279e"},
    {300, 0xa4e69646ccce75ce, "87a2efb2f7036289a4e69646ccce75ce"},
};

TEST(HashTest, PinnedOnEveryPath) {
  for (const Pin& pin : kPins) {
    const std::string bytes = Bytes(pin.size);
    EXPECT_EQ(HashKey(bytes), pin.hash) << pin.size;
    EXPECT_EQ(HexString(HashText(bytes)), pin.text_hash) << pin.size;
  }
}

TEST(HashTest, KeysInPieces) {
  for (const size_t size : {0, 1, 8, 240, 241, 1024, 5000}) {
    const std::string bytes = Bytes(size);
    for (const size_t piece : {1, 8, 100, 256, 3000}) {
      KeyHasher hasher;
      for (size_t begin = 0; begin < size; begin += piece) {
        hasher.Update(std::string_view(bytes).substr(begin, piece));
      }
      EXPECT_EQ(hasher.Digest(), HashKey(bytes)) << size << " by " << piece;
    }
  }
}

struct TokenPin {
  size_t size;
  uint64_t hash;
};
// Worked out by hand from the formula; above 16 bytes XXH3's.
constexpr TokenPin kTokenPins[] = {
    {0, 0xbc13060e2d1aac79},  {1, 0x7266f6c67d631bb8}, {3, 0xa387753c873961a9},
    {4, 0x527278536ff1ace7},  {8, 0xe6d3534e4992126b}, {9, 0x2ce74f00d45f763e},
    {16, 0x2fc4ad2e7e131b59}, {17, kPins[7].hash},     {300, kPins[12].hash},
};

TEST(HashTest, TokensPinnedOnEveryPath) {
  for (const TokenPin& pin : kTokenPins) {
    EXPECT_EQ(HashToken(Bytes(pin.size)), pin.hash) << pin.size;
  }
  EXPECT_EQ(HashToken("the"), 0x6f798517b76a94b9U);
  EXPECT_EQ(HashToken("quick"), 0xdc06b25ec0858c10U);
}

// As many bits differ between the hashes of tokens one bit apart as between any two random words,
// at every length and wherever the bit stands.
TEST(HashTest, TokensOneBitApartDifferInHalfTheirBits) {
  for (size_t size = 1; size <= 16; ++size) {
    for (size_t bit = 0; bit < 8 * size; ++bit) {
      uint64_t differing = 0;
      for (uint64_t round = 0; round < 64; ++round) {
        std::string a(size, '\0');
        std::mt19937_64 random(round);
        for (char& c : a) {
          c = static_cast<char>('a' + random() % 26);
        }
        std::string b = a;
        b[bit / 8] = static_cast<char>(b[bit / 8] ^ (1 << (bit % 8)));
        differing += static_cast<uint64_t>(std::popcount(HashToken(a) ^ HashToken(b)));
      }
      // Of 4,096 bits half, give or take. The worst of the 1,088 is the first bit of one-byte
      // tokens: the product has little to work with, and 26 tokens come back in 64 rounds.
      EXPECT_NEAR(static_cast<double>(differing), 2048, 400) << size << " bytes, bit " << bit;
    }
  }
}

TEST(HashTest, NoTwoShortTokensCollide) {
  std::vector<uint64_t> hashes = {HashToken("")};
  std::string token;
  const std::string letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  for (const char a : letters) {
    hashes.push_back(HashToken(token = {a}));
    for (const char b : letters) {
      hashes.push_back(HashToken(token = {a, b}));
      for (const char c : letters) {
        hashes.push_back(HashToken(token = {a, b, c}));
        hashes.push_back(HashToken(token = {'s', 'u', 'f', 'f', 'i', 'x', 'e', 's', a, b, c}));
      }
    }
  }
  const size_t all = hashes.size();
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  EXPECT_EQ(hashes.size(), all);
}

TEST(HashTest, PinnedForAllLengths) {
  uint64_t token = 0;
  uint64_t key = 0;
  TextHash text;
  for (size_t size = 0; size <= 300; ++size) {
    const std::string bytes = Bytes(size);
    constexpr uint64_t kFactor = 0x9e3779b97f4a7c15;
    token = token * kFactor + HashToken(bytes);
    key = key * kFactor + HashKey(bytes);
    text.low = text.low * kFactor + HashText(bytes).low;
    text.high = text.high * kFactor + HashText(bytes).high;
  }
  EXPECT_EQ(token, 0x3e341917a6cc6cbeU);
  EXPECT_EQ(key, 0xbbf8db3c673f1eccU);
  EXPECT_EQ(text.low, 0x8de4d1df1ce78873U);
  EXPECT_EQ(text.high, 0x84f9fc04ae518544U);
}

TEST(HashTest, AnEmptyViewNeedsNoMemory) {
  EXPECT_EQ(HashToken(std::string_view()), HashToken(""));
  EXPECT_EQ(HashText(std::string_view()), HashText(""));
  TextHasher hasher;
  hasher.Update(std::string_view());
  EXPECT_EQ(hasher.Digest(), HashText(""));
}

TEST(TextHasherTest, PiecesHashLikeTheWhole) {
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  // The streaming form has a buffer of 256 bytes and folds its state every 1024.
  for (const size_t longest_piece : {1, 7, 64, 255, 256, 257, 1024, 3000}) {
    for (int round = 0; round < 200; ++round) {
      const std::string bytes = Bytes(random() % 6000);
      TextHasher hasher;
      for (size_t pos = 0; pos < bytes.size();) {
        const size_t size = std::min<size_t>(random() % (longest_piece + 1), bytes.size() - pos);
        hasher.Update(std::string_view(bytes).substr(pos, size));
        pos += size;
        if (random() % 16 == 0) {  // a digest on the way disturbs nothing
          ASSERT_EQ(hasher.Digest(), HashText(std::string_view(bytes).substr(0, pos)));
        }
      }
      ASSERT_EQ(hasher.Digest(), HashText(bytes)) << bytes.size() << " by " << longest_piece;
    }
  }
}

TEST(TextHasherTest, HashesNothing) { EXPECT_EQ(TextHasher().Digest(), HashText("")); }

TEST(TextHashTest, HexStringIsHighHalfFirstWithAllDigits) {
  EXPECT_EQ(HexString({0x0123456789abcdef, 0x00fedcba98765432}),
            "00fedcba987654320123456789abcdef");
  EXPECT_EQ(HexString({}), std::string(32, '0'));
}

TEST(TextHashTest, ComparesBothHalves) {
  const TextHash a = {1, 2};
  EXPECT_EQ(a, (TextHash{1, 2}));
  EXPECT_NE(a, (TextHash{1, 3}));
  EXPECT_NE(a, (TextHash{3, 2}));
  EXPECT_LT(a, (TextHash{2, 0}));
  EXPECT_LT(a, (TextHash{1, 3}));
}

TEST(Mix64Test, Pinned) {
  static_assert(Mix64(0) == 0);
  EXPECT_EQ(Mix64(1), 0x5692161d100b05e5U);
  EXPECT_EQ(Mix64(0x9e3779b97f4a7c15), 0xe220a8397b1dcdafU);  // SplitMix64's first, from seed 0
  EXPECT_EQ(Mix64(0x0123456789abcdef), 0xb2c058e4ebb5112cU);
  EXPECT_EQ(Mix64(uint64_t{1} << 63), 0x25c26ea579cea98aU);
  EXPECT_EQ(Mix64(~uint64_t{0}), 0xb4d055fcf2cbbd7bU);
}

// The factor's inverse modulo 2^64, by Newton's iteration.
constexpr uint64_t Inverse(uint64_t factor) {
  uint64_t inverse = factor;
  for (int i = 0; i < 6; ++i) {
    inverse *= 2 - factor * inverse;
  }
  return inverse;
}

uint64_t UndoShift(uint64_t x, int shift) {
  uint64_t undone = x;
  for (int done = shift; done < 64; done += shift) {
    undone = x ^ (undone >> shift);
  }
  return undone;
}

uint64_t Unmix64(uint64_t x) {
  x = UndoShift(x, 31) * Inverse(0x94d049bb133111eb);
  x = UndoShift(x, 27) * Inverse(0xbf58476d1ce4e5b9);
  return UndoShift(x, 30);
}

TEST(Mix64Test, IsABijection) {
  SCOPED_TRACE("seed 2");
  std::mt19937_64 random(2);
  for (int i = 0; i < 100000; ++i) {
    const uint64_t x = random() >> (random() % 64);
    ASSERT_EQ(Unmix64(Mix64(x)), x);
    ASSERT_EQ(Mix64(Unmix64(x)), x);
  }
}

// Each input bit flips each output bit in half of the cases: 64 * 64 counts with a standard
// deviation of 32, all within six of them (expected violations: 10^-5).
TEST(Mix64Test, EveryInputBitReachesEveryOutputBit) {
  SCOPED_TRACE("seed 3");
  std::mt19937_64 random(3);
  constexpr int kHalf = 2048;
  std::array<std::array<int, 64>, 64> flips{};
  for (int sample = 0; sample < 2 * kHalf; ++sample) {
    const uint64_t x = random();
    for (size_t in = 0; in < 64; ++in) {
      const uint64_t changed = Mix64(x) ^ Mix64(x ^ (uint64_t{1} << in));
      for (size_t out = 0; out < 64; ++out) {
        flips[in][out] += static_cast<int>((changed >> out) & 1);
      }
    }
  }
  for (size_t in = 0; in < 64; ++in) {
    for (size_t out = 0; out < 64; ++out) {
      ASSERT_NEAR(flips[in][out], kHalf, 6 * 32) << in << " to " << out;
    }
  }
}

}  // namespace
}  // namespace reprise
