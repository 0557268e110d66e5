#ifndef REPRISE_CLUSTER_THRESHOLD_SAMPLE_H_
#define REPRISE_CLUSTER_THRESHOLD_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/index/candidate_index.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

// A verified pair, by rank, a < b, and whether the bands or SimHash tables propose it.
struct SampledPair {
  uint32_t a = 0;
  uint32_t b = 0;
  double jaccard = 0.0;
  bool proposed = false;
};

struct ThresholdSampleOptions {
  double jaccard = 0.7;     // the threshold
  double margin = 0.1;      // pairs whose Jaccard differs from it by no more
  size_t documents = 1000;  // that are asked for their pairs, evenly spread in keep order
  size_t threads = 1;
};

// Pairs near the threshold on both sides, found by fingerprints alone, which know nothing of the
// bands: how many of them these propose is a measure of what they miss (capture and recapture). By
// a, then b. A fingerprint that many documents have offers the first 64 of them. Errors: those of
// `sets`; cancelled by `monitor`.
absl::StatusOr<std::vector<SampledPair>> SamplePairsNearThreshold(
    const CandidateIndex& index, const ThresholdSampleOptions& options, ShingleSetSource* sets,
    Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_THRESHOLD_SAMPLE_H_
