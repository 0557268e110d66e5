#ifndef REPRISE_PIPELINE_DEDUP_COUNTS_H_
#define REPRISE_PIPELINE_DEDUP_COUNTS_H_

#include <cstdint>
#include <vector>

#include "reprise/cluster/groups.h"
#include "reprise/cluster/removals.h"
#include "reprise/cluster/threshold_sample.h"
#include "reprise/index/lsh.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/dedup.h"

// What the report of a run counts, stage by stage. Pure.

namespace reprise {

// What was read, as soon as references are known.
void CountInput(const Corpus& corpus, DedupReport* report);

// What goes, after CountInput. `removals` name documents by rank.
void CountRemovals(const std::vector<Removal>& removals, const Corpus& corpus,
                   const std::vector<uint32_t>& document_of_rank, DedupReport* report);

void CountGroups(const Groups& groups, DedupReport* report);

// How many of the sampled pairs on each side of `jaccard` the bands of `plan` proposed, and how
// many they should have.
void CheckRecall(const std::vector<SampledPair>& sample, double jaccard, const LshPlan& plan,
                 DedupReport* report);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_COUNTS_H_
