#include "reprise/sketch/simhash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "reprise/text/hash.h"

namespace reprise {
namespace {

using Planes = std::array<uint64_t, 64>;

constexpr size_t kLogBlock = 4;
constexpr size_t kBlock = size_t{1} << kLogBlock;

// Adds the mixed values of 2^kLevel words to planes [0, kLevel) by a tree of carry-save adders and
// returns the carries into plane kLevel.
template <size_t kLevel>
uint64_t AddWords(const uint64_t* words, Planes& planes) {
  if constexpr (kLevel == 0) {
    return Mix64(*words);
  } else {
    const uint64_t a = AddWords<kLevel - 1>(words, planes);
    const uint64_t b = AddWords<kLevel - 1>(words + (size_t{1} << (kLevel - 1)), planes);
    const uint64_t c = planes[kLevel - 1];
    planes[kLevel - 1] = a ^ b ^ c;
    return (a & b) | ((a ^ b) & c);
  }
}

void AddBlock(const uint64_t* words, Planes& planes) {
  uint64_t carry = AddWords<kLogBlock>(words, planes);
  for (size_t level = kLogBlock; carry != 0; ++level) {
    const uint64_t next = planes[level] & carry;
    planes[level] ^= carry;
    carry = next;
  }
}

// The positions whose counter exceeds `limit`, where no counter reaches 2^levels.
uint64_t Above(const Planes& planes, uint64_t limit, size_t levels) {
  uint64_t above = 0;
  uint64_t reached = ~uint64_t{0};  // at least the limit, by the planes seen so far
  for (size_t level = levels; level-- > 0;) {
    if (((limit >> level) & 1) != 0) {
      reached &= planes[level];
    } else {
      above |= reached & planes[level];
    }
  }
  return above;
}

}  // namespace

void SimHasher::Add(absl::Span<const uint64_t> distinct_shingles) {
  const size_t size = distinct_shingles.size();
  size_ += size;
  size_t i = 0;
  for (; i + kBlock <= size; i += kBlock) {
    AddBlock(distinct_shingles.data() + i, planes_);
  }
  if (i < size) {
    static_assert(Mix64(0) == 0, "the zeros that fill the last block must not count");
    std::array<uint64_t, kBlock> last{};
    std::copy(distinct_shingles.begin() + static_cast<ptrdiff_t>(i), distinct_shingles.end(),
              last.begin());
    AddBlock(last.data(), planes_);
  }
}

uint64_t SimHasher::Hash() const {
  return Above(planes_, size_ / 2, static_cast<size_t>(std::bit_width(size_)));
}

uint64_t SimHash(absl::Span<const uint64_t> distinct_shingles) {
  SimHasher hasher;
  hasher.Add(distinct_shingles);
  return hasher.Hash();
}

int HammingDistance(uint64_t a, uint64_t b) { return std::popcount(a ^ b); }

double ExpectedSimHashBitDifference(double jaccard) {
  const double j = std::clamp(jaccard, 0.0, 1.0);
  return std::acos(2 * j / (1 + j)) / std::numbers::pi;
}

}  // namespace reprise
