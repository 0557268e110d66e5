#ifndef REPRISE_CLUSTER_DENSE_LINKAGE_H_
#define REPRISE_CLUSTER_DENSE_LINKAGE_H_

#include <cstdint>
#include <vector>

#include "reprise/cluster/linkage.h"

namespace reprise {

// AverageLinkage with a matrix of all pairs of clusters and the most similar partner of each
// (Müllner 2011, "generic" algorithm): for few nodes of which most are linked, for which it takes
// about a nanosecond a pair. Memory: 24 bytes a pair, each
// counted both ways. The same contract.
std::vector<uint32_t> DenseLinkage(const LinkageNodes& nodes, const std::vector<Link>& links,
                                   double cut, const SimilarityEstimate& estimate);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_DENSE_LINKAGE_H_
