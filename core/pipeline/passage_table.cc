#include "reprise/pipeline/passage_table.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace reprise {

void PassageTable::Add(const SharedRun& run) {
  tokens_.push_back(run.tokens);
  documents_.push_back(run.documents);
  for (const RunOccurrence& occurrence : run.occurrences) {
    occurrences_.push_back({occurrence.document, occurrence.begin});
  }
  starts_.push_back(occurrences_.size());
}

void PassageTable::SortPassages() {
  std::vector<uint32_t> order(tokens_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) {
    const auto key = [this](uint32_t passage) {
      const Occurrence& first = occurrences_[starts_[passage]];
      return std::tuple(first.document, first.begin, ~tokens_[passage]);
    };
    return key(a) < key(b);
  });
  PassageTable sorted;
  sorted.occurrences_.reserve(occurrences_.size());
  for (const uint32_t passage : order) {
    sorted.tokens_.push_back(tokens_[passage]);
    sorted.documents_.push_back(documents_[passage]);
    const absl::Span<const Occurrence> occurrences = Occurrences(passage);
    sorted.occurrences_.insert(sorted.occurrences_.end(), occurrences.begin(), occurrences.end());
    sorted.starts_.push_back(sorted.occurrences_.size());
  }
  *this = std::move(sorted);
}

void PassageTable::Finish(size_t documents) {
  SortPassages();
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
