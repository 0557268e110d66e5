#ifndef REPRISE_CLUSTER_SEARCH_PLAN_H_
#define REPRISE_CLUSTER_SEARCH_PLAN_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/index/bit_ranks.h"
#include "reprise/index/candidate_index.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// Where each document looks for what it may be a copy of (CandidateIndex::BucketsToSearch), found
// beforehand: so that it is known which buckets anybody looks into, a quarter of them in ordinary
// text. Immutable; safe from any thread.
class SearchPlan {
 public:
  // Of the documents for which `searches[rank]` holds; the others look nowhere. `spill`, which may
  // be null, must outlive the plan. Errors: cancelled by `monitor`.
  static absl::StatusOr<SearchPlan> Make(const CandidateIndex& index,
                                         const std::vector<bool>& searches, size_t threads,
                                         SpillBudget* spill, const Monitor& monitor);

  // Replaces `*buckets` by those that a document looks into.
  void Buckets(uint32_t rank, std::vector<uint32_t>* buckets) const {
    std::vector<uint32_t> scratch;
    const absl::Span<const uint32_t> all =
        buckets_.Read(starts_.Start(rank), static_cast<size_t>(starts_.Size(rank)), &scratch);
    buckets->assign(all.begin(), all.end());
  }

  // Those that any does.
  const BitRanks& searched() const { return searched_; }

 private:
  SearchPlan(size_t buckets, SpillBudget* spill) : buckets_(spill), searched_(buckets) {}

  PackedStarts starts_;  // in buckets_, per rank
  SpillVector<uint32_t> buckets_;
  BitRanks searched_;
};

}  // namespace reprise

#endif  // REPRISE_CLUSTER_SEARCH_PLAN_H_
