#ifndef REPRISE_CLUSTER_LINKAGE_H_
#define REPRISE_CLUSTER_LINKAGE_H_

#include <cstddef>
#include <cstdint>
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
  double crowded = 0.0;  // how many of the pairs with a link are of crowded nodes on both sides
};

// How many documents a cluster has, and how many of them are of crowded nodes.
struct ClusterWeight {
  double all = 0.0;
  double crowded = 0.0;
};

// The mean similarity of the pairs of documents between two clusters. A pair without a link counts
// as 0, unless both of its nodes are crowded: it is unknown then, and left out. The mean of a merged
// cluster lies between those of its parts, so that to merge never makes a third cluster more similar
// than the more similar one of the two was.
inline double MeanSimilarity(const ClusterWeight& x, const ClusterWeight& y, const Bond& bond) {
  const double unknown = x.crowded * y.crowded - bond.crowded;
  return bond.sum == 0.0 ? 0.0 : bond.sum / (x.all * y.all - unknown);
}

}  // namespace reprise

#endif  // REPRISE_CLUSTER_LINKAGE_H_
