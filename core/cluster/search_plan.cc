#include "reprise/cluster/search_plan.h"

#include <algorithm>

#include "reprise/base/parallel.h"

namespace reprise {
namespace {

constexpr size_t kDocumentsPerTask = 1024;

}  // namespace

absl::StatusOr<SearchPlan> SearchPlan::Make(const CandidateIndex& index,
                                            const std::vector<bool>& searches, size_t threads,
                                            SpillBudget* spill, const Monitor& monitor) {
  SearchPlan plan(index.bucket_count(), spill);
  struct Part {
    std::vector<uint32_t> buckets;
    std::vector<uint32_t> counts;  // per document
  };
  // Some tasks at a time, so that threads help and the order stays that of the ranks.
  threads = std::max<size_t>(1, threads);
  std::vector<Part> parts(threads * 4);
  for (size_t begin = 0; begin < index.size(); begin += parts.size() * kDocumentsPerTask) {
    const absl::Status status =
        ParallelFor(threads, parts.size(), [&](size_t /*worker*/, size_t task) -> absl::Status {
          if (monitor.Cancelled()) {
            return absl::CancelledError("interrupted");
          }
          parts[task] = {};
          const size_t first = begin + task * kDocumentsPerTask;
          const size_t end = std::min(index.size(), first + kDocumentsPerTask);
          std::vector<uint32_t> buckets;
          for (size_t rank = first; rank < end; ++rank) {
            buckets.clear();
            if (searches[rank]) {
              index.BucketsToSearch(static_cast<uint32_t>(rank), &buckets);
            }
            parts[task].buckets.insert(parts[task].buckets.end(), buckets.begin(), buckets.end());
            parts[task].counts.push_back(static_cast<uint32_t>(buckets.size()));
          }
          return absl::OkStatus();
        });
    if (!status.ok()) {
      return status;
    }
    for (const Part& part : parts) {
      plan.buckets_.Append(part.buckets);
      for (const uint32_t count : part.counts) {
        plan.starts_.Append(count);
      }
      for (const uint32_t bucket : part.buckets) {
        plan.searched_.Add(bucket);
      }
    }
  }
  plan.searched_.Finish();
  return plan;
}

}  // namespace reprise
