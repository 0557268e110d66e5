#ifndef REPRISE_CLUSTER_AVERAGE_LINKAGE_H_
#define REPRISE_CLUSTER_AVERAGE_LINKAGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/cluster/linkage.h"

namespace reprise {

// Agglomerative clustering by average linkage (UPGMA; Sokal, Michener 1958) on a sparse graph: as
// long as there are two clusters whose documents are on average (MeanSimilarity) at least `cut`
// similar, the two most similar ones become one. Where pairs are unknown, some of them are
// asked from `estimate` first, if there is one, which must be safe from any thread (IsPlausible).
// Of pairs that are exactly as similar, which comes first is fixed, but not defined.
//
// Returns the lowest node of the cluster that each node is in. `links` must name each pair at most
// once; `cut` is above 0. Near-linear in the number of links. Connected components are clustered
// side by side; the answer does not depend on `threads`. Pure.
std::vector<uint32_t> AverageLinkage(const LinkageNodes& nodes, const std::vector<Link>& links,
                                     double cut, const SimilarityEstimate& estimate,
                                     size_t threads);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_AVERAGE_LINKAGE_H_
