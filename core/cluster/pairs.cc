#include "reprise/cluster/pairs.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/index/candidate_filter.h"

namespace reprise {
namespace {

// Documents that one task takes together.
constexpr size_t kPerTask = 256;

using RankPair = std::pair<uint32_t, uint32_t>;

// Whether the sketches allow `a` to be a copy of `b`; `filter` has loaded one of them, `other` is
// the other one.
bool MayBeCopy(const CandidateIndex& index, const Rule& rule, const CandidateFilter& filter,
               uint32_t a, uint32_t b, uint32_t other) {
  const uint64_t least = LeastShared(index.shingles(a), index.shingles(b), index.tokens(a), rule);
  return least <= index.shingles(a) && filter.MayShare(other, least);
}

// The pairs that `rank` proposes and the sketches do not rule out, each as (lower, higher).
void Propose(const CandidateIndex& index, const Rule& rule, uint32_t rank, CandidateFilter* filter,
             std::vector<uint32_t>* buckets, std::vector<uint32_t>* others,
             std::vector<RankPair>* pairs) {
  std::vector<uint32_t> scratch;
  index.BucketsToSearch(rank, buckets);
  others->clear();
  for (const uint32_t bucket : *buckets) {
    const absl::Span<const uint32_t> members = index.Members(bucket, &scratch);
    others->insert(others->end(), members.begin(), members.end());
  }
  std::sort(others->begin(), others->end());
  others->erase(std::unique(others->begin(), others->end()), others->end());
  filter->Load(rank);
  for (const uint32_t other : *others) {
    if (other != rank && (MayBeCopy(index, rule, *filter, rank, other, other) ||
                          MayBeCopy(index, rule, *filter, other, rank, other))) {
      pairs->emplace_back(std::min(rank, other), std::max(rank, other));
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<VerifiedPair>> FindPairs(const CandidateIndex& index, const Rule& rule,
                                                    size_t threads, ShingleSetSource* sets,
                                                    Monitor* monitor) {
  const size_t tasks = (index.size() + kPerTask - 1) / kPerTask;
  monitor->StartStage("pairing", index.size(), "documents");
  std::vector<std::vector<RankPair>> proposed(tasks);
  absl::Status status = ParallelFor(threads, tasks, [&](size_t /*worker*/, size_t task) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    CandidateFilter filter(index);
    std::vector<uint32_t> buckets;
    std::vector<uint32_t> others;
    const size_t end = std::min(index.size(), (task + 1) * kPerTask);
    for (size_t rank = task * kPerTask; rank < end; ++rank) {
      const std::shared_ptr<void> turn = sets->TakeTurn(static_cast<uint32_t>(rank));
      Propose(index, rule, static_cast<uint32_t>(rank), &filter, &buckets, &others,
              &proposed[task]);
    }
    monitor->Advance(end - task * kPerTask);
    return absl::OkStatus();
  });
  if (!status.ok()) {
    return status;
  }

  // Both partners may have proposed a pair.
  std::vector<RankPair> pairs;
  for (std::vector<RankPair>& part : proposed) {
    pairs.insert(pairs.end(), part.begin(), part.end());
    part = {};
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());

  // A task verifies the pairs of one first document after the other, whose set is loaded once.
  monitor->StartStage("verifying pairs", pairs.size(), "pairs");
  const size_t pair_tasks = (pairs.size() + kPerTask - 1) / kPerTask;
  std::vector<std::vector<VerifiedPair>> verified(pair_tasks);
  status = ParallelFor(threads, pair_tasks, [&](size_t /*worker*/, size_t task) -> absl::Status {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    SetProbe probe;
    std::shared_ptr<const ShingleSet> first;
    const size_t begin = task * kPerTask;
    const size_t end = std::min(pairs.size(), begin + kPerTask);
    for (size_t i = begin; i < end; ++i) {
      const auto [a, b] = pairs[i];
      if (i == begin || a != pairs[i - 1].first) {
        absl::StatusOr<std::shared_ptr<const ShingleSet>> set = sets->Get(a);
        if (!set.ok()) {
          return set.status();
        }
        first = *std::move(set);
        probe.Load(*first);
      }
      const absl::StatusOr<std::shared_ptr<const ShingleSet>> second = sets->Get(b);
      if (!second.ok()) {
        return second.status();
      }
      const PairFigures figures{probe.CountShared(**second), first->size(), (*second)->size()};
      const PairFigures reverse{figures.shared, figures.size_b, figures.size_a};
      if (Decide(figures, first->tokens, rule) != Verdict::kNone ||
          Decide(reverse, (*second)->tokens, rule) != Verdict::kNone) {
        verified[task].push_back({a, b, figures});
      }
    }
    monitor->Advance(end - begin);
    return absl::OkStatus();
  });
  if (!status.ok()) {
    return status;
  }
  std::vector<VerifiedPair> result;
  for (const std::vector<VerifiedPair>& part : verified) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

}  // namespace reprise
