#include "reprise/pipeline/dedup_page_content.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/pipeline/dedup_examples.h"
#include "reprise/pipeline/document_sketcher.h"

namespace reprise {
namespace {

constexpr size_t kExamplesOfAKind = 3;
constexpr size_t kLargestGroups = 5;
// Of a record that is shown: nobody reads more, and comparing it costs time and memory.
constexpr uint64_t kMostBytes = 200'000;

// Collects pairs of documents with their texts.
class Gallery {
 public:
  Gallery(const DedupFindings& found, TextLoader* loader) : found_(found), loader_(loader) {}

  uint32_t Document(uint32_t rank) const { return found_.document_of_rank[rank]; }
  bool Fits(uint32_t rank) const {
    return found_.corpus.documents[Document(rank)].size <= kMostBytes;
  }

  // Appends the pair to `*shown`; A and B are given by rank.
  absl::Status Show(std::string heading, std::string a_role, std::string b_role, uint32_t a,
                    uint32_t b, std::vector<ShownPair>* shown) const {
    ShownPair pair;
    pair.heading = std::move(heading);
    pair.a_role = std::move(a_role);
    pair.b_role = std::move(b_role);
    pair.a_id = found_.corpus.Id(Document(a));
    pair.b_id = found_.corpus.Id(Document(b));
    absl::Status status =
        loader_->Load(Document(a), [&](std::string_view text) { pair.a_text = text; });
    if (status.ok()) {
      status = loader_->Load(Document(b), [&](std::string_view text) { pair.b_text = text; });
    }
    if (status.ok()) {
      pair.comparison = Compare(pair.a_text, pair.b_text, found_.settings);
      shown->push_back(std::move(pair));
    }
    return status;
  }

 private:
  const DedupFindings& found_;
  TextLoader* loader_;
};

void Count(const DedupFindings& found, DedupPageContent* content) {
  for (size_t file = 0; file < found.corpus.input_files; ++file) {
    content->losses.push_back(
        {found.corpus.files[file].name, found.corpus.counts[file].documents, 0});
  }
  for (const Removal& removal : found.removals) {
    const uint32_t removed = found.document_of_rank[removal.removed];
    ++content->losses[found.corpus.documents[removed].file].removed;
    const size_t bin = SimilarityHistogram::Bin(removal.figures.Jaccard());
    content->histogram.by_jaccard[bin] += removal.verdict == Verdict::kJaccard ? 1 : 0;
    content->histogram.by_coverage[bin] += removal.verdict == Verdict::kCoverage ? 1 : 0;
  }
  for (const Group& group : found.groups.groups) {
    const size_t bin = GroupSizeBin(group.members.size());
    content->group_sizes.resize(std::max(content->group_sizes.size(), bin + 1), 0);
    ++content->group_sizes[bin];
  }
}

// Pairs of kept documents that nearly are copies: those of highest Jaccard below the threshold.
std::vector<SampledPair> NearMisses(const DedupFindings& found, const Gallery& gallery) {
  if (!found.settings.rule.jaccard.has_value()) {
    return {};
  }
  std::vector<bool> removed(found.document_of_rank.size(), false);
  for (const Removal& removal : found.removals) {
    removed[removal.removed] = true;
  }
  std::vector<SampledPair> misses;
  for (const SampledPair& pair : found.sample) {
    if (pair.jaccard < *found.settings.rule.jaccard && !removed[pair.a] && !removed[pair.b] &&
        gallery.Fits(pair.a) && gallery.Fits(pair.b)) {
      misses.push_back(pair);
    }
  }
  std::stable_sort(misses.begin(), misses.end(), [](const SampledPair& x, const SampledPair& y) {
    return x.jaccard > y.jaccard;
  });
  misses.resize(std::min(misses.size(), kExamplesOfAKind));
  return misses;
}

std::vector<uint32_t> LargestGroups(const Groups& groups) {
  std::vector<uint32_t> largest;
  for (uint32_t i = 0; i < groups.groups.size(); ++i) {
    largest.push_back(i);
  }
  std::stable_sort(largest.begin(), largest.end(), [&](uint32_t x, uint32_t y) {
    return groups.groups[x].members.size() > groups.groups[y].members.size();
  });
  largest.resize(std::min(largest.size(), kLargestGroups));
  return largest;
}

}  // namespace

absl::StatusOr<DedupPageContent> GatherPageContent(const DedupFindings& found, TextLoader* loader,
                                                   Monitor* monitor) {
  const Gallery gallery(found, loader);
  DedupPageContent content;
  content.lsh = SketchPlan(found.settings).lsh;
  Count(found, &content);
  const std::vector<RemovalExample> examples =
      ChooseExamples(found.removals, kExamplesOfAKind, [&](const Removal& removal) {
        return gallery.Fits(removal.removed) && gallery.Fits(removal.kept);
      });
  const std::vector<SampledPair> misses = NearMisses(found, gallery);
  const std::vector<uint32_t> largest = LargestGroups(found.groups);
  monitor->StartStage("reporting", examples.size() + misses.size() + largest.size(), "examples");
  absl::Status status;
  const auto goes_on = [&] {
    monitor->Advance(1);
    if (status.ok() && monitor->Cancelled()) {
      status = absl::CancelledError("interrupted");
    }
    return status.ok();
  };
  for (size_t i = 0; i < examples.size() && goes_on(); ++i) {
    const Removal& removal = found.removals[examples[i].removal];
    status = gallery.Show(
        absl::StrCat("Removed by ", removal.verdict == Verdict::kJaccard ? "Jaccard" : "coverage",
                     ": ", std::string(examples[i].why)),
        "removed text", "kept one", removal.removed, removal.kept, &content.examples);
    if (status.ok() && found.settings.discount_boilerplate) {
      content.examples.back().figures = removal.figures;
    }
  }
  for (size_t i = 0; i < misses.size() && goes_on(); ++i) {
    status = gallery.Show("Both kept: just below the Jaccard threshold", "one", "other",
                          misses[i].b, misses[i].a, &content.near_misses);
  }
  for (size_t i = 0; i < largest.size() && goes_on(); ++i) {
    const std::vector<uint32_t>& members = found.groups.groups[largest[i]].members;
    ShownGroup shown;
    shown.number = largest[i];
    shown.size = members.size();
    shown.similarity = found.groups.groups[largest[i]].similarity;
    for (size_t k = 0; k < std::min(members.size(), ShownGroup::kMostIds); ++k) {
      shown.ids.push_back(found.corpus.Id(gallery.Document(members[k])));
    }
    if (gallery.Fits(members.front()) && gallery.Fits(members.back())) {
      status = gallery.Show("", "first", "last", members.front(), members.back(), &shown.ends);
    }
    content.largest_groups.push_back(std::move(shown));
  }
  if (!goes_on()) {
    return status;
  }
  return content;
}

}  // namespace reprise
