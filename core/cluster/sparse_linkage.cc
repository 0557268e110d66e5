#include "reprise/cluster/sparse_linkage.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace reprise {
namespace {

struct QueuedBond : Bond {
  double queued = 0.0;  // the mean under which it waits in the queue; 0 where it does not
};

// Clusters that one is or was linked with; a pair without a bond is one that has been merged.
using Linked = std::vector<uint32_t>;

// A pair of clusters that may be the most similar one. The highest mean comes first, then the
// lowest ids.
struct Proposal {
  double mean;
  uint32_t a;
  uint32_t b;

  bool operator<(const Proposal& other) const {
    return std::tie(mean, other.a, other.b) < std::tie(other.mean, a, b);
  }
};

class Agglomeration {
 public:
  Agglomeration(const LinkageNodes& nodes, const std::vector<Link>& links, double cut,
                const SimilarityEstimate& estimate)
      : cut_(cut),
        estimate_(estimate),
        weights_(nodes.size()),
        linked_(nodes.size()),
        nodes_(nodes.size()),
        parent_(nodes.size()),
        lowest_(nodes.size()) {
    std::iota(parent_.begin(), parent_.end(), 0U);
    std::iota(lowest_.begin(), lowest_.end(), 0U);
    for (uint32_t node = 0; node < nodes.size(); ++node) {
      const auto weight = static_cast<double>(nodes.weights[node]);
      weights_[node] = {weight, nodes.crowded[node] ? weight : 0.0};
      nodes_[node].push_back(node);
    }
    bonds_.reserve(links.size());
    std::vector<Proposal> first;
    for (const Link& link : links) {
      const ClusterWeight& a = weights_[link.a];
      const ClusterWeight& b = weights_[link.b];
      QueuedBond& bond = bonds_[Key(link.a, link.b)];
      bond.sum = link.similarity * a.all * b.all;
      bond.crowded = nodes.crowded[link.a] || nodes.crowded[link.b] ? a.all * b.all : 0.0;
      linked_[link.a].push_back(link.b);
      linked_[link.b].push_back(link.a);
      if (link.similarity >= cut) {
        bond.queued = link.similarity;
        first.push_back({link.similarity, link.a, link.b});
      }
    }
    queue_ = std::priority_queue<Proposal>(std::less<Proposal>(), std::move(first));
  }

  std::vector<uint32_t> Run() {
    while (!queue_.empty()) {
      const Proposal proposal = queue_.top();
      queue_.pop();
      const auto found = bonds_.find(Key(proposal.a, proposal.b));
      if (found == bonds_.end() || found->second.queued != proposal.mean) {
        continue;  // merged, or waiting under another mean
      }
      // What has grown since can only have become less similar: the mean of a merged cluster lies
      // between those of its parts.
      const double mean = Mean(proposal.a, proposal.b, found->second);
      if (mean < proposal.mean) {
        Queue(proposal.a, proposal.b, mean, &found->second);
      } else if (IsPlausible(weights_[proposal.a], weights_[proposal.b], found->second, cut_,
                             nodes_[proposal.a], nodes_[proposal.b], estimate_)) {
        Merge(proposal.a, proposal.b);
      } else {
        found->second.refused = true;
        found->second.queued = 0.0;
      }
    }
    std::vector<uint32_t> clusters(parent_.size());
    for (uint32_t node = 0; node < clusters.size(); ++node) {
      clusters[node] = lowest_[Root(node)];
    }
    return clusters;
  }

 private:
  static uint64_t Key(uint32_t a, uint32_t b) {
    return uint64_t{std::min(a, b)} << 32 | std::max(a, b);
  }

  double Mean(uint32_t a, uint32_t b, const Bond& bond) const {
    return MeanSimilarity(weights_[a], weights_[b], bond);
  }

  void Queue(uint32_t a, uint32_t b, double mean, QueuedBond* bond) {
    bond->queued = mean >= cut_ ? mean : 0.0;
    if (mean >= cut_) {
      queue_.push({mean, std::min(a, b), std::max(a, b)});
    }
  }

  // The fewer links are moved, so that each is moved at most log n times.
  void Merge(uint32_t a, uint32_t b) {
    const bool a_is_smaller = linked_[a].size() < linked_[b].size();
    const uint32_t into = a_is_smaller ? b : a;
    const uint32_t from = a_is_smaller ? a : b;
    bonds_.erase(Key(a, b));
    parent_[from] = into;
    weights_[into].all += weights_[from].all;
    weights_[into].crowded += weights_[from].crowded;
    lowest_[into] = std::min(lowest_[into], lowest_[from]);
    nodes_[into].insert(nodes_[into].end(), nodes_[from].begin(), nodes_[from].end());
    nodes_[from] = {};
    for (const uint32_t other : std::exchange(linked_[from], {})) {
      const auto moved = bonds_.find(Key(from, other));
      if (moved == bonds_.end()) {
        continue;
      }
      const QueuedBond part = moved->second;
      bonds_.erase(moved);
      const auto [whole, is_new] = bonds_.try_emplace(Key(into, other));
      if (is_new) {
        linked_[into].push_back(other);
        linked_[other].push_back(into);
      }
      QueuedBond& bond = whole->second;
      bond.sum += part.sum;
      bond.crowded += part.crowded;
      // Where it waits under a mean that it cannot exceed, that is looked at when its turn comes.
      const bool waits = bond.queued > 0.0 && bond.queued >= part.queued && !part.refused;
      bond.refused = false;
      if (!waits) {
        Queue(into, other, Mean(into, other, bond), &bond);
      }
    }
  }

  uint32_t Root(uint32_t node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }

  const double cut_;
  const SimilarityEstimate& estimate_;
  std::vector<ClusterWeight> weights_;
  std::vector<Linked> linked_;
  std::vector<std::vector<uint32_t>> nodes_;  // of a cluster that stands
  std::vector<uint32_t> parent_;  // the cluster that one was merged into; itself while it stands
  std::vector<uint32_t> lowest_;  // node
  absl::flat_hash_map<uint64_t, QueuedBond> bonds_;  // by Key
  std::priority_queue<Proposal> queue_;
};

}  // namespace

std::vector<uint32_t> SparseLinkage(const LinkageNodes& nodes, const std::vector<Link>& links,
                                    double cut, const SimilarityEstimate& estimate) {
  return Agglomeration(nodes, links, cut, estimate).Run();
}

}  // namespace reprise
