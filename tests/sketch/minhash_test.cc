#include "reprise/sketch/minhash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "hwy/highway.h"
#include "reprise/base/simd.h"
#include "testing/forced_target.h"
#include "testing/random_shingles.h"

namespace reprise {
namespace {

std::vector<uint32_t> Sketch(const MinHasher& hasher, absl::Span<const uint64_t> shingles) {
  std::vector<uint32_t> signature(hasher.count());
  hasher.Sketch(shingles, absl::MakeSpan(signature));
  return signature;
}

std::vector<uint32_t> SketchScalar(const MinHasher& hasher, absl::Span<const uint64_t> shingles) {
  std::vector<uint32_t> signature(hasher.count());
  hasher.SketchScalar(shingles, absl::MakeSpan(signature));
  return signature;
}

// Two random sets that share the middle `shared` of `total` distinct shingles.
class RandomPair {
 public:
  RandomPair(size_t shared, size_t total, std::mt19937_64& random)
      : all_(RandomShingles(total, random)), shared_(shared), only_a_((total - shared) / 2) {}
  absl::Span<const uint64_t> a() const {
    return absl::MakeConstSpan(all_).first(only_a_ + shared_);
  }
  absl::Span<const uint64_t> b() const { return absl::MakeConstSpan(all_).subspan(only_a_); }

