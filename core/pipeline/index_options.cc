#include "reprise/pipeline/index_options.h"

#include <algorithm>

#include "reprise/pipeline/memory_shares.h"

namespace reprise {
namespace {

// SimHash's 64 bits tell only texts apart that are nearly the same: below this Jaccard, finding
// most pairs would mean looking at most of the corpus.
constexpr double kLeastSimHashJaccard = 0.9;

}  // namespace

CandidateIndex::Options IndexOptions(const Settings& settings, const SketchPlan& plan,
                                     size_t documents, const Resources& resources,
                                     SpillBudget* spill) {
  CandidateIndex::Options options;
  options.min_coverage_tokens = settings.rule.min_coverage_tokens;
  options.coverage_plan = plan.coverage;
  options.fingerprint_buckets = plan.fingerprint_rate > 0.0;
  options.threads = resources.threads;
  options.spill = spill;
  options.entries_at_a_time = EntriesAtATime(resources, options.entries_at_a_time);
  if (plan.simhash) {
    const double jaccard = std::max(settings.rule.jaccard.value_or(1.0), kLeastSimHashJaccard);
    options.simhash_plan = PlanSimHash(jaccard, settings.recall, documents);
  }
  return options;
}

}  // namespace reprise
