#include "reprise/cluster/average_linkage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "reprise/cluster/dense_linkage.h"
#include "reprise/cluster/sparse_linkage.h"

namespace reprise {
namespace {

struct Graph {
  LinkageNodes nodes;
  std::vector<Link> links;
};

std::string Describe(const Graph& graph, double cut) {
  std::ostringstream out;
  out << "cut " << cut << ", nodes";
  for (size_t node = 0; node < graph.nodes.size(); ++node) {
    out << ' ' << graph.nodes.weights[node] << (graph.nodes.crowded[node] ? "c" : "");
  }
  for (const Link& link : graph.links) {
    out << ", " << link.a << '-' << link.b << ' ' << link.similarity;
  }
  return out.str();
}

// The definition: every mean anew from the nodes, in every step.
class NaiveLinkage {
 public:
  explicit NaiveLinkage(const Graph& graph) : graph_(graph) {
    for (const Link& link : graph.links) {
      similarity_[{link.a, link.b}] = link.similarity;
    }
  }

  std::vector<uint32_t> Run(double cut) const {
    std::vector<Cluster> clusters;
    for (uint32_t node = 0; node < graph_.nodes.size(); ++node) {
      clusters.push_back({node});
    }
    while (true) {
      double best = 0.0;
      size_t best_x = 0;
      size_t best_y = 0;
      for (size_t x = 0; x < clusters.size(); ++x) {
        for (size_t y = x + 1; y < clusters.size(); ++y) {
          if (const double mean = Mean(clusters[x], clusters[y]); mean > best) {
            best = mean;
            best_x = x;
            best_y = y;
          }
        }
      }
      if (best < cut) {
        break;
      }
      const Cluster merged = clusters[best_y];
      clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(best_y));
      clusters[best_x].insert(clusters[best_x].end(), merged.begin(), merged.end());
    }
    std::vector<uint32_t> lowest(graph_.nodes.size());
    for (const Cluster& cluster : clusters) {
      for (const uint32_t node : cluster) {
        lowest[node] = *std::min_element(cluster.begin(), cluster.end());
      }
    }
    return lowest;
  }

 private:
  using Cluster = std::vector<uint32_t>;

  double Mean(const Cluster& x, const Cluster& y) const {
    double sum = 0.0;
    double pairs = 0.0;
    for (const uint32_t a : x) {
      for (const uint32_t b : y) {
        const auto weight = static_cast<double>(graph_.nodes.weights[a] * graph_.nodes.weights[b]);
        const auto link = similarity_.find(std::minmax(a, b));
        if (link != similarity_.end()) {
          sum += weight * link->second;
          pairs += weight;
        } else if (!graph_.nodes.crowded[a] && !graph_.nodes.crowded[b]) {
          pairs += weight;
        }
      }
    }
    return pairs == 0.0 ? 0.0 : sum / pairs;
  }

  const Graph& graph_;
  std::map<std::pair<uint32_t, uint32_t>, double> similarity_;
};

size_t ClusterCount(std::vector<uint32_t> lowest) {
  std::sort(lowest.begin(), lowest.end());
  return static_cast<size_t>(std::unique(lowest.begin(), lowest.end()) - lowest.begin());
}

void ExpectEqualsNaive(const Graph& graph, double cut, const std::vector<uint32_t>& expected) {
  SCOPED_TRACE(Describe(graph, cut));
  ASSERT_EQ(DenseLinkage(graph.nodes, graph.links, cut, nullptr), expected);
  ASSERT_EQ(SparseLinkage(graph.nodes, graph.links, cut, nullptr), expected);
  ASSERT_EQ(AverageLinkage(graph.nodes, graph.links, cut, nullptr, 1), expected);
}

// All graphs of up to four nodes in which every pair has no link, a weak one or a strong one, all
// of them of different similarity; every choice of crowded nodes; nodes alike and of many weights.
TEST(AverageLinkageTest, EqualsNaiveOnAllTinyGraphs) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> weak(0.05, 0.5);
  std::uniform_real_distribution<double> strong(0.5, 1.0);
  for (uint32_t size = 1; size <= 4; ++size) {
    uint32_t graphs = 1;
    for (uint32_t pair = 0; pair < size * (size - 1) / 2; ++pair) {
      graphs *= 3;
    }
    for (uint32_t code = 0; code < graphs; ++code) {
      Graph graph;
      uint32_t rest = code;
      for (uint32_t b = 0; b < size; ++b) {
        for (uint32_t a = 0; a < b; ++a, rest /= 3) {
          if (rest % 3 != 0) {
            graph.links.push_back({a, b, rest % 3 == 1 ? weak(random) : strong(random)});
          }
        }
      }
      for (uint32_t crowded = 0; crowded < uint32_t{1} << size; ++crowded) {
        graph.nodes = {};
        for (uint32_t node = 0; node < size; ++node) {
          graph.nodes.weights.push_back(code % 2 == 0 ? 1 : 1 + random() % 9);
          graph.nodes.crowded.push_back((crowded >> node & 1) != 0);
        }
        for (const double cut : {0.01, 0.3, 0.6}) {
          SCOPED_TRACE("seed 1");
          ASSERT_NO_FATAL_FAILURE(ExpectEqualsNaive(graph, cut, NaiveLinkage(graph).Run(cut)));
        }
      }
    }
  }
}

