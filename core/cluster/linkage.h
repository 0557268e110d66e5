#ifndef REPRISE_CLUSTER_LINKAGE_H_
#define REPRISE_CLUSTER_LINKAGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace reprise {

// How similar two nodes of a graph are, in (0, 1]; a < b.
struct Link {
  uint32_t a = 0;
  uint32_t b = 0;
  double similarity = 0.0;
};

// The nodes of a sparse graph of similarities.
struct LinkageNodes {
  std::vector<uint64_t> weights;  // how many documents a node stands for, at least 1
  // Nodes of which not all links are known, because there are too many.
  std::vector<bool> crowded;

  size_t size() const { return weights.size(); }
};

// What is known of the pairs of documents between two clusters.
struct Bond {
  double sum = 0.0;      // of the similarities
  double crowded = 0.0;  // how many of the pairs with a link are of a crowded node
  bool refused = false;  // the two were found not to be similar enough (IsPlausible)
};

// How many documents a cluster has, and how many of them are of crowded nodes.
struct ClusterWeight {
  double all = 0.0;
  double crowded = 0.0;
};

// How many pairs of documents between two clusters nothing is known of: those without a link of
// which a node is crowded.
inline double UnknownPairs(const ClusterWeight& x, const ClusterWeight& y, const Bond& bond) {
  return x.all * y.all - (x.all - x.crowded) * (y.all - y.crowded) - bond.crowded;
}

// The mean similarity of the pairs of documents between two clusters. A pair without a link counts
// as 0, unless one of its nodes is crowded: it is unknown then, and left out. The mean of a merged
// cluster lies between those of its parts, so that to merge never makes a third cluster more
// similar than the more similar one of the two was.
inline double MeanSimilarity(const ClusterWeight& x, const ClusterWeight& y, const Bond& bond) {
  return bond.sum == 0.0 || bond.refused ? 0.0
                                         : bond.sum / (x.all * y.all - UnknownPairs(x, y, bond));
}

// What two nodes have in common by estimate, in [0, 1].
using SimilarityEstimate = std::function<double(uint32_t a, uint32_t b)>;

// Whether two clusters are similar enough when what is unknown of them counts as well: a few known
// pairs may be those of one document that holds both, or of the two ends of a chain. Asks
// `estimate` for some 24 pairs of nodes, evenly spread over both lists. True where all pairs are
// known, or nothing can be asked.
bool IsPlausible(const ClusterWeight& x, const ClusterWeight& y, const Bond& bond, double cut,
                 const std::vector<uint32_t>& nodes_x, const std::vector<uint32_t>& nodes_y,
                 const SimilarityEstimate& estimate);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_LINKAGE_H_
