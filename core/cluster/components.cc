#include "reprise/cluster/components.h"

#include <algorithm>
#include <numeric>

namespace reprise {

std::vector<uint32_t> ConnectedComponents(size_t nodes, const std::vector<Link>& links) {
  std::vector<uint32_t> parent(nodes);
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&parent](uint32_t node) {
    while (parent[node] != node) {
      parent[node] = parent[parent[node]];
      node = parent[node];
    }
    return node;
  };
  for (const Link& link : links) {
    const uint32_t a = root(link.a);
    const uint32_t b = root(link.b);
    parent[std::max(a, b)] = std::min(a, b);
  }
  for (uint32_t node = 0; node < nodes; ++node) {
    parent[node] = root(node);
  }
  return parent;
}

}  // namespace reprise
