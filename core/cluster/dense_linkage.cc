#include "reprise/cluster/dense_linkage.h"

#include <algorithm>
#include <numeric>

namespace reprise {
namespace {

// A cluster has the id of its lowest node.
class Agglomeration {
 public:
  Agglomeration(const LinkageNodes& nodes, const std::vector<Link>& links)
      : weights_(nodes.size()),
        bonds_(nodes.size() * nodes.size()),
        partner_(nodes.size(), 0),
        best_(nodes.size(), 0.0),
        stale_(nodes.size(), false),
        cluster_(nodes.size()),
        nodes_(nodes.size()),
        standing_(nodes.size()) {
    std::iota(cluster_.begin(), cluster_.end(), 0U);
    std::iota(standing_.begin(), standing_.end(), 0U);
    for (uint32_t node = 0; node < nodes.size(); ++node) {
      const auto weight = static_cast<double>(nodes.weights[node]);
      weights_[node] = {weight, nodes.crowded[node] ? weight : 0.0};
      nodes_[node].push_back(node);
    }
    for (const Link& link : links) {
      const ClusterWeight& a = weights_[link.a];
      const ClusterWeight& b = weights_[link.b];
      const double pairs = a.all * b.all;
      const bool crowded = nodes.crowded[link.a] || nodes.crowded[link.b];
      At(link.a, link.b) = {link.similarity * pairs, crowded ? pairs : 0.0, false};
      At(link.b, link.a) = At(link.a, link.b);
    }
    for (const uint32_t id : standing_) {
      FindPartner(id);
    }
  }

  std::vector<uint32_t> Run(double cut, const SimilarityEstimate& estimate) {
    while (true) {
      uint32_t first = standing_.front();
      for (const uint32_t id : standing_) {
        first = best_[id] > best_[first] ? id : first;
      }
      if (best_[first] < cut) {
        break;
      }
      if (stale_[first]) {
        FindPartner(first);
        continue;
      }
      const uint32_t into = std::min(first, partner_[first]);
      const uint32_t from = std::max(first, partner_[first]);
      if (IsPlausible(weights_[into], weights_[from], At(into, from), cut, nodes_[into],
                      nodes_[from], estimate)) {
        Merge(into, from);
      } else {
        At(into, from).refused = true;
        At(from, into).refused = true;
        stale_[into] = true;
        stale_[from] = true;
      }
    }
    for (uint32_t node = 0; node < cluster_.size(); ++node) {
      cluster_[node] = cluster_[cluster_[node]];  // merged ones point to a lower one, which is done
    }
    return std::move(cluster_);
  }

 private:
  Bond& At(uint32_t a, uint32_t b) { return bonds_[size_t{a} * weights_.size() + b]; }
  double Mean(uint32_t a, uint32_t b) { return MeanSimilarity(weights_[a], weights_[b], At(a, b)); }

  void FindPartner(uint32_t id) {
    stale_[id] = false;
    best_[id] = 0.0;
    for (const uint32_t other : standing_) {
      if (const double mean = other == id ? 0.0 : Mean(id, other); mean > best_[id]) {
        best_[id] = mean;
        partner_[id] = other;
      }
    }
  }

  void Merge(uint32_t into, uint32_t from) {
    cluster_[from] = into;
    standing_.erase(std::lower_bound(standing_.begin(), standing_.end(), from));
    weights_[into].all += weights_[from].all;
    weights_[into].crowded += weights_[from].crowded;
    nodes_[into].insert(nodes_[into].end(), nodes_[from].begin(), nodes_[from].end());
    nodes_[from] = {};
    for (const uint32_t other : standing_) {
      if (other != into) {
        Bond& bond = At(into, other);
        bond.sum += At(from, other).sum;
        bond.crowded += At(from, other).crowded;
        bond.refused = false;
        At(other, into) = bond;
      }
    }
    // Nobody has become more similar to it, so it matters only to those whose partner it was: what
    // they had is as good as it can be, until it is asked for. Those that one of the two refused
    // may have found a partner in both.
    stale_[into] = false;
    best_[into] = 0.0;
    for (const uint32_t other : standing_) {
      if (other == into) {
        continue;
      }
      stale_[other] = stale_[other] || partner_[other] == into || partner_[other] == from;
      const double mean = Mean(into, other);
      if (mean > best_[other]) {
        best_[other] = mean;
        partner_[other] = into;
        stale_[other] = false;
      }
      if (mean > best_[into]) {
        best_[into] = mean;
        partner_[into] = other;
      }
    }
  }

  std::vector<ClusterWeight> weights_;
  std::vector<Bond> bonds_;
  std::vector<uint32_t> partner_;  // the most similar one, where there is one
  std::vector<double> best_;       // how similar it is at most; 0 where there is none
  std::vector<bool> stale_;        // whether it may be less similar, and another one its partner
  std::vector<uint32_t> cluster_;  // the one that it was merged into; itself while it stands
  std::vector<std::vector<uint32_t>> nodes_;  // of a cluster that stands
  std::vector<uint32_t> standing_;            // ids, ascending
};

}  // namespace

std::vector<uint32_t> DenseLinkage(const LinkageNodes& nodes, const std::vector<Link>& links,
                                   double cut, const SimilarityEstimate& estimate) {
  return nodes.size() == 0 ? std::vector<uint32_t>()
                           : Agglomeration(nodes, links).Run(cut, estimate);
}

}  // namespace reprise