// Families whose members are mostly similar to one another and sometimes to those of others; links
// in any order.
Graph RandomGraph(std::mt19937_64& random) {
  const auto below = [&](uint64_t bound) { return static_cast<uint32_t>(random() % bound); };
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  const uint32_t size = 1 + below(50);
  const uint32_t families = 1 + below(8);
  const double within[] = {0.1, 0.5, 1.0};
  const double across[] = {0.0, 0.02, 0.3, 1.0};
  const double crowded[] = {0.0, 0.0, 0.3, 1.0};
  const double link_within = within[below(3)];
  const double link_across = across[below(4)];
  const double share_crowded = crowded[below(4)];
  const uint64_t heaviest = below(2) == 0 ? 1 : 20;
  Graph graph;
  std::vector<uint32_t> family;
  for (uint32_t node = 0; node < size; ++node) {
    family.push_back(below(families));
    graph.nodes.weights.push_back(1 + below(heaviest));
    graph.nodes.crowded.push_back(unit(random) < share_crowded);
  }
  for (uint32_t b = 0; b < size; ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      const bool same = family[a] == family[b];
      if (unit(random) < (same ? link_within : link_across)) {
        const double similarity = same ? 0.3 + 0.7 * unit(random) : 0.7 * unit(random);
        graph.links.push_back({a, b, similarity + 1e-9});
      }
    }
  }
  std::shuffle(graph.links.begin(), graph.links.end(), random);
  return graph;
}

TEST(AverageLinkageTest, EqualsNaiveOnRandomGraphs) {
  size_t nodes = 0;
  size_t clusters = 0;
  for (uint64_t seed = 1; seed <= 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const Graph graph = RandomGraph(random);
    const double cuts[] = {0.001, 0.1, 0.35, 0.6, 0.9};
    const double cut = cuts[random() % 5];
    const std::vector<uint32_t> expected = NaiveLinkage(graph).Run(cut);
    nodes += expected.size();
    clusters += ClusterCount(expected);
    ASSERT_NO_FATAL_FAILURE(ExpectEqualsNaive(graph, cut, expected));
  }
  EXPECT_GT(clusters, nodes / 5);
  EXPECT_LT(clusters, nodes * 4 / 5);
}

