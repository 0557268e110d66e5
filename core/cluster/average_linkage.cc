#include "reprise/cluster/average_linkage.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/cluster/components.h"
#include "reprise/cluster/dense_linkage.h"
#include "reprise/cluster/sparse_linkage.h"

namespace reprise {
namespace {

// A matrix is worth its memory where at least one pair in so many has a link, and up to so many
// nodes, with which it takes 96 MiB.
constexpr size_t kPairsPerLink = 8;
constexpr size_t kMostDenseNodes = 2048;

// Nodes that are linked, directly or by others, and their links, which number nodes by their place.
struct Component {
  std::vector<uint32_t> nodes;  // ascending
  std::vector<Link> links;
};

std::vector<Component> Components(size_t nodes, const std::vector<Link>& links) {
  const std::vector<uint32_t> lowest = ConnectedComponents(nodes, links);
  std::vector<uint32_t> sizes(nodes, 0);
  for (const uint32_t of : lowest) {
    ++sizes[of];
  }
  std::vector<Component> components;
  std::vector<uint32_t> component_of(nodes, 0);  // by lowest node
  std::vector<uint32_t> place(nodes, 0);
  for (uint32_t node = 0; node < nodes; ++node) {
    const uint32_t of = lowest[node];
    if (sizes[of] < 2) {
      continue;
    }
    if (of == node) {
      component_of[of] = static_cast<uint32_t>(components.size());
      components.emplace_back().nodes.reserve(sizes[of]);
    }
    Component& component = components[component_of[of]];
    place[node] = static_cast<uint32_t>(component.nodes.size());
    component.nodes.push_back(node);
  }
  for (const Link& link : links) {
    components[component_of[lowest[link.a]]].links.push_back(
        {place[link.a], place[link.b], link.similarity});
  }
  return components;
}

std::vector<uint32_t> Cluster(const LinkageNodes& all, const Component& component, double cut,
                              const SimilarityEstimate& estimate) {
  LinkageNodes nodes;
  for (const uint32_t node : component.nodes) {
    nodes.weights.push_back(all.weights[node]);
    nodes.crowded.push_back(all.crowded[node]);
  }
  SimilarityEstimate by_place;
  if (estimate != nullptr) {
    by_place = [&](uint32_t a, uint32_t b) {
      return estimate(component.nodes[a], component.nodes[b]);
    };
  }
  const size_t size = component.nodes.size();
  return size <= kMostDenseNodes && size * (size - 1) / 2 <= kPairsPerLink * component.links.size()
             ? DenseLinkage(nodes, component.links, cut, by_place)
             : SparseLinkage(nodes, component.links, cut, by_place);
}

}  // namespace

std::vector<uint32_t> AverageLinkage(const LinkageNodes& nodes, const std::vector<Link>& links,
                                     double cut, const SimilarityEstimate& estimate,
                                     size_t threads) {
  std::vector<uint32_t> lowest(nodes.size());
  std::iota(lowest.begin(), lowest.end(), 0U);
  std::vector<Component> components = Components(nodes.size(), links);
  // Never fails.
  ParallelFor(threads, components.size(), [&](size_t /*worker*/, size_t i) {
    const Component component = std::exchange(components[i], {});
    const std::vector<uint32_t> clusters = Cluster(nodes, component, cut, estimate);
    for (size_t k = 0; k < clusters.size(); ++k) {
      lowest[component.nodes[k]] = component.nodes[clusters[k]];
    }
    return absl::OkStatus();
  }).IgnoreError();
  return lowest;
}

}  // namespace reprise
