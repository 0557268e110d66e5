#include "reprise/sketch/fingerprint.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>

namespace reprise {

namespace {

// Sorts values that are as good as random: as many buckets as values, by their leading bits, leave
// next to nothing to sort in each.
void SortRandom(std::vector<uint32_t>* values) {
  constexpr size_t kMostBuckets = 1024;
  const size_t size = values->size();
  if (size < 16 || size > 4 * kMostBuckets) {
    std::sort(values->begin(), values->end());
    return;
  }
  const size_t buckets = std::min(std::bit_ceil(size), kMostBuckets);
  const int shift = 32 - std::countr_zero(buckets);
  std::array<uint32_t, kMostBuckets> next{};
  for (const uint32_t value : *values) {
    ++next[value >> shift];
  }
  uint32_t begin = 0;
  for (size_t bucket = 0; bucket < buckets; ++bucket) {
    begin += std::exchange(next[bucket], begin);
  }
  std::array<uint32_t, 4 * kMostBuckets> sorted;
  for (const uint32_t value : *values) {
    sorted[next[value >> shift]++] = value;
  }
  // Each is now within its bucket, few places from where it belongs.
  for (size_t i = 1; i < size; ++i) {
    const uint32_t value = sorted[i];
    size_t place = i;
    for (; place > 0 && sorted[place - 1] > value; --place) {
      sorted[place] = sorted[place - 1];
    }
    sorted[place] = value;
  }
  std::copy_n(sorted.begin(), size, values->begin());
}

}  // namespace

// Integers below rate * 2^32 are those below its ceiling; the product is exact.
FingerprintSampler::FingerprintSampler(double rate)
    : rate_(rate), threshold_(static_cast<uint64_t>(std::ceil(rate * 0x1p32))) {
  assert(rate > 0 && rate <= 1);
}

void FingerprintSampler::Sample(absl::Span<const uint64_t> distinct_shingles,
                                std::vector<uint32_t>* fingerprints) const {
  fingerprints->clear();
  // Selection is random, so a branch on it would be mispredicted: every fingerprint is written to a
  // buffer, and only a selected one moves the end on.
  std::array<uint32_t, 256> buffer;
  while (!distinct_shingles.empty()) {
    const auto chunk = distinct_shingles.first(std::min(distinct_shingles.size(), buffer.size()));
    size_t end = 0;
    for (const uint64_t shingle : chunk) {
      buffer[end] = static_cast<uint32_t>(shingle);
      end += static_cast<size_t>(Selects(shingle));
    }
    fingerprints->insert(fingerprints->end(), buffer.begin(),
                         buffer.begin() + static_cast<ptrdiff_t>(end));
    distinct_shingles.remove_prefix(chunk.size());
  }
  SortRandom(fingerprints);
  fingerprints->erase(std::unique(fingerprints->begin(), fingerprints->end()), fingerprints->end());
}

}  // namespace reprise
