#include "reprise/pipeline/source_losses.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"

namespace reprise {
namespace {

constexpr size_t kMostNamed = 5;  // sources, and documents of each, in a message

// The kept documents for which most of a source's are removed, with how many; most first.
std::vector<std::pair<uint32_t, uint64_t>> Causes(const std::string& source, const Corpus& corpus,
                                                  const std::vector<Removal>& removals,
                                                  const std::vector<uint32_t>& document_of_rank) {
  std::map<uint32_t, uint64_t> removed_for;
  for (const Removal& removal : removals) {
    const uint32_t removed = document_of_rank[removal.removed];
    if (corpus.fields.sources[corpus.fields.source_of[removed]] == source) {
      ++removed_for[document_of_rank[removal.kept]];
    }
  }
  std::vector<std::pair<uint32_t, uint64_t>> causes(removed_for.begin(), removed_for.end());
  std::stable_sort(causes.begin(), causes.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  causes.resize(std::min(causes.size(), kMostNamed));
  return causes;
}

}  // namespace

std::vector<SourceLoss> CountSourceLosses(const Corpus& corpus,
                                          const std::vector<Removal>& removals,
                                          const std::vector<uint32_t>& document_of_rank) {
  const DocumentFields& fields = corpus.fields;
  if (fields.source_of.empty()) {
    return {};
  }
  std::vector<SourceLoss> losses(fields.sources.size());
  for (size_t document = 0; document < corpus.input_documents; ++document) {
    ++losses[fields.source_of[document]].documents;
  }
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> flows;  // (from, to)
  for (const Removal& removal : removals) {
    const uint32_t from = fields.source_of[document_of_rank[removal.removed]];
    ++losses[from].removed;
    ++flows[{from, fields.source_of[document_of_rank[removal.kept]]}];
  }
  for (const auto& [flow, count] : flows) {
    losses[flow.first].to.emplace_back(fields.sources[flow.second], count);
  }
  for (size_t i = 0; i < losses.size(); ++i) {
    losses[i].source = fields.sources[i];
    std::sort(losses[i].to.begin(), losses[i].to.end(), [](const auto& a, const auto& b) {
      return std::tie(b.second, a.first) < std::tie(a.second, b.first);
    });
  }
  std::erase_if(losses, [](const SourceLoss& loss) { return loss.documents == 0; });
  std::sort(losses.begin(), losses.end(), [](const SourceLoss& a, const SourceLoss& b) {
    return std::tie(b.removed, a.source) < std::tie(a.removed, b.source);
  });
  return losses;
}

absl::Status CheckLosses(const std::vector<SourceLoss>& losses, double most, const Corpus& corpus,
                         const std::vector<Removal>& removals,
                         const std::vector<uint32_t>& document_of_rank) {
  std::vector<const SourceLoss*> beyond;
  for (const SourceLoss& loss : losses) {
    if (!loss.source.empty() && loss.Share() > most) {
      beyond.push_back(&loss);
    }
  }
  if (beyond.empty()) {
    return absl::OkStatus();
  }
  std::string message = absl::StrCat(
      "nothing was written: ", Plural(beyond.size(), "source"), " would lose more than ",
      FormatPercent(most, 1), beyond.size() == 1 ? " of its documents" : " of their documents");
  for (size_t i = 0; i < std::min(beyond.size(), kMostNamed); ++i) {
    const SourceLoss& loss = *beyond[i];
    absl::StrAppend(&message, "\n  ", loss.source, " would lose ", FormatCount(loss.removed),
                    " of ", FormatCount(loss.documents), " (", FormatPercent(loss.Share(), 1),
                    "), for");
    for (const auto& [kept, count] : Causes(loss.source, corpus, removals, document_of_rank)) {
      const Document& document = corpus.documents[kept];
      absl::StrAppend(&message, "\n    ", FormatCount(count), ": ", corpus.Id(kept), " (",
                      corpus.files[document.file].name, ":", document.line, ")");
    }
  }
  if (beyond.size() > kMostNamed) {
    absl::StrAppend(&message, "\n  ... and ", FormatCount(beyond.size() - kMostNamed), " more");
  }
  return absl::FailedPreconditionError(message);
}

}  // namespace reprise
