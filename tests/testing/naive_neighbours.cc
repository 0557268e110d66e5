#include "testing/naive_neighbours.h"

#include <algorithm>

namespace reprise {

double NaiveContainment(const ShingleSet& a, const ShingleSet& b) {
  const PairFigures figures = NaiveFigures(a, b);
  return std::max(figures.CoverageA(), figures.CoverageB());
}

std::vector<Link> NaiveNeighbours(const SyntheticCorpus& corpus,
                                  const std::vector<uint32_t>& documents,
                                  const NeighbourOptions& options) {
  std::vector<Link> links;
  for (uint32_t b = 0; b < documents.size(); ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      const ShingleSet& set_a = corpus.sets[documents[a]];
      const ShingleSet& set_b = corpus.sets[documents[b]];
      const double containment = NaiveContainment(set_a, set_b);
      const ShingleSet& smaller = set_a.size() < set_b.size() ? set_a : set_b;
      if (containment >= options.containment &&
          (smaller.tokens >= options.min_tokens ||
           NaiveFigures(set_a, set_b).Jaccard() >= options.short_jaccard)) {
        links.push_back({a, b, containment});
      }
    }
  }
  return links;
}

}  // namespace reprise