// Components of many sizes, sparse and dense, their nodes all mixed up: each is clustered as if it
// were alone, on any number of threads.
TEST(AverageLinkageTest, ClustersComponentsSideBySide) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<Graph> parts;
    Graph whole;
    for (size_t i = 0; i < 60; ++i) {
      parts.push_back(RandomGraph(random));
      whole.nodes.weights.resize(whole.nodes.size() + parts.back().nodes.size());
    }
    std::vector<uint32_t> place(whole.nodes.size());
    for (uint32_t node = 0; node < place.size(); ++node) {
      place[node] = node;
    }
    std::shuffle(place.begin(), place.end(), random);
    whole.nodes.crowded.resize(place.size());
    std::vector<uint32_t> expected(place.size());
    size_t begin = 0;
    for (Graph& part : parts) {
      // Ascending within a part, so that the lowest node remains the lowest one.
      const auto first = place.begin() + static_cast<std::ptrdiff_t>(begin);
      std::sort(first, first + static_cast<std::ptrdiff_t>(part.nodes.size()));
      const std::vector<uint32_t> clusters = NaiveLinkage(part).Run(0.35);
      for (uint32_t node = 0; node < part.nodes.size(); ++node) {
        whole.nodes.weights[place[begin + node]] = part.nodes.weights[node];
        whole.nodes.crowded[place[begin + node]] = part.nodes.crowded[node];
        expected[place[begin + node]] = place[begin + clusters[node]];
      }
      for (const Link& link : part.links) {
        whole.links.push_back({place[begin + link.a], place[begin + link.b], link.similarity});
      }
      begin += part.nodes.size();
    }
    std::shuffle(whole.links.begin(), whole.links.end(), random);
    for (const size_t threads : {1, 2, 4}) {
      ASSERT_EQ(AverageLinkage(whole.nodes, whole.links, 0.35, nullptr, threads), expected)
          << threads;
    }
    ASSERT_EQ(DenseLinkage(whole.nodes, whole.links, 0.35, nullptr), expected);
    ASSERT_EQ(SparseLinkage(whole.nodes, whole.links, 0.35, nullptr), expected);
  }
}

LinkageNodes PlainNodes(size_t size) {
  return {std::vector<uint64_t>(size, 1), std::vector<bool>(size, false)};
}

TEST(AverageLinkageTest, OfNothing) {
  EXPECT_TRUE(AverageLinkage({}, {}, 0.5, nullptr, 2).empty());
  EXPECT_TRUE(DenseLinkage({}, {}, 0.5, nullptr).empty());
  EXPECT_TRUE(SparseLinkage({}, {}, 0.5, nullptr).empty());
  const std::vector<uint32_t> alone = {0, 1, 2};
  EXPECT_EQ(AverageLinkage(PlainNodes(3), {}, 0.5, nullptr, 2), alone);
  EXPECT_EQ(DenseLinkage(PlainNodes(3), {}, 0.5, nullptr), alone);
  EXPECT_EQ(SparseLinkage(PlainNodes(3), {}, 0.5, nullptr), alone);
}

// What is similar to one of two nodes alone: by half of that to both, by two thirds where that one
// stands for twice as many documents.
TEST(AverageLinkageTest, MeansAreOverDocuments) {
  const std::vector<Link> links = {{0, 1, 0.95}, {1, 2, 0.9}};
  LinkageNodes nodes = PlainNodes(3);
  EXPECT_EQ(AverageLinkage(nodes, links, 0.5, nullptr, 1), (std::vector<uint32_t>{0, 0, 2}));
  nodes.weights[1] = 2;
  EXPECT_EQ(AverageLinkage(nodes, links, 0.5, nullptr, 1), (std::vector<uint32_t>{0, 0, 0}));
}

// A pair that is not linked is similar by nothing, unless nobody can know.
TEST(AverageLinkageTest, PairsOfCrowdedNodesMayBeUnknown) {
  const std::vector<Link> links = {{0, 1, 0.95}, {1, 2, 0.9}};
  LinkageNodes nodes = PlainNodes(3);
  nodes.crowded = {false, true, false};
  EXPECT_EQ(AverageLinkage(nodes, links, 0.5, nullptr, 1), (std::vector<uint32_t>{0, 0, 2}));
  nodes.crowded = {true, false, false};
  EXPECT_EQ(AverageLinkage(nodes, links, 0.5, nullptr, 1), (std::vector<uint32_t>{0, 0, 0}));
}

// More nodes than a matrix is made for, most of them linked: two cliques that one link connects,
// which is worth nothing once each is whole.
TEST(AverageLinkageTest, LargeComponents) {
  constexpr uint32_t kClique = 1030;
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> similarity(0.6, 1.0);
  std::vector<Link> links = {{2, 3, 0.5}};
  for (uint32_t b = 0; b < 2 * kClique; ++b) {
    for (uint32_t a = b % 2; a < b; a += 2) {
      links.push_back({a, b, similarity(random)});
    }
  }
  std::vector<uint32_t> expected;
  for (uint32_t node = 0; node < 2 * kClique; ++node) {
    expected.push_back(node % 2);
  }
  EXPECT_EQ(AverageLinkage(PlainNodes(2 * kClique), links, 0.35, nullptr, 2), expected);
}

