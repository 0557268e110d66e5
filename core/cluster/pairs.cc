#include "reprise/cluster/pairs.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "reprise/base/parallel.h"
#include "reprise/base/spill_sort.h"
#include "reprise/index/candidate_filter.h"

namespace reprise {
namespace {

// Documents that one task takes together: few, since each may have as many candidates as there are
// documents.
constexpr size_t kProposersPerTask = 16;

// Pairs that one task verifies.
constexpr size_t kPairsPerTask = 1024;

struct RankPair {
  uint32_t a = 0;
  uint32_t b = 0;

  bool operator<(const RankPair& other) const {
    return std::tie(a, b) < std::tie(other.a, other.b);
  }
  bool operator==(const RankPair& other) const = default;
};

// Whether the sketches allow `a` to be a copy of `b`; `filter` has loaded one of them, `other` is
// the other one.
bool MayBeCopy(const CandidateIndex& index, const Rule& rule, const CandidateFilter& filter,
               uint32_t a, uint32_t b, uint32_t other) {
  const uint64_t least = LeastShared(index.shingles(a), index.shingles(b), index.tokens(a), rule);
  return least <= index.shingles(a) && filter.MayShare(other, least);
}

// The pairs that `rank` proposes and the sketches do not rule out, each as (lower, higher).
void Propose(const CandidateIndex& index, const Rule& rule, uint32_t rank, CandidateFilter* filter,
             std::vector<uint32_t>* others, std::vector<RankPair>* pairs) {
  std::vector<uint32_t> scratch;
  std::vector<uint32_t> bucket_scratch;
  others->clear();
  index.ForEachBucketOf(index.BucketsToSearch(rank, &scratch), &bucket_scratch,
                        [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
                          others->insert(others->end(), members.begin(), members.end());
                        });
  std::sort(others->begin(), others->end());
  others->erase(std::unique(others->begin(), others->end()), others->end());
  filter->Load(rank);
  for (const uint32_t other : *others) {
    if (other != rank && (MayBeCopy(index, rule, *filter, rank, other, other) ||
                          MayBeCopy(index, rule, *filter, other, rank, other))) {
      pairs->push_back({std::min(rank, other), std::max(rank, other)});
    }
  }
}

// All of them, each once, in ascending order.
absl::StatusOr<SpillVector<RankPair>> ProposedPairs(const CandidateIndex& index, const Rule& rule,
                                                    size_t threads, SpillBudget* spill,
                                                    ShingleSetSource* sets, Monitor* monitor) {
  monitor->StartStage("pairing", index.size(), "documents");
  SpillSorter<RankPair> proposed(spill);
  const auto propose = [&](size_t /*worker*/, size_t task,
                           std::vector<RankPair>* part) -> absl::Status {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    part->clear();
    CandidateFilter filter(index);
    std::vector<uint32_t> others;
    const size_t begin = task * kProposersPerTask;
    const size_t end = std::min(index.size(), begin + kProposersPerTask);
    for (size_t rank = begin; rank < end; ++rank) {
      const std::shared_ptr<void> turn = sets->TakeTurn(static_cast<uint32_t>(rank));
      Propose(index, rule, static_cast<uint32_t>(rank), &filter, &others, part);
    }
    monitor->Advance(end - begin);
    return absl::OkStatus();
  };
  const auto add = [&](const std::vector<RankPair>& part) {
    for (const RankPair& pair : part) {
      proposed.Add(pair);
    }
  };
  const size_t tasks = (index.size() + kProposersPerTask - 1) / kProposersPerTask;
  if (absl::Status status =
          ParallelInOrder<std::vector<RankPair>>(threads, 4 * threads, tasks, propose, add);
      !status.ok()) {
    return status;
  }
  // Both partners may have proposed a pair.
  SpillVector<RankPair> pairs(spill);
  std::optional<RankPair> last;
  proposed.ForEach([&](const RankPair& pair) {
    if (last != pair) {
      pairs.push_back(pair);
      last = pair;
    }
  });
  return pairs;
}

// Appends those of `pairs` that satisfy the rule. The set of a first document is loaded once for
// all its pairs.
absl::Status Verify(absl::Span<const RankPair> pairs, const Rule& rule, ShingleSetSource* sets,
                    std::vector<VerifiedPair>* verified) {
  SetProbe probe;
  std::shared_ptr<const ShingleSet> first;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto [a, b] = pairs[i];
    if (i == 0 || a != pairs[i - 1].a) {
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
    if (Decide(figures, first->tokens, rule) != Verdict::kNone ||
        Decide(figures.Reversed(), (*second)->tokens, rule) != Verdict::kNone) {
      verified->push_back({a, b, figures});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SpillVector<VerifiedPair>> FindPairs(const CandidateIndex& index, const Rule& rule,
                                                    size_t threads, SpillBudget* spill,
                                                    ShingleSetSource* sets, Monitor* monitor) {
  const absl::StatusOr<SpillVector<RankPair>> pairs =
      ProposedPairs(index, rule, threads, spill, sets, monitor);
  if (!pairs.ok()) {
    return pairs.status();
  }
  monitor->StartStage("verifying pairs", pairs->size(), "pairs");
  SpillVector<VerifiedPair> result(spill);
  const auto verify = [&](size_t /*worker*/, size_t task,
                          std::vector<VerifiedPair>* part) -> absl::Status {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    part->clear();
    const uint64_t begin = uint64_t{task} * kPairsPerTask;
    const auto count =
        static_cast<size_t>(std::min<uint64_t>(pairs->size() - begin, kPairsPerTask));
    std::vector<RankPair> scratch;
    absl::Status status = Verify(pairs->Read(begin, count, &scratch), rule, sets, part);
    monitor->Advance(count);
    return status;
  };
  const auto take = [&](const std::vector<VerifiedPair>& part) { result.Append(part); };
  const auto tasks = static_cast<size_t>((pairs->size() + kPairsPerTask - 1) / kPairsPerTask);
  if (absl::Status status =
          ParallelInOrder<std::vector<VerifiedPair>>(threads, 4 * threads, tasks, verify, take);
      !status.ok()) {
    return status;
  }
  return result;
}

}  // namespace reprise
