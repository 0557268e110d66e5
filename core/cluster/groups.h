#ifndef REPRISE_CLUSTER_GROUPS_H_
#define REPRISE_CLUSTER_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/cluster/neighbours.h"
#include "reprise/cluster/removals.h"
#include "reprise/index/candidate_index.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

struct GroupOptions {
  // The documents of the first so many ranks are references (RemovalOptions): they are members of
  // no group, but what is nearly equal to one of them belongs together.
  uint32_t references = 0;
  NeighbourOptions neighbours;
  // Two groups become one as long as their documents hold at least this share of one another, on
  // average. Between 0.3 and 0.5 makes little difference (docs/quality.md).
  double cut = 0.35;
  // A removed document of at least this Jaccard with the kept one belongs where that does.
  double near_equal_jaccard = 0.9;
  // The same in stories of which there are more printings than `neighbours.most`, which bounds the
  // cost. By the triangle inequality of the Jaccard distance, two documents so near to a third have
  // themselves a Jaccard of 0.4 and more.
  double near_equal_jaccard_when_crowded = 0.7;
};

// Documents that belong together.
struct Group {
  std::vector<uint32_t> members;  // by rank, ascending; two or more
  double similarity = 0.0;        // mean containment of all pairs of members
};

struct Groups {
  std::vector<Group> groups;  // by first member
  uint64_t links = 0;         // verified pairs that they are made of
  uint64_t crowded = 0;       // documents of which not all neighbours were linked
};

// Says which of all documents belong together: equal and nearly equal ones first, as `removals`,
// which FindRemovals found, show them; then by average linkage over the verified containment of the
// others. Documents are named by rank, `first_of_equal` is as for FindRemovals. Empty documents
// belong to no group.
//
// Depends on documents, removals and options, number of threads aside. Errors: those of `sets`;
// cancelled by `monitor`.
absl::StatusOr<Groups> FindGroups(const CandidateIndex& index,
                                  const std::vector<uint32_t>& first_of_equal,
                                  const std::vector<Removal>& removals, const GroupOptions& options,
                                  ShingleSetSource* sets, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_CLUSTER_GROUPS_H_
