#ifndef REPRISE_CLUSTER_AGREEMENT_H_
#define REPRISE_CLUSTER_AGREEMENT_H_

#include <cstdint>

#include "absl/types/span.h"

namespace reprise {

// How well clusters agree with labels.
struct Agreement {
  uint64_t documents = 0;
  uint64_t clusters = 0;
  uint64_t labels = 0;
  // Pairs of documents that are in one cluster, of one label, and both.
  uint64_t cluster_pairs = 0;
  uint64_t label_pairs = 0;
  uint64_t common_pairs = 0;
  // Rand index, adjusted for chance (Hubert, Arabie 1985): 1 for equal partitions, about 0 for
  // unrelated ones.
  double adjusted_rand = 1.0;
  // V-measure (Rosenberg, Hirschberg 2007): whether clusters hold one label, whether labels are in
  // one cluster, and the harmonic mean of both.
  double homogeneity = 1.0;
  double completeness = 1.0;
  double v_measure = 1.0;
};

// The share of `part` in `whole`; 1 of nothing, since nothing of it is missing.
double ShareOf(uint64_t part, uint64_t whole);
// The harmonic mean; 0 where both are 0.
double HarmonicMean(double x, double y);

// `clusters[i]` and `labels[i]` are those of document i, any numbers. No documents: full agreement.
// O(n log n). Pure.
Agreement MeasureAgreement(absl::Span<const uint32_t> clusters, absl::Span<const uint32_t> labels);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_AGREEMENT_H_
