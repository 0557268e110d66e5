#include "reprise/pipeline/passage_table.h"

#include <algorithm>

namespace reprise {

void PassageTable::Add(const SharedRun& run) {
  tokens_.push_back(run.tokens);
  documents_.push_back(run.documents);
  for (const RunOccurrence& occurrence : run.occurrences) {
    occurrences_.push_back({occurrence.document, occurrence.begin});
  }
  starts_.push_back(occurrences_.size());
}

void PassageTable::Finish(size_t documents) {
  document_starts_.assign(documents + 1, 0);
  for (const Occurrence& occurrence : occurrences_) {
    ++document_starts_[occurrence.document + 1];
  }
  for (size_t i = 1; i < document_starts_.size(); ++i) {
    document_starts_[i] += document_starts_[i - 1];
  }
  places_.resize(occurrences_.size());
  std::vector<uint64_t> next(document_starts_.begin(), document_starts_.end() - 1);
  for (uint32_t passage = 0; passage < tokens_.size(); ++passage) {
    for (uint64_t i = starts_[passage]; i < starts_[passage + 1]; ++i) {
      places_[next[occurrences_[i].document]++] = {passage, occurrences_[i].begin, i};
    }
  }
  for (size_t document = 0; document < documents; ++document) {
    std::sort(places_.begin() + static_cast<std::ptrdiff_t>(document_starts_[document]),
              places_.begin() + static_cast<std::ptrdiff_t>(document_starts_[document + 1]),
              [this](const Place& a, const Place& b) {
                if (a.begin != b.begin) {
                  return a.begin < b.begin;
                }
                return tokens_[a.passage] != tokens_[b.passage]
                           ? tokens_[a.passage] > tokens_[b.passage]
                           : a.passage < b.passage;
              });
  }
}

}  // namespace reprise
