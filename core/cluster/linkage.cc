#include "reprise/cluster/linkage.h"

#include <algorithm>

namespace reprise {

bool IsPlausible(const ClusterWeight& x, const ClusterWeight& y, const Bond& bond, double cut,
                 const std::vector<uint32_t>& nodes_x, const std::vector<uint32_t>& nodes_y,
                 const SimilarityEstimate& estimate) {
  constexpr size_t kMostAsked = 24;
  constexpr size_t kMostNodes = 5;  // of the larger list, where the other one has as many
  if (UnknownPairs(x, y, bond) < 1.0 || estimate == nullptr) {
    return true;
  }
  const size_t of_x = std::min(nodes_x.size(), std::max(kMostNodes, kMostAsked / nodes_y.size()));
  const size_t of_y = std::min(nodes_y.size(), std::max(kMostNodes, kMostAsked / nodes_x.size()));
  double sum = 0.0;
  for (size_t i = 0; i < of_x; ++i) {
    for (size_t j = 0; j < of_y; ++j) {
      sum += estimate(nodes_x[i * nodes_x.size() / of_x], nodes_y[j * nodes_y.size() / of_y]);
    }
  }
  // Of all pairs, the known ones among them: those that are linked are no fair sample.
  return sum >= cut * static_cast<double>(of_x * of_y);
}

}  // namespace reprise
