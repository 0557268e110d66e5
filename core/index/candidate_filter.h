#ifndef REPRISE_INDEX_CANDIDATE_FILTER_H_
#define REPRISE_INDEX_CANDIDATE_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/index/candidate_index.h"

namespace reprise {

// Tells by sketches alone which of many candidates cannot share enough with one document: the
// question that is asked most often of all. Each answer costs a bit test per fingerprint of the
// candidate. One per thread.
class CandidateFilter {
 public:
  // `index` must outlive the filter.
  explicit CandidateFilter(const CandidateIndex& index);

  // The document that the following questions are about.
  void Load(uint32_t rank);

  // False when the sketches say that the loaded document and `other` do not share `least_shared`
  // shingles. Wrong about less than one in 10,000 of the pairs that do, for which the sample of
  // fingerprints falls that short. For SimHash, the plan bounds the loss.
  bool MayShare(uint32_t other, uint64_t least_shared) const;

  // At least the number of fingerprints that the loaded document and `other` share; more by one in
  // 64 of those of `other`, on average, and by more where the loaded one has more than 2^19.
  uint32_t MostShared(uint32_t other) const;

 private:
  const CandidateIndex& index_;
  uint32_t loaded_ = 0;
  size_t sample_size_ = 0;        // of the loaded document
  std::vector<uint32_t> bitmap_;  // of the loaded fingerprints' low bits
  mutable std::vector<uint32_t> scratch_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_CANDIDATE_FILTER_H_
