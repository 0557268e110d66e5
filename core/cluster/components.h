#ifndef REPRISE_CLUSTER_COMPONENTS_H_
#define REPRISE_CLUSTER_COMPONENTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/cluster/linkage.h"

namespace reprise {

// Nodes that are joined, directly or by others, each set of them known by its lowest node
// (union-find with path halving: near-linear). Not thread-safe.
class DisjointSets {
 public:
  // So many nodes, each by itself.
  explicit DisjointSets(size_t nodes);

  void Join(uint32_t a, uint32_t b);

  // The lowest node of the set of `node`.
  uint32_t Lowest(uint32_t node);

 private:
  std::vector<uint32_t> parent_;  // no higher than the node
};

// The connected components of a graph of so many nodes: for each node the lowest one that links
// lead to, directly or not. Pure.
std::vector<uint32_t> ConnectedComponents(size_t nodes, const std::vector<Link>& links);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_COMPONENTS_H_
