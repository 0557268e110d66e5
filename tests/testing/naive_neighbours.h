#ifndef REPRISE_TESTS_TESTING_NAIVE_NEIGHBOURS_H_
#define REPRISE_TESTS_TESTING_NAIVE_NEIGHBOURS_H_

#include <cstdint>
#include <vector>

#include "reprise/cluster/linkage.h"
#include "reprise/cluster/neighbours.h"
#include "reprise/verify/shingle_set.h"
#include "testing/synthetic_corpus.h"

namespace reprise {

// The share of the smaller set that the other one holds.
double NaiveContainment(const ShingleSet& a, const ShingleSet& b);

// What FindNeighbours looks for where nothing is crowded: all pairs of `documents`, by b, then a.
std::vector<Link> NaiveNeighbours(const SyntheticCorpus& corpus,
                                  const std::vector<uint32_t>& documents,
                                  const NeighbourOptions& options);

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_NAIVE_NEIGHBOURS_H_
