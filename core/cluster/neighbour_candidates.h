#ifndef REPRISE_CLUSTER_NEIGHBOUR_CANDIDATES_H_
#define REPRISE_CLUSTER_NEIGHBOUR_CANDIDATES_H_

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "absl/types/span.h"
#include "reprise/cluster/neighbours.h"
#include "reprise/cluster/offer_lists.h"
#include "reprise/index/candidate_index.h"
#include "reprise/index/member_probe.h"

namespace reprise {

// Says by fingerprints alone which larger documents may hold much of one. Documents are named by
// their place in descending order of size, so that each looks for lower places. One per thread.
class NeighbourCandidates {
 public:
  // `index_of_place` leads to places in the list of documents that `scope`, which may be null, is
  // about. All must outlive this.
  NeighbourCandidates(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
                      const std::vector<uint32_t>& index_of_place, const OfferLists& lists,
                      const NeighbourOptions& options, const NeighbourScope* scope);

  // Appends the places of those that are worth verifying, the most promising ones first, to
  // `*places`; returns whether the document at `place` is crowded (NeighbourOptions::most).
  bool Find(uint32_t place, std::vector<uint32_t>* places);

 private:
  struct Candidate {
    uint32_t place = 0;
    uint32_t shared = 0;  // fingerprints of those looked up that both have
  };
  static bool IsBetter(const Candidate& a, const Candidate& b) {
    return std::tie(b.shared, a.place) < std::tie(a.shared, b.place);
  }

  // What the sample of the document at `place` shares with that of a neighbour at least.
  double LeastFingerprints(uint32_t place) const;
  // Whether the share `containment` of its fingerprints, `all` of whose buckets are given, is that
  // of more than `most` of the documents: a list that is full has left some out.
  bool IsInCrowd(uint32_t place, absl::Span<const uint32_t> all) const;
  bool InScope(uint32_t place, uint32_t other) const;

  // Replaces `candidates_` by the larger documents that share `least` of `all` buckets of the
  // document, out of the rarest of these; false where these do not offer all their documents.
  bool CollectByRarest(uint32_t place, absl::Span<const uint32_t> all, double least);
  // The same out of rare buckets and some others; those that may share as much by what these say.
  // Whether all buckets were looked up and offered all, so that what is shared is known in full.
  bool LookUp(uint32_t place, absl::Span<const uint32_t> all, double least);

  // Leaves those of the most promising candidates that stand in `least` of `all` buckets of the
  // document. Whether all were counted that may be neighbours, as far as these are looked at, which
  // are fewer where it is `crowded`; some are not where few of the others seem to be.
  bool CountMostPromising(uint32_t place, absl::Span<const uint32_t> all, double least,
                          bool crowded);
  // Of the candidates from `first` on, leaves those that stand in `least` of `all` buckets of one
  // document, counted in full.
  void Filter(absl::Span<const uint32_t> all, double least, size_t first);
  // Leaves the `most` candidates that share most of the fingerprints looked up.
  void Narrow(size_t most);

  const CandidateIndex& index_;
  const std::vector<uint32_t>& rank_of_place_;
  const std::vector<uint32_t>& index_of_place_;
  const OfferLists& lists_;
  const NeighbourOptions& options_;
  const NeighbourScope* scope_;
  const uint32_t first_common_;   // the first bucket that is not among the rare ones
  const uint32_t first_crowded_;  // the first one of more documents than `most`
  std::vector<Candidate> candidates_;
  std::vector<Candidate> uncounted_;
  std::vector<uint32_t> ranks_;  // of candidates_
  MemberProbe own_buckets_;
  std::vector<uint32_t> scratch_;
  std::vector<uint32_t> list_scratch_;
  std::vector<uint32_t> shared_;   // by place, while candidates are collected
  std::vector<uint32_t> touched_;  // places that are not 0 there
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_NEIGHBOUR_CANDIDATES_H_
