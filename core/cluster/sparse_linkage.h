#ifndef REPRISE_CLUSTER_SPARSE_LINKAGE_H_
#define REPRISE_CLUSTER_SPARSE_LINKAGE_H_

#include <cstdint>
#include <vector>

#include "reprise/cluster/linkage.h"

namespace reprise {

// AverageLinkage with a queue of pairs of clusters: each link is moved O(log n) times at most, and
// looked at anew when a cluster has grown. The same contract.
std::vector<uint32_t> SparseLinkage(const LinkageNodes& nodes, const std::vector<Link>& links,
                                    double cut, const SimilarityEstimate& estimate);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_SPARSE_LINKAGE_H_