// A story that changes by and by: what is similar to its neighbours alone becomes many clusters of
// several nodes, each a stretch of the chain.
TEST(AverageLinkageTest, ChainsNeitherCollapseNorCrumble) {
  constexpr uint32_t kNodes = 1000;
  constexpr uint32_t kReach = 24;
  std::vector<Link> links;
  for (uint32_t b = 0; b < kNodes; ++b) {
    for (uint32_t a = b - std::min(b, kReach); a < b; ++a) {
      links.push_back({a, b, std::pow(0.99, 5.0 * (b - a))});
    }
  }
  const LinkageNodes nodes = PlainNodes(kNodes);
  for (const std::vector<uint32_t>& lowest :
       {DenseLinkage(nodes, links, 0.35, nullptr), SparseLinkage(nodes, links, 0.35, nullptr),
        AverageLinkage(nodes, links, 0.35, nullptr, 2)}) {
    ASSERT_EQ(lowest.size(), kNodes);
    ASSERT_TRUE(std::is_sorted(lowest.begin(), lowest.end()));
    for (uint32_t node = 0; node < kNodes; ++node) {
      const auto size = std::count(lowest.begin(), lowest.end(), lowest[node]);
      ASSERT_GE(size, 2) << node;
      ASSERT_LE(size, 2 * kReach) << node;
    }
  }
}

// Two families of crowded nodes and one node that is linked with all: what is known of the families
// would make them one, so they are asked about.
TEST(AverageLinkageTest, FewKnownPairsAreNotTrusted) {
  constexpr uint32_t kFamily = 40;
  constexpr uint32_t kBoth = 2 * kFamily;
  LinkageNodes nodes = PlainNodes(kBoth + 1);
  std::vector<Link> links;
  for (uint32_t node = 0; node < kBoth; ++node) {
    nodes.crowded[node] = true;
    links.push_back({node, kBoth, 0.9});
    // Each knows the next three of its family, in a ring.
    for (uint32_t step = 1; step <= 3; ++step) {
      const uint32_t other = node / kFamily * kFamily + (node + step) % kFamily;
      links.push_back({std::min(node, other), std::max(node, other), 0.8});
    }
  }
  const SimilarityEstimate by_family = [](uint32_t a, uint32_t b) {
    return a == kBoth || b == kBoth || a / kFamily == b / kFamily ? 0.8 : 0.0;
  };
  const std::vector<uint32_t> together(kBoth + 1, 0);
  for (const auto& cluster : {DenseLinkage, SparseLinkage}) {
    EXPECT_EQ(cluster(nodes, links, 0.35, nullptr), together);
    const std::vector<uint32_t> clusters = cluster(nodes, links, 0.35, by_family);
    for (uint32_t node = 0; node < kBoth; ++node) {
      EXPECT_EQ(clusters[node], node / kFamily * kFamily) << node;
    }
  }
  EXPECT_EQ(AverageLinkage(nodes, links, 0.35, by_family, 2),
            DenseLinkage(nodes, links, 0.35, by_family));
}

// Where the pairs asked about are similar, nothing changes.
TEST(AverageLinkageTest, AnEstimateThatAgreesChangesNothing) {
  std::mt19937_64 random(3);
  LinkageNodes nodes = PlainNodes(60);
  std::vector<Link> links;
  for (uint32_t a = 0; a < 60; ++a) {
    nodes.crowded[a] = a % 3 != 0;
    for (uint32_t b = a + 1; b < 60; ++b) {
      if (random() % 6 == 0) {
        links.push_back({a, b, 0.4 + 0.001 * static_cast<double>(random() % 500)});
      }
    }
  }
  const SimilarityEstimate high = [](uint32_t, uint32_t) { return 1.0; };
  for (const auto& cluster : {DenseLinkage, SparseLinkage}) {
    EXPECT_EQ(cluster(nodes, links, 0.35, high), cluster(nodes, links, 0.35, nullptr));
  }
}

}  // namespace
}  // namespace reprise
