#include "reprise/index/rolling_hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <unordered_set>

namespace reprise {
namespace {

TEST(RollingHashTest, RollingIsStartingAnew) {
  std::mt19937_64 random(1);
  std::string text(3000, '\0');
  for (char& c : text) {
    c = static_cast<char>(random());
  }
  for (const size_t width : {1, 2, 7, 100, 1000}) {
    for (const uint64_t base_number : {0, 1, 9}) {
      RollingHash rolled(width, base_number);
      rolled.Start(text.data());
      RollingHash fresh(width, base_number);
      for (size_t i = 0; i + width < text.size(); ++i) {
        rolled.Roll(&text[i]);
        fresh.Start(&text[i + 1]);
        ASSERT_EQ(rolled.Hash(), fresh.Hash()) << width << ' ' << i << ", base " << base_number;
      }
    }
  }
}

TEST(RollingHashTest, BasesDiffer) {
  std::unordered_set<uint64_t> hashes;
  for (uint64_t base_number = 0; base_number < 100; ++base_number) {
    RollingHash hash(3, base_number);
    hash.Start("abc");
    EXPECT_TRUE(hashes.insert(hash.Hash()).second) << base_number;
  }
}

// Thue-Morse words, which collide for every base modulo 2^64, and runs of NUL.
TEST(RollingHashTest, RepetitiveRunsDoNotCollide) {
  std::string text;
  for (size_t i = 0; i < 4096; ++i) {
    text.push_back(std::popcount(i) % 2 == 0 ? 'a' : 'b');
  }
  RollingHash hash(2048);
  hash.Start(text.data());
  const uint64_t first = hash.Hash();
  hash.Start(&text[2048]);
  EXPECT_NE(hash.Hash(), first);

  const std::string nuls(64, '\0');
  std::unordered_set<uint64_t> hashes;
  for (size_t width = 1; width <= 64; ++width) {
    RollingHash of_width(width);
    of_width.Start(nuls.data());
    EXPECT_TRUE(hashes.insert(of_width.Hash()).second) << width;
  }
}

}  // namespace
}  // namespace reprise
