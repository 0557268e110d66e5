#ifndef REPRISE_INDEX_COVERAGE_PLAN_H_
#define REPRISE_INDEX_COVERAGE_PLAN_H_

#include <cstddef>
#include <vector>

namespace reprise {

// How pairs are found in which one text lies inside the other, whatever their lengths.
//
// Every document exposes a hash-threshold sample of its shingles, its fingerprints. A document R of
// which K holds the share c lacks at most m - ceil(c m) of its m shingles in K, so whichever of
// R's fingerprints are looked up, one of them is in K as soon as there are more of them than K
// lacks (prefix filtering: Bayardo et al. 2007). R therefore looks up only its rarest ones, and
// words that everybody prints are never expanded, yet none of them is hidden. The sample adds
// chance to that argument, which this plan bounds.
class CoveragePlan {
 public:
  // For pairs whose coverage is at least `coverage` (0 < coverage <= 1), where the covered text has
  // at least `min_shingles` >= 1 distinct shingles, to be found with probability at least `recall`
  // (0 < recall < 1).
  CoveragePlan(double coverage, double recall, size_t min_shingles);

  // The share of shingles to sample.
  double rate() const { return rate_; }

  // How many of its rarest fingerprints a document with `fingerprints` of them and `shingles`
  // distinct shingles looks up. At most `fingerprints`; 0 only where that is 0.
  size_t Probes(size_t fingerprints, size_t shingles) const;

 private:
  double coverage_;
  double miss_;  // the chance that this plan may lose a pair to too few probes
  double rate_;
  std::vector<size_t> probes_;  // by number of fingerprints, before the bound by shingles
};

}  // namespace reprise

#endif  // REPRISE_INDEX_COVERAGE_PLAN_H_
