#include "reprise/index/candidate_filter.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "reprise/sketch/simhash.h"

namespace reprise {
namespace {

// How far below its mean a sample may fall: the normal law exceeds so many standard deviations once
// in 10,000 times, and the next term of the Cornish-Fisher expansion allows for the skew of the
// binomial law where nearly all is shared.
constexpr double kDeviations = 3.72;
constexpr double kSkewAllowance = (kDeviations * kDeviations - 1.0) / 6.0;

// So many bits for each fingerprint that strangers, even large ones, rarely meet one.
constexpr size_t kBitsPerFingerprint = 64;
// 4 MiB. Fewer bits for each of more than half a million make the filter more lenient.
constexpr size_t kMostWords = size_t{1} << 20;

}  // namespace

// Documents share as many buckets of fingerprints as fingerprints, and have fewer of them: what
// nobody else has is in no bucket.

CandidateFilter::CandidateFilter(const CandidateIndex& index) : index_(index), bitmap_(1, 0) {}

void CandidateFilter::Load(uint32_t rank) {
  loaded_ = rank;
  sample_size_ = index_.FingerprintCount(rank);
  const absl::Span<const uint32_t> buckets = index_.FingerprintBucketsOf(rank, &scratch_);
  bitmap_.assign(std::min(std::bit_ceil(buckets.size() * kBitsPerFingerprint / 32 + 1), kMostWords),
                 0);
  shift_ = 32 - std::countr_zero(bitmap_.size() * 32);
  for (const uint32_t bucket : buckets) {
    const uint32_t bit = BitOf(bucket);
    bitmap_[bit / 32] |= uint32_t{1} << (bit % 32);
  }
}

bool CandidateFilter::MayShare(uint32_t other, uint64_t least_shared) const {
  if (least_shared > index_.shingles(loaded_)) {
    return false;
  }
  if (index_.max_simhash_distance() < 64 &&
      HammingDistance(index_.simhash(loaded_), index_.simhash(other)) >
          index_.max_simhash_distance()) {
    return false;
  }
  if (sample_size_ == 0) {
    return true;
  }
  const double share =
      static_cast<double>(least_shared) / static_cast<double>(index_.shingles(loaded_));
  const auto size = static_cast<double>(sample_size_);
  // Where all is asked for, nothing may be missing from any sample.
  const double skew = share < 1.0 ? kSkewAllowance * std::max(0.0, 2.0 * share - 1.0) : 0.0;
  const double least =
      std::floor(size * share - kDeviations * std::sqrt(size * share * (1.0 - share)) - skew);
  if (least <= 0.0) {
    return true;
  }
  // Bits that meet by chance raise the count, which only makes the filter more lenient.
  return MostShared(other) >= least;
}

uint32_t CandidateFilter::MostShared(uint32_t other) const {
  uint32_t shared = 0;
  for (const uint32_t bucket : index_.FingerprintBucketsOf(other, &scratch_)) {
    const uint32_t bit = BitOf(bucket);
    shared += (bitmap_[bit / 32] >> (bit % 32)) & 1;
  }
  return shared;
}

}  // namespace reprise