 private:
  std::vector<uint64_t> all_;
  size_t shared_;
  size_t only_a_;
};

TEST(MinHashTest, EqualsScalarReferenceOnEveryTarget) {
  const std::vector<int64_t> targets = hwy::SupportedAndGeneratedTargets();
  ASSERT_FALSE(targets.empty());
  std::vector<std::string> run;
  for (const int64_t target : targets) {
    const testing::ForcedTarget forced(target);
    ASSERT_EQ(SimdTarget(), hwy::TargetName(target));
    run.emplace_back(SimdTarget());
    SCOPED_TRACE(run.back());
    std::mt19937_64 random(1);
    for (size_t count = 1; count <= 200; ++count) {
      const MinHasher hasher(count);
      for (const size_t size : {0, 1, 2, 3, 7, 15, 17, 33, 101}) {
        SCOPED_TRACE("count " + std::to_string(count) + ", shingles " + std::to_string(size));
        std::vector<uint64_t> shingles = RandomShingles(size, random);
        if (size % 5 == 2) {
          shingles[size / 2] = 0;  // folds to 0, inside a vector and after the last whole one
        }
        ASSERT_EQ(Sketch(hasher, shingles), SketchScalar(hasher, shingles));
      }
    }
    // Around the size of the kernel's buffer and well past it.
    for (const size_t size : {1023, 1024, 1025, 2048, 5003}) {
      SCOPED_TRACE("shingles " + std::to_string(size));
      const MinHasher hasher(131);
      const std::vector<uint64_t> shingles = RandomShingles(size, random);
      ASSERT_EQ(Sketch(hasher, shingles), SketchScalar(hasher, shingles));
    }
  }
}

TEST(MinHashTest, ChoosesTheBestTarget) {
  // SupportedAndGeneratedTargets() lists the best first.
  EXPECT_EQ(SimdTarget(), hwy::TargetName(hwy::SupportedAndGeneratedTargets().front()));
}

TEST(MinHashTest, WritesNothingPastTheSignature) {
  for (size_t count = 1; count <= 70; ++count) {
    SCOPED_TRACE(count);
    std::vector<uint32_t> guarded(count + 64, 0xabababab);
    const std::vector<uint64_t> shingles = {1, 2, 3};
    MinHasher(count).Sketch(shingles, absl::MakeSpan(guarded).first(count));
    EXPECT_TRUE(std::all_of(guarded.begin() + static_cast<ptrdiff_t>(count), guarded.end(),
                            [](uint32_t value) { return value == 0xabababab; }));
  }
}

TEST(MinHashTest, ValuesArePinned) {
  const std::vector<uint64_t> one = {0x0123456789abcdef};
  const std::vector<uint64_t> three = {0x0123456789abcdef, 0xfedcba9876543210, 0x8000000000000001};
  EXPECT_EQ(Sketch(MinHasher(4), one),
            (std::vector<uint32_t>{0xd783ec88, 0x1b484d28, 0xf84e3eb8, 0x0a055458}));
  EXPECT_EQ(Sketch(MinHasher(4), three),
            (std::vector<uint32_t>{0x0be8a481, 0x1b484d28, 0x4e6d4a67, 0x0a055458}));
  // The last of 128 positions too, and the hash that folds to 0 and is taken for 1.
  EXPECT_EQ(Sketch(MinHasher(), one)[127], 0x62de6b38u);
  const std::vector<uint64_t> zero = {0x1234567812345678};
  EXPECT_EQ(Sketch(MinHasher(4), zero),
            (std::vector<uint32_t>{0x8be8a481, 0x4cd86f55, 0xce6d4a67, 0xcd3601db}));
}

TEST(MinHashTest, ShortSignatureIsAPrefix) {
  std::mt19937_64 random(2);
  const std::vector<uint64_t> shingles = RandomShingles(77, random);
  const std::vector<uint32_t> longest = Sketch(MinHasher(200), shingles);
  for (size_t count = 1; count < 200; ++count) {
    const std::vector<uint32_t> shorter = Sketch(MinHasher(count), shingles);
    ASSERT_TRUE(std::equal(shorter.begin(), shorter.end(), longest.begin())) << count;
  }
}

TEST(MinHashTest, OrderAndRepetitionDoNotMatter) {
  std::mt19937_64 random(3);
  const MinHasher hasher;
  std::vector<uint64_t> shingles = RandomShingles(50, random);
  const std::vector<uint32_t> expected = Sketch(hasher, shingles);
  shingles.insert(shingles.end(), shingles.begin(), shingles.begin() + 20);
  std::shuffle(shingles.begin(), shingles.end(), random);
  EXPECT_EQ(Sketch(hasher, shingles), expected);
}

TEST(MinHashTest, PiecesMakeNoDifference) {
  SCOPED_TRACE("seed 5");
  std::mt19937_64 random(5);
  const MinHasher hasher(37);
  for (size_t size = 0; size < 200; ++size) {
    const std::vector<uint64_t> shingles = RandomShingles(size, random);
    std::vector<uint32_t> signature(hasher.count(), kEmptyMinHash);
    absl::Span<const uint64_t> rest(shingles);
    while (!rest.empty()) {
      const auto piece = rest.first(random() % (rest.size() + 1));
      hasher.Lower(piece, absl::MakeSpan(signature));
      rest.remove_prefix(piece.size());
    }
    ASSERT_EQ(signature, Sketch(hasher, shingles));
  }
}

TEST(MinHashTest, UnionTakesTheSmallerValue) {
  std::mt19937_64 random(4);
  const MinHasher hasher;
  const RandomPair pair(10, 60, random);
  const std::vector<uint32_t> a = Sketch(hasher, pair.a());
  const std::vector<uint32_t> b = Sketch(hasher, pair.b());
  std::vector<uint64_t> both(pair.a().begin(), pair.a().end());
  both.insert(both.end(), pair.b().begin(), pair.b().end());
  const std::vector<uint32_t> of_union = Sketch(hasher, both);
  for (size_t i = 0; i < hasher.count(); ++i) {
    EXPECT_EQ(of_union[i], std::min(a[i], b[i]));
  }
}

TEST(MinHashTest, EmptySetIsSimilarToNothing) {
  const MinHasher hasher;
  EXPECT_EQ(hasher.count(), 128u);
  const std::vector<uint32_t> empty = Sketch(hasher, {});
  EXPECT_EQ(empty, std::vector<uint32_t>(128, 0xffffffff));
  const std::vector<uint64_t> one = {42};
  EXPECT_EQ(EstimateJaccard(empty, empty), 0);
  EXPECT_EQ(EstimateJaccard(empty, Sketch(hasher, one)), 0);
  EXPECT_EQ(EstimateJaccard(Sketch(hasher, one), Sketch(hasher, one)), 1);
}

TEST(EstimateJaccardTest, CountsEqualPositionsOfTheCommonPrefix) {
  const std::vector<uint32_t> a = {1, 2, 3, 4};
  const std::vector<uint32_t> b = {1, 2, 9, 4, 5, 6};
  EXPECT_EQ(EstimateJaccard(a, b), 0.75);
  EXPECT_EQ(EstimateJaccard(b, a), 0.75);
  EXPECT_EQ(EstimateJaccard(absl::MakeConstSpan(a).first(2), b), 1);
  EXPECT_EQ(EstimateJaccard({}, a), 0);
  EXPECT_EQ(EstimateJaccard({}, {}), 0);
}

// The estimate is a mean of 128 independent indicators of probability J. Over 4,000 pairs its mean
// has standard deviation sqrt(J(1-J)/128/4000) and the ratio of its variance to theory has
// sqrt(2/4000) = .022; five of each are allowed.
TEST(MinHashTest, EstimateHasMeanAndVarianceOfTheory) {
  constexpr size_t kPairs = 4000;
  const MinHasher hasher;
  std::mt19937_64 random(5);
  for (const size_t total : {20, 300}) {
    for (const double jaccard : {0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95}) {
      SCOPED_TRACE("seed 5, union " + std::to_string(total) + ", J " + std::to_string(jaccard));
      const auto shared = static_cast<size_t>(std::lround(jaccard * static_cast<double>(total)));
      double sum = 0;
      double squares = 0;
      for (size_t i = 0; i < kPairs; ++i) {
        const RandomPair pair(shared, total, random);
        const double error =
            EstimateJaccard(Sketch(hasher, pair.a()), Sketch(hasher, pair.b())) - jaccard;
        sum += error;
        squares += error * error;
      }
      const double variance = jaccard * (1 - jaccard) / 128;
      EXPECT_NEAR(sum / kPairs, 0, 5 * std::sqrt(variance / kPairs));
      EXPECT_NEAR(squares / kPairs / variance, 1, 5 * std::sqrt(2.0 / kPairs));
    }
  }
}

// Whether two positions agree must be independent: over n pairs of sets at J = 1/2 the correlation
// of two positions has standard deviation 1/sqrt(n). z is the correlation in that unit: over all
// 8,128 pairs of positions the mean of z^2 is 1 with standard deviation sqrt(2/8128) = .016 (five
// are allowed), and |z| exceeds 6 anywhere with probability below 2e-5.
TEST(MinHashTest, PositionsAreIndependent) {
  constexpr size_t kPairs = 12800;  // a multiple of 64
  const MinHasher hasher;
  const size_t count = hasher.count();
  for (const size_t total : {4, 40}) {
    SCOPED_TRACE("seed 6, union " + std::to_string(total));
    std::mt19937_64 random(6);
    std::vector<std::vector<uint64_t>> agree(count, std::vector<uint64_t>(kPairs / 64));
    for (size_t i = 0; i < kPairs; ++i) {
      const RandomPair pair(total / 2, total, random);
      const std::vector<uint32_t> a = Sketch(hasher, pair.a());
      const std::vector<uint32_t> b = Sketch(hasher, pair.b());
      for (size_t p = 0; p < count; ++p) {
        agree[p][i / 64] |= uint64_t{a[p] == b[p]} << (i % 64);
      }
    }
    double squares = 0;
    double largest = 0;
    for (size_t p = 0; p < count; ++p) {
      for (size_t q = 0; q < p; ++q) {
        int differ = 0;
        for (size_t word = 0; word < kPairs / 64; ++word) {
          differ += std::popcount(agree[p][word] ^ agree[q][word]);
        }
        const double z = (1 - 2.0 * differ / kPairs) * std::sqrt(kPairs);
        squares += z * z;
        largest = std::max(largest, std::abs(z));
      }
    }
    const double position_pairs = static_cast<double>(count * (count - 1)) / 2;
    EXPECT_NEAR(squares / position_pairs, 1, 5 * std::sqrt(2 / position_pairs));
    EXPECT_LT(largest, 6);
  }
}

}  // namespace
}  // namespace reprise
