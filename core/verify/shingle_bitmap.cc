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

// The number of bits set in both; `words` is a multiple of 8.
uint64_t CountCommonBits(const uint64_t* HWY_RESTRICT a, const uint64_t* HWY_RESTRICT b,
                         size_t words) {
  const hn::CappedTag<uint64_t, 8> d;
  auto sum = hn::Zero(d);
  for (size_t i = 0; i < words; i += hn::Lanes(d)) {
    sum = hn::Add(sum, hn::PopulationCount(hn::And(hn::LoadU(d, a + i), hn::LoadU(d, b + i))));
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
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

// Eight bits a shingle: few of them meet, and a set of 350 takes half a kilobyte.
constexpr size_t kBitsPerShingle = 8;
constexpr size_t kLeastWords = 8;
constexpr size_t kMostWords = size_t{1} << 14;

// The bitmap that a narrower one would have been: shingles are placed by their low bits.
std::vector<uint64_t> Fold(const std::vector<uint64_t>& wide, size_t words) {
  std::vector<uint64_t> narrow(wide.begin(), wide.begin() + static_cast<std::ptrdiff_t>(words));
  for (size_t i = words; i < wide.size(); ++i) {
    narrow[i & (words - 1)] |= wide[i];
  }
  return narrow;
}

uint64_t CountBits(absl::Span<const uint64_t> words) {
  uint64_t bits = 0;
  for (const uint64_t word : words) {
    bits += static_cast<uint64_t>(std::popcount(word));
  }
  return bits;
}

}  // namespace

ShingleBitmap::ShingleBitmap(absl::Span<const uint64_t> distinct_shingles)
    : shingles_(distinct_shingles.size()) {
  const size_t wanted = distinct_shingles.size() * kBitsPerShingle / 64;
  words_.resize(std::clamp(std::bit_ceil(wanted), kLeastWords, kMostWords), 0);
  for (const uint64_t shingle : distinct_shingles) {
    words_[(shingle >> 6) & (words_.size() - 1)] |= uint64_t{1} << (shingle & 63);
  }
  bits_ = CountBits(words_);
}

uint64_t ShingleBitmap::MostShared(const ShingleBitmap& a, const ShingleBitmap& b) {
  if (a.words_.size() > b.words_.size()) {
    return MostShared(b, a);
  }
  const size_t words = a.words_.size();
  if (words == 0) {
    return 0;
  }
  const auto count = HWY_DYNAMIC_DISPATCH(CountCommonBits);
  // A shingle without a bit of its own may be shared in secret; each of the other shingles of A
  // that B holds shows in a common bit, and likewise of B.
  const uint64_t hidden_a = a.shingles_ - a.bits_;
  if (b.words_.size() == words) {
    return count(a.words_.data(), b.words_.data(), words) +
           std::min(hidden_a, b.shingles_ - b.bits_);
  }
  const std::vector<uint64_t> folded = Fold(b.words_, words);
  return count(a.words_.data(), folded.data(), words) +
         std::min(hidden_a, b.shingles_ - CountBits(folded));
}

}  // namespace reprise
#endif  // HWY_ONCE
