#include "reprise/pipeline/dedup_counts.h"

#include <algorithm>
#include <cstddef>

namespace reprise {

void CountInput(const Corpus& corpus, DedupReport* report) {
  report->files = corpus.input_files;
  report->bytes = corpus.bytes;
  report->documents = corpus.input_documents;
  report->reference_files = corpus.files.size() - corpus.input_files;
  report->reference_documents = corpus.documents.size() - corpus.input_documents;
  report->rejected = corpus.rejected.size();
  report->broken = corpus.BrokenInputs();
  for (size_t i = 0; i < corpus.input_files; ++i) {
    report->blank_lines += corpus.counts[i].blank;
  }
  for (size_t i = 0; i < corpus.input_documents; ++i) {
    report->empty_documents += corpus.sketches.tokens[i] == 0 ? 1 : 0;
  }
}

void CountRemovals(const std::vector<Removal>& removals, const Corpus& corpus,
                   const std::vector<uint32_t>& document_of_rank, DedupReport* report) {
  report->removed = removals.size();
  report->kept = report->documents - report->removed;
  for (const Removal& removal : removals) {
    const uint32_t document = document_of_rank[removal.removed];
    report->removed_exact += removal.verdict == Verdict::kExact ? 1 : 0;
    report->removed_jaccard += removal.verdict == Verdict::kJaccard ? 1 : 0;
    report->removed_coverage += removal.verdict == Verdict::kCoverage ? 1 : 0;
    report->removed_variants += removal.variant ? 1 : 0;
    report->removed_shingles += corpus.sketches.shingles[document];
    report->unheld_shingles += removal.Unheld();
  }
}

void CountGroups(const Groups& groups, DedupReport* report) {
  report->groups = groups.groups.size();
  report->links = groups.links;
  report->crowded = groups.crowded;
  for (const Group& group : groups.groups) {
    report->grouped += group.members.size();
    report->largest_group = std::max<uint64_t>(report->largest_group, group.members.size());
  }
}

void CheckRecall(const std::vector<SampledPair>& sample, double jaccard, const LshPlan& plan,
                 DedupReport* report) {
  report->below.emplace();
  report->above.emplace();
  for (const SampledPair& pair : sample) {
    RecallCheck& check = pair.jaccard < jaccard ? *report->below : *report->above;
    ++check.pairs;
    check.proposed += pair.proposed ? 1 : 0;
    check.predicted += DetectionProbability(pair.jaccard, plan);
  }
  for (RecallCheck* check : {&*report->below, &*report->above}) {
    check->predicted =
        check->pairs == 0 ? 1.0 : check->predicted / static_cast<double>(check->pairs);
  }
}

}  // namespace reprise
