#include "reprise/verify/shingle_bitmap.h"

#include <algorithm>
#include <bit>

// See minhash.cc for how Highway compiles what is between its markers.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reprise/verify/shingle_bitmap.cc"
#include "hwy/foreach_target.h"
// foreach_target.h has to come first.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace reprise {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// The number of bits set in both of two bitmaps, the second of which is `folds` times as wide and
// folded: what a bitmap as narrow as the first would have been, since shingles are placed by their
// low bits. `*folded_bits` is how many are set in that. `words`, of the first, is a multiple of 8.
uint64_t CountCommonBits(const uint64_t* HWY_RESTRICT a, const uint64_t* HWY_RESTRICT b,
                         size_t words, size_t folds, uint64_t* HWY_RESTRICT folded_bits) {
  const hn::CappedTag<uint64_t, 8> d;
  auto common = hn::Zero(d);
  auto folded = hn::Zero(d);
  for (size_t i = 0; i < words; i += hn::Lanes(d)) {
    auto bits = hn::LoadU(d, b + i);
    for (size_t fold = 1; fold < folds; ++fold) {
      bits = hn::Or(bits, hn::LoadU(d, b + fold * words + i));
    }
    common = hn::Add(common, hn::PopulationCount(hn::And(hn::LoadU(d, a + i), bits)));
    folded = hn::Add(folded, hn::PopulationCount(bits));
  }
  *folded_bits = hn::GetLane(hn::SumOfLanes(d, folded));
  return hn::GetLane(hn::SumOfLanes(d, common));
}

}  // namespace
// NOLINTNEXTLINE(google-readability-namespace-comments): a macro per instruction set
}  // namespace HWY_NAMESPACE
}  // namespace reprise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reprise {
namespace {

HWY_EXPORT(CountCommonBits);

// 16 bits a shingle: of two sets of 350, 15 seem to be shared that are not, and a set's bits take a
// kilobyte, a third of its shingles.
constexpr size_t kBitsPerShingle = 16;
constexpr size_t kLeastWords = 8;
constexpr size_t kMostWords = size_t{1} << 14;

}  // namespace

ShingleBitmap::ShingleBitmap(uint64_t size) {
  const auto wanted =
      static_cast<size_t>(std::min<uint64_t>(kMostWords, size * kBitsPerShingle / 64));
  words_.resize(std::clamp(std::bit_ceil(wanted), kLeastWords, kMostWords), 0);
}

ShingleBitmap::ShingleBitmap(absl::Span<const uint64_t> distinct_shingles)
    : ShingleBitmap(uint64_t{distinct_shingles.size()}) {
  Add(distinct_shingles);
}

void ShingleBitmap::Add(absl::Span<const uint64_t> distinct_shingles) {
  // In variables of its own: for all the compiler knows, a word that is stored is a member.
  uint64_t* const words = words_.data();
  const size_t mask = words_.size() - 1;
  uint64_t again = 0;
  for (const uint64_t shingle : distinct_shingles) {
    uint64_t& word = words[(shingle >> 6) & mask];
    again += word >> (shingle & 63) & 1;
    word |= uint64_t{1} << (shingle & 63);
  }
  shingles_ += distinct_shingles.size();
  bits_ += distinct_shingles.size() - again;
}

uint64_t ShingleBitmap::MostShared(const ShingleBitmap& a, const ShingleBitmap& b) {
  if (a.words_.size() > b.words_.size()) {
    return MostShared(b, a);
  }
  const size_t words = a.words_.size();
  if (words == 0) {
    return 0;
  }
  uint64_t bits_b = 0;
  const uint64_t common = HWY_DYNAMIC_DISPATCH(CountCommonBits)(
      a.words_.data(), b.words_.data(), words, b.words_.size() / words, &bits_b);
  // A shingle without a bit of its own may be shared in secret; each of the other shingles of A
  // that B holds shows in a common bit, and likewise of B.
  return common + std::min(a.shingles_ - a.bits_, b.shingles_ - bits_b);
}

}  // namespace reprise
#endif  // HWY_ONCE
