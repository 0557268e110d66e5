#include "reprise/verify/shingle_bitmap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "hwy/targets.h"

namespace reprise {
namespace {

std::vector<uint64_t> RandomShingles(size_t count, std::mt19937_64& random) {
  std::vector<uint64_t> shingles(count);
  std::generate(shingles.begin(), shingles.end(), [&] { return random(); });
  return shingles;
}

// The definition, one bit at a time, where both bitmaps have the width of the smaller one: a set
// lacks a shingle for each bit that the other sets alone.
uint64_t NaiveMostShared(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b, size_t bits) {
  std::vector<bool> only_a(bits, false);
  std::vector<bool> only_b(bits, false);
  for (const uint64_t shingle : a) {
    only_a[shingle % bits] = true;
  }
  for (const uint64_t shingle : b) {
    only_b[shingle % bits] = !only_a[shingle % bits];
  }
  for (const uint64_t shingle : b) {
    only_a[shingle % bits] = false;
  }
  const auto count = [](const std::vector<bool>& only) {
    return static_cast<uint64_t>(std::count(only.begin(), only.end(), true));
  };
  return std::min(a.size() - count(only_a), b.size() - count(only_b));
}

constexpr size_t kSizes[] = {0, 1, 2, 7, 63, 64, 65, 100, 128, 129, 350, 1000, 5000};

// The bound is never below the truth, is what its definition says, and is worth having: of random
// sets of like size, at most an eighth of the missing shingles meet a bit of the other set and
// about as many one another. Whatever the widths, on every instruction set.
TEST(ShingleBitmapTest, BoundsWhatIsShared) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(std::string("seed 1, ") + hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    std::mt19937_64 random(1);
    for (const size_t size_a : kSizes) {
      for (const size_t size_b : kSizes) {
        for (const size_t shared :
             {size_t{0}, std::min(size_a, size_b) / 2, std::min(size_a, size_b)}) {
          const std::vector<uint64_t> all = RandomShingles(size_a + size_b - shared, random);
          const auto a = absl::MakeConstSpan(all).first(size_a);
          const auto b = absl::MakeConstSpan(all).subspan(size_a - shared);
          const ShingleBitmap bitmap_a(a);
          const ShingleBitmap bitmap_b(b);
          const uint64_t most = ShingleBitmap::MostShared(bitmap_a, bitmap_b);
          ASSERT_GE(most, shared) << size_a << ' ' << size_b << ' ' << shared;
          ASSERT_EQ(most, ShingleBitmap::MostShared(bitmap_b, bitmap_a));
          ASSERT_EQ(most, NaiveMostShared(a, b, 8 * std::min(bitmap_a.bytes(), bitmap_b.bytes())));
          if (size_a >= 100 && size_b >= size_a / 2 && size_b <= size_a) {
            const auto missing = static_cast<double>(size_a - shared);
            ASSERT_LE(static_cast<double>(most), static_cast<double>(size_a) - 0.6 * missing);
          }
        }
      }
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
}

// Every shingle of the set is held; of others, at most one in eight meets a bit of a set that is
// not too large for its bitmap. Five deviations of the binomial law are allowed.
TEST(ShingleBitmapTest, BoundsWhatIsHeld) {
  std::mt19937_64 random(3);
  for (const size_t size : kSizes) {
    for (const size_t asked : kSizes) {
      for (const size_t held : {size_t{0}, std::min(size, asked) / 2, std::min(size, asked)}) {
        SCOPED_TRACE("seed 3, " + std::to_string(held) + " of " + std::to_string(asked) +
                     " in a set of " + std::to_string(size));
        const std::vector<uint64_t> all = RandomShingles(size + asked - held, random);
        const auto set = absl::MakeConstSpan(all).first(size);
        const auto shingles = absl::MakeConstSpan(all).subspan(size - held);
        const ShingleBitmap bitmap(set);
        const uint64_t most = bitmap.MostHeld(shingles);
        ASSERT_GE(most, held);
        const size_t bits = 8 * bitmap.bytes();
        std::vector<bool> marked(bits, false);
        for (const uint64_t shingle : set) {
          marked[shingle % bits] = true;
        }
        ASSERT_EQ(most, static_cast<uint64_t>(std::count_if(
                            shingles.begin(), shingles.end(),
                            [&](uint64_t shingle) { return marked[shingle % bits]; })));
        const auto others = static_cast<double>(asked - held);
        ASSERT_LE(static_cast<double>(most - held), others / 8 + 5.0 * std::sqrt(others / 8) + 1.0);
      }
    }
  }
}

TEST(ShingleBitmapTest, HugeSetsHaveABoundedBitmap) {
  std::mt19937_64 random(2);
  const std::vector<uint64_t> all = RandomShingles(400000, random);
  const ShingleBitmap huge(all);
  const ShingleBitmap small(absl::MakeConstSpan(all).first(100));
  EXPECT_LE(huge.bytes(), size_t{1} << 17);
  EXPECT_EQ(ShingleBitmap::MostShared(small, huge), 100u);
  EXPECT_EQ(ShingleBitmap::MostShared(huge, huge), 400000u);
  EXPECT_EQ(ShingleBitmap::MostShared(huge, small), 100u);
  EXPECT_EQ(huge.MostHeld(all), 400000u);
  EXPECT_GE(small.MostHeld(all), 100u);
}

TEST(ShingleBitmapTest, PiecesMakeNoDifference) {
  SCOPED_TRACE("seed 3");
  std::mt19937_64 random(3);
  for (const size_t size : {0, 1, 30, 500, 3000, 100000}) {
    const std::vector<uint64_t> all = RandomShingles(size, random);
    const ShingleBitmap whole(all);
    ShingleBitmap pieces(uint64_t{size});
    for (size_t begin = 0; begin < size; begin += 100) {
      pieces.Add(absl::MakeConstSpan(all).subspan(begin, 100));
    }
    EXPECT_EQ(pieces.bytes(), whole.bytes());
    EXPECT_EQ(ShingleBitmap::MostShared(pieces, whole), size);
    const std::vector<uint64_t> others = RandomShingles(1000, random);
    EXPECT_EQ(pieces.MostHeld(others), whole.MostHeld(others));
    EXPECT_EQ(ShingleBitmap::MostShared(pieces, ShingleBitmap(others)),
              ShingleBitmap::MostShared(whole, ShingleBitmap(others)));
  }
}

TEST(ShingleBitmapTest, OfNothingSharesNothing) {
  const ShingleBitmap none;
  const std::vector<uint64_t> shingles = {1, 2, 3};
  const ShingleBitmap some(shingles);
  EXPECT_EQ(none.bytes(), 0u);
  EXPECT_EQ(ShingleBitmap::MostShared(some, none), 0u);
  EXPECT_EQ(ShingleBitmap::MostShared(none, some), 0u);
  EXPECT_EQ(ShingleBitmap::MostShared(none, none), 0u);
  EXPECT_EQ(ShingleBitmap::MostShared(some, ShingleBitmap(absl::Span<const uint64_t>())), 0u);
}

}  // namespace
}  // namespace reprise
