#include "reprise/cluster/search_plan.h"

#include <algorithm>

#include "reprise/base/parallel.h"

namespace reprise {
namespace {

constexpr size_t kRanksPerTask = 1024;

}  // namespace

absl::StatusOr<SearchPlan> SearchPlan::Make(const CandidateIndex& index,
                                            const std::vector<bool>& searches, size_t threads,
                                            SpillBudget* spill, const Monitor& monitor) {
  SearchPlan plan(index.bucket_count(), spill);
  struct Part {
    std::vector<uint32_t> buckets;
    std::vector<uint32_t> counts;  // per document
  };
  const auto make = [&](size_t /*worker*/, size_t task, Part* part) -> absl::Status {
    if (monitor.Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    *part = {};
    const size_t first = task * kRanksPerTask;
    const size_t end = std::min(index.size(), first + kRanksPerTask);
    std::vector<uint32_t> buckets;
    for (size_t rank = first; rank < end; ++rank) {
      buckets.clear();
      if (searches[rank]) {
        index.BucketsToSearch(static_cast<uint32_t>(rank), &buckets);
      }
      part->buckets.insert(part->buckets.end(), buckets.begin(), buckets.end());
      part->counts.push_back(static_cast<uint32_t>(buckets.size()));
    }
    return absl::OkStatus();
  };
  const auto take = [&](const Part& part) {
    plan.buckets_.Append(part.buckets);
    for (const uint32_t count : part.counts) {
      plan.starts_.Append(count);
    }
    for (const uint32_t bucket : part.buckets) {
      plan.searched_.Add(bucket);
    }
  };
  threads = std::max<size_t>(1, threads);
  const size_t tasks = (index.size() + kRanksPerTask - 1) / kRanksPerTask;
  if (absl::Status status = ParallelInOrder<Part>(threads, 4 * threads, tasks, make, take);
      !status.ok()) {
    return status;
  }
  plan.searched_.Finish();
  return plan;
}

}  // namespace reprise
