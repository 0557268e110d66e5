#ifndef REPRISE_CLUSTER_COMPONENTS_H_
#define REPRISE_CLUSTER_COMPONENTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/cluster/linkage.h"

namespace reprise {

// The connected components of a graph of so many nodes: for each node the lowest one that links
// lead to, directly or not. Near-linear (union-find with path halving). Pure.
std::vector<uint32_t> ConnectedComponents(size_t nodes, const std::vector<Link>& links);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_COMPONENTS_H_
