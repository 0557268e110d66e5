#include "reprise/pipeline/dedup_page_content.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "reprise/pipeline/dedup_examples.h"
#include "reprise/pipeline/document_sketcher.h"

namespace reprise {
namespace {

constexpr size_t kExamplesOfAKind = 3;
// Of a record that is shown: nobody reads more, and comparing it costs time and memory.
constexpr uint64_t kMostBytes = 200'000;

}  // namespace

absl::StatusOr<DedupPageContent> GatherPageContent(const Corpus& corpus,
                                                   const std::vector<Removal>& removals,
                                                   const std::vector<uint32_t>& document_of_rank,
                                                   const Settings& settings, TextLoader* loader,
                                                   Monitor* monitor) {
  DedupPageContent content;
  content.lsh = SketchPlan(settings).lsh;
  for (size_t file = 0; file < corpus.files.size(); ++file) {
    content.losses.push_back({corpus.files[file].name, corpus.counts[file].documents, 0});
  }
  for (const Removal& removal : removals) {
    ++content.losses[corpus.documents[document_of_rank[removal.removed]].file].removed;
    const size_t bin = SimilarityHistogram::Bin(removal.figures.Jaccard());
    content.histogram.by_jaccard[bin] += removal.verdict == Verdict::kJaccard ? 1 : 0;
    content.histogram.by_coverage[bin] += removal.verdict == Verdict::kCoverage ? 1 : 0;
  }
  const auto suitable = [&](const Removal& removal) {
    return corpus.documents[document_of_rank[removal.removed]].size <= kMostBytes &&
           corpus.documents[document_of_rank[removal.kept]].size <= kMostBytes;
  };
  const std::vector<RemovalExample> examples = ChooseExamples(removals, kExamplesOfAKind, suitable);
  monitor->StartStage("reporting", examples.size(), "examples");
  for (const RemovalExample& example : examples) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const Removal& removal = removals[example.removal];
    const uint32_t removed = document_of_rank[removal.removed];
    const uint32_t kept = document_of_rank[removal.kept];
    ShownRemoval shown;
    shown.why = example.why;
    shown.removed_id = corpus.Id(removed);
    shown.kept_id = corpus.Id(kept);
    shown.verdict = removal.verdict;
    absl::Status status =
        loader->Load(removed, [&](std::string_view text) { shown.removed_text = text; });
    if (status.ok()) {
      status = loader->Load(kept, [&](std::string_view text) { shown.kept_text = text; });
    }
    if (!status.ok()) {
      return status;
    }
    shown.comparison = Compare(shown.removed_text, shown.kept_text, settings);
    content.examples.push_back(std::move(shown));
    monitor->Advance(1);
  }
  return content;
}

}  // namespace reprise
