#ifndef REPRISE_INDEX_CANDIDATE_FILTER_H_
#define REPRISE_INDEX_CANDIDATE_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/index/candidate_index.h"

namespace reprise {

// Tells by sketches alone which of many candidates cannot share enough with one document: the
// question that is asked most often of all. Each answer costs a bit test per fingerprint that the
// candidate shares with anybody. One per thread.
class CandidateFilter {
 public:
  // `index` must outlive the filter. Documents are those that it has indexed, and
  // are asked about others, not about themselves.
  explicit CandidateFilter(const CandidateIndex& index);

  // The document that the following questions are about.
  void Load(uint32_t rank);

  // False when the sketches say that the loaded document and `other` do not share `least_shared`
  // shingles. Wrong about less than one in 10,000 of the pairs that do, for which the sample of
  // fingerprints falls that short. For SimHash, the plan bounds the loss.
  bool MayShare(uint32_t other, uint64_t least_shared) const;

  // At least the number of fingerprints that the loaded document and `other` share; more by one in
  // 64 of the others of `other` that some document shares, on average.
  uint32_t MostShared(uint32_t other) const;

 private:
  // The multiplier (2^32 / golden ratio) spreads buckets, whose numbers lie close together.
  uint32_t BitOf(uint32_t bucket) const { return bucket * 0x9e3779b1U >> shift_; }

  const CandidateIndex& index_;
  uint32_t loaded_ = 0;
  size_t sample_size_ = 0;        // of the loaded document
  std::vector<uint32_t> bitmap_;  // of the buckets of the loaded fingerprints
  int shift_ = 27;
  mutable std::vector<uint32_t> scratch_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_CANDIDATE_FILTER_H_
