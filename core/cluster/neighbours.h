#ifndef REPRISE_CLUSTER_NEIGHBOURS_H_
#define REPRISE_CLUSTER_NEIGHBOURS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/cluster/linkage.h"
#include "reprise/index/candidate_index.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

struct NeighbourOptions {
  // The least containment of neighbours.
  double containment = 0.3;
  // A text of fewer tokens is a neighbour only of what it has this Jaccard with: a phrase is soon
  // held by something, and short notices are all alike.
  uint64_t min_tokens = 20;
  double short_jaccard = 0.7;
  // A document is crowded where more than `most` larger ones seem to be its neighbours, where the
  // share `containment` of its fingerprints stands in more than `most` documents, or where these
  // are too common to count what all candidates share and twice `when_crowded` of those that were
  // counted may be neighbours. It looks for the best `when_crowded` of some of them alone: what is
  // known of so many says where it belongs, and no cost grows with the square of one story's
  // printings, or of the texts that share a phrase.
  size_t most = 256;
  size_t when_crowded = 32;
  size_t threads = 1;
  SpillBudget* spill = nullptr;  // for what does not fit into memory; null: it does
};

struct Neighbours {
  // Verified: the similarity is the containment of the full shingle sets. By b, then a.
  std::vector<Link> links;
  // Per document: whether it has more neighbours than are linked.
  std::vector<bool> crowded;
};

// Which pairs of documents a search is about, where it is not about all: those of equal `part` (by
// i) that are not `known` (PairKey).
struct NeighbourScope {
  std::vector<uint32_t> part;
  std::vector<bool> passive;  // those that look for no others, but may be found; empty: none
  absl::flat_hash_set<uint64_t> known;

  static uint64_t PairKey(uint32_t i, uint32_t j) {
    return uint64_t{i < j ? i : j} << 32 | (i < j ? j : i);
  }
};

// Whether `share` of a document's fingerprints are those of more than `most` documents each.
bool HasCrowdedFingerprints(const CandidateIndex& index, uint32_t rank, double share, size_t most);

// Finds which of `documents` hold much of one another. They are named by rank, `documents[i]`
// ascending; links name them by their place i. Each document looks for those of at least as many
// distinct shingles (of as many: for those before it in `documents`) that hold the share
// `containment` of it, by the fingerprints that they share, each of which offers the `most` + 1
// largest documents that have it. `scope` may be null.
//
// Depends on documents, options and scope, `threads` aside. Errors: those of `sets`; cancelled by
// `monitor`.
absl::StatusOr<Neighbours> FindNeighbours(const CandidateIndex& index,
                                          const std::vector<uint32_t>& documents,
                                          const NeighbourOptions& options,
                                          const NeighbourScope* scope, ShingleSetSource* sets,
                                          Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_NEIGHBOURS_H_
