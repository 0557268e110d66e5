#include "reprise/cluster/threshold_sample.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/index/candidate_filter.h"
#include "reprise/index/coverage_plan.h"
#include "reprise/verify/rule.h"

namespace reprise {
namespace {

constexpr size_t kMostOffered = 64;      // by a fingerprint
constexpr size_t kMostCandidates = 256;  // of a document
constexpr size_t kPlanShingles = 60;

// The documents that may be as similar to `rank` as `least`, by sizes and fingerprints.
std::vector<uint32_t> Candidates(const CandidateIndex& index, uint32_t rank, double least,
                                 const CoveragePlan& plan, CandidateFilter* filter) {
  std::vector<uint32_t> candidates;
  const auto make_distinct = [&candidates] {
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  };
  std::vector<uint32_t> scratch;
  std::vector<uint32_t> bucket_scratch;
  size_t limit = size_t{1} << 16;  // of a large text, which is offered the same ones many times
  index.ForEachBucketOf(index.RarestFingerprintBuckets(rank, plan, &scratch), &bucket_scratch,
                        [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
                          const auto offered =
                              members.first(std::min(members.size(), kMostOffered));
                          candidates.insert(candidates.end(), offered.begin(), offered.end());
                          if (candidates.size() > limit) {
                            make_distinct();
                            limit = std::max(limit, 2 * candidates.size());
                          }
                        });
  make_distinct();
  filter->Load(rank);
  const uint64_t size = index.shingles(rank);
  std::erase_if(candidates, [&](uint32_t other) {
    const uint64_t needed = LeastShared(size, index.shingles(other), 0, {least, std::nullopt});
    return other == rank || needed > size || !filter->MayShare(other, needed);
  });
  candidates.resize(std::min(candidates.size(), kMostCandidates));
  return candidates;
}

}  // namespace

absl::StatusOr<std::vector<SampledPair>> SamplePairsNearThreshold(
    const CandidateIndex& index, const ThresholdSampleOptions& options, ShingleSetSource* sets,
    Monitor* monitor) {
  const size_t wanted = std::max<size_t>(1, options.documents);
  const size_t step = std::max<size_t>(1, (index.size() + wanted - 1) / wanted);
  const size_t count = (index.size() + step - 1) / step;
  monitor->StartStage("checking", count, "documents");
  const double least = std::max(options.jaccard - options.margin, 1e-3);
  const double most = options.jaccard + options.margin;
  // A pair of that Jaccard has at least that coverage in either direction.
  const CoveragePlan plan(least, 0.999, kPlanShingles);
  std::vector<std::vector<SampledPair>> found(count);
  const absl::Status status =
      ParallelFor(options.threads, count, [&](size_t /*worker*/, size_t i) -> absl::Status {
        if (monitor->Cancelled()) {
          return absl::CancelledError("interrupted");
        }
        monitor->Advance(1);
        const auto rank = static_cast<uint32_t>(i * step);
        const std::shared_ptr<void> turn = sets->TakeTurn(rank);
        CandidateFilter filter(index);
        const std::vector<uint32_t> candidates = Candidates(index, rank, least, plan, &filter);
        if (candidates.empty()) {
          return absl::OkStatus();
        }
        const absl::StatusOr<std::shared_ptr<const ShingleSet>> own = sets->Get(rank);
        if (!own.ok()) {
          return own.status();
        }
        SetProbe probe;
        probe.Load(**own);
        for (const uint32_t other : candidates) {
          const absl::StatusOr<std::shared_ptr<const ShingleSet>> set = sets->Get(other);
          if (!set.ok()) {
            return set.status();
          }
          const double jaccard =
              PairFigures{probe.CountShared(**set), (*own)->size(), (*set)->size()}.Jaccard();
          if (jaccard >= least && jaccard <= most) {
            found[i].push_back({std::min(rank, other), std::max(rank, other), jaccard,
                                index.ShareSketchBucket(rank, other)});
          }
        }
        return absl::OkStatus();
      });
  if (!status.ok()) {
    return status;
  }
  std::vector<SampledPair> pairs;
  for (const std::vector<SampledPair>& part : found) {
    pairs.insert(pairs.end(), part.begin(), part.end());
  }
  const auto place = [](const SampledPair& pair) { return std::tie(pair.a, pair.b); };
  std::sort(pairs.begin(), pairs.end(),
            [&](const SampledPair& x, const SampledPair& y) { return place(x) < place(y); });
  pairs.erase(
      std::unique(pairs.begin(), pairs.end(),
                  [&](const SampledPair& x, const SampledPair& y) { return place(x) == place(y); }),
      pairs.end());
  return pairs;
}

}  // namespace reprise
