#include "reprise/text/shingler.h"

#include <algorithm>

#include "reprise/text/hash.h"

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once per
// instruction set, by including this file again; HWY_ONCE guards the rest.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reprise/text/shingler.cc"
#include "hwy/foreach_target.h"
// foreach_target.h has to come first.
#include "hwy/highway.h"

#ifndef REPRISE_TEXT_SHINGLER_CONSTANTS_
#define REPRISE_TEXT_SHINGLER_CONSTANTS_
namespace reprise {
namespace {

// An odd constant without structure: the golden ratio's fraction in 64 bits.
constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15ULL;

}  // namespace
}  // namespace reprise
#endif  // REPRISE_TEXT_SHINGLER_CONSTANTS_

HWY_BEFORE_NAMESPACE();
namespace reprise {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<uint64_t, 8>;
using Words = hn::Vec<Lanes>;

// Mix64 (hash.h) of every lane.
HWY_INLINE Words Mix(Words x) {
  const Lanes d;
  x = hn::Mul(hn::Xor(x, hn::ShiftRight<30>(x)), hn::Set(d, 0xbf58476d1ce4e5b9ULL));
  x = hn::Mul(hn::Xor(x, hn::ShiftRight<27>(x)), hn::Set(d, 0x94d049bb133111ebULL));
  return hn::Xor(x, hn::ShiftRight<31>(x));
}

// The shingles of n tokens that begin at `tokens`, a lane each. Evaluating the polynomial anew at
// each token costs n-1 multiplications but no chain from one shingle to the next.
HWY_INLINE Words Polynomials(const uint64_t* HWY_RESTRICT tokens, size_t n) {
  const Lanes d;
  const auto multiplier = hn::Set(d, kMultiplier);
  auto sum = hn::Add(hn::Set(d, n * kMultiplier), hn::LoadU(d, tokens));
  for (size_t i = 1; i < n; ++i) {
    sum = hn::Add(hn::Mul(sum, multiplier), hn::LoadU(d, tokens + i));
  }
  return Mix(sum);
}

// Writes the `count` shingles of n >= 1 tokens; count + n - 1 tokens are given.
void ShingleNarrow(const uint64_t* HWY_RESTRICT tokens, size_t n, size_t count,
                   uint64_t* HWY_RESTRICT shingles) {
  const Lanes d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    // Two at a time, since each of them is a chain of multiplications.
    const auto first = Polynomials(tokens + i, n);
    const auto second = Polynomials(tokens + i + lanes, n);
    hn::StoreU(first, d, shingles + i);
    hn::StoreU(second, d, shingles + i + lanes);
  }
  for (; i < count; ++i) {
    uint64_t sum = n;
    for (size_t k = 0; k < n; ++k) {
      sum = sum * kMultiplier + tokens[i + k];
    }
    shingles[i] = Mix64(sum);
  }
}

}  // namespace
// NOLINTNEXTLINE(google-readability-namespace-comments)
}  // namespace HWY_NAMESPACE
}  // namespace reprise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reprise {
namespace {

HWY_EXPORT(ShingleNarrow);

}  // namespace

void Shingle(absl::Span<const uint64_t> token_hashes, size_t n, std::vector<uint64_t>* shingles) {
  const size_t count = ShingleCount(token_hashes.size(), n);
  const size_t width = std::min(n, token_hashes.size());
  shingles->resize(count);
  constexpr size_t kNarrow = 16;
  if (count == 0) {
    return;
  }
  if (width <= kNarrow) {
    HWY_DYNAMIC_DISPATCH(ShingleNarrow)(token_hashes.data(), width, count, shingles->data());
    return;
  }
  // Wide shingles roll, so that the cost does not grow with n: the token that leaves is taken off
  // with the power of the multiplier that it has gathered.
  uint64_t leaving = 1;
  for (size_t i = 0; i < width; ++i) {
    leaving *= kMultiplier;
  }
  const uint64_t seed = width * leaving;
  uint64_t sum = 0;
  for (size_t i = 0; i < width; ++i) {
    sum = sum * kMultiplier + token_hashes[i];
  }
  (*shingles)[0] = Mix64(seed + sum);
  for (size_t i = 1; i < count; ++i) {
    sum = sum * kMultiplier + token_hashes[i + width - 1] - leaving * token_hashes[i - 1];
    (*shingles)[i] = Mix64(seed + sum);
  }
}

}  // namespace reprise
#endif  // HWY_ONCE
