#include "reprise/cluster/components.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

// Lowers numbers along links until nothing changes.
std::vector<uint32_t> NaiveLowest(size_t nodes, const std::vector<Link>& links) {
  std::vector<uint32_t> lowest(nodes);
  for (uint32_t node = 0; node < nodes; ++node) {
    lowest[node] = node;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const Link& link : links) {
      const uint32_t both = std::min(lowest[link.a], lowest[link.b]);
      changed = changed || lowest[link.a] != both || lowest[link.b] != both;
      lowest[link.a] = both;
      lowest[link.b] = both;
    }
  }
  return lowest;
}

TEST(ComponentsTest, EqualNaiveOnesOfAllSmallGraphs) {
  constexpr uint32_t kNodes = 5;
  std::vector<Link> pairs;
  for (uint32_t b = 0; b < kNodes; ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      pairs.push_back({a, b, 1.0});
    }
  }
  for (uint32_t code = 0; code < 1U << pairs.size(); ++code) {
    std::vector<Link> links;
    for (size_t i = 0; i < pairs.size(); ++i) {
      if ((code >> i & 1) != 0) {
        links.push_back(pairs[i]);
      }
    }
    ASSERT_EQ(ConnectedComponents(kNodes, links), NaiveLowest(kNodes, links)) << code;
  }
}

TEST(ComponentsTest, EqualNaiveOnesOfRandomGraphs) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 50; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const size_t nodes = 1 + random() % 500;
    std::vector<Link> links(random() % (nodes + 1));
    for (Link& link : links) {
      link.a = static_cast<uint32_t>(random() % nodes);
      link.b = static_cast<uint32_t>(random() % nodes);
    }
    const std::vector<uint32_t> expected = NaiveLowest(nodes, links);
    ASSERT_EQ(ConnectedComponents(nodes, links), expected);
    // Asked in between, as they grow.
    DisjointSets sets(nodes);
    for (const Link& link : links) {
      sets.Join(link.a, link.b);
      ASSERT_EQ(sets.Lowest(link.a), sets.Lowest(link.b));
    }
    for (uint32_t node = 0; node < nodes; ++node) {
      ASSERT_EQ(sets.Lowest(node), expected[node]);
    }
  }
}

TEST(ComponentsTest, OfNothing) { EXPECT_TRUE(ConnectedComponents(0, {}).empty()); }

}  // namespace
}  // namespace reprise
