#include "reprise/cluster/components.h"

#include <algorithm>
#include <numeric>

namespace reprise {

DisjointSets::DisjointSets(size_t nodes) : parent_(nodes) {
  std::iota(parent_.begin(), parent_.end(), 0U);
}

void DisjointSets::Join(uint32_t a, uint32_t b) {
  a = Lowest(a);
  b = Lowest(b);
  parent_[std::max(a, b)] = std::min(a, b);
}

uint32_t DisjointSets::Lowest(uint32_t node) {
  while (parent_[node] != node) {
    parent_[node] = parent_[parent_[node]];
    node = parent_[node];
  }
  return node;
}

std::vector<uint32_t> ConnectedComponents(size_t nodes, const std::vector<Link>& links) {
  DisjointSets components(nodes);
  for (const Link& link : links) {
    components.Join(link.a, link.b);
  }
  std::vector<uint32_t> lowest(nodes);
  for (uint32_t node = 0; node < nodes; ++node) {
    lowest[node] = components.Lowest(node);
  }
  return lowest;
}

}  // namespace reprise
