#include "reprise/verify/shingle_bitmap.h"

#include <gtest/gtest.h>

#include <algorithm>
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

// The definition, one bit at a time: the bits that A sets and B does not, where both bitmaps have
// the width of the smaller one.
uint64_t NaiveMissing(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b, size_t bits) {
  std::vector<bool> only(bits, false);
  for (const uint64_t shingle : a) {
    only[shingle % bits] = true;
  }
  for (const uint64_t shingle : b) {
    only[shingle % bits] = false;
  }
  return static_cast<uint64_t>(std::count(only.begin(), only.end(), true));
}

constexpr size_t kSizes[] = {0, 1, 2, 7, 63, 64, 65, 100, 128, 129, 350, 1000, 5000};

// The bound never exceeds the truth, is what its definition says, and is worth having: of random
// sets of like size, at most an eighth of the missing shingles meet a bit of the other set and
// about as many one another. Whatever the widths, on every instruction set.
TEST(ShingleBitmapTest, BoundsWhatIsMissing) {
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
          const uint64_t least = ShingleBitmap::LeastMissing(bitmap_a, bitmap_b);
          const size_t missing = size_a - shared;
          ASSERT_LE(least, missing) << size_a << ' ' << size_b << ' ' << shared;
          ASSERT_EQ(least, NaiveMissing(a, b, 8 * std::min(bitmap_a.bytes(), bitmap_b.bytes())));
          if (size_a >= 100 && size_b >= size_a / 2 && size_b <= size_a) {
            ASSERT_GE(static_cast<double>(least), 0.6 * static_cast<double>(missing));
          }
        }
      }
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
}

TEST(ShingleBitmapTest, HugeSetsHaveABoundedBitmap) {
  std::mt19937_64 random(2);
  const std::vector<uint64_t> all = RandomShingles(400000, random);
  const ShingleBitmap huge(all);
  const ShingleBitmap small(absl::MakeConstSpan(all).first(100));
  EXPECT_LE(huge.bytes(), size_t{1} << 17);
  EXPECT_EQ(ShingleBitmap::LeastMissing(small, huge), 0u);
  EXPECT_EQ(ShingleBitmap::LeastMissing(huge, huge), 0u);
  EXPECT_LE(ShingleBitmap::LeastMissing(huge, small), 399900u);
  EXPECT_GT(ShingleBitmap::LeastMissing(huge, small), 500u);
}

TEST(ShingleBitmapTest, OfNothingBoundsNothing) {
  const ShingleBitmap none;
  const std::vector<uint64_t> shingles = {1, 2, 3};
  const ShingleBitmap some(shingles);
  EXPECT_EQ(none.bytes(), 0u);
  EXPECT_EQ(ShingleBitmap::LeastMissing(some, none), 0u);
  EXPECT_EQ(ShingleBitmap::LeastMissing(none, some), 0u);
  EXPECT_EQ(ShingleBitmap::LeastMissing(none, none), 0u);
  EXPECT_EQ(ShingleBitmap::LeastMissing(some, ShingleBitmap(absl::Span<const uint64_t>())), 3u);
}

}  // namespace
}  // namespace reprise
