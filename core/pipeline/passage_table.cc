#include "reprise/pipeline/passage_table.h"

#include <utility>

namespace reprise {

void PassageTable::Add(const SharedRun& run) {
  const RunOccurrence& first = run.occurrences.front();
  order_.Add({{first.document, first.begin},
              run.tokens,
              run.documents,
              found_.size(),
              run.occurrences.size()});
  for (const RunOccurrence& occurrence : run.occurrences) {
    found_.push_back({occurrence.document, occurrence.begin});
  }
}

// Runs come group by group of what hangs together, so that what is read here lies together mostly.
void PassageTable::SortPassages(SpillSorter<Place, ByPlace>* places) {
  std::vector<Occurrence> scratch;
  order_.ForEach([&](const FoundPassage& passage) {
    const auto number = static_cast<uint32_t>(size_++);
    const uint64_t start = occurrences_.size();
    passages_.push_back({passage.tokens, passage.documents, start});
    const absl::Span<const Occurrence> occurrences =
        found_.Read(passage.start, static_cast<size_t>(passage.count), &scratch);
    occurrences_.Append(occurrences);
    for (size_t i = 0; i < occurrences.size(); ++i) {
      const Occurrence& occurrence = occurrences[i];
      places->Add({occurrence.document, occurrence.begin, passage.tokens, number, start + i,
                   i == 0 ? uint64_t{1} : uint64_t{0}});
      ++document_starts_[occurrence.document + 1];
    }
  });
  passages_.push_back({0, 0, occurrences_.size()});
  found_.Clear();
}

void PassageTable::Finish(size_t documents) {
  document_starts_.assign(documents + 1, 0);
  SpillSorter<Place, ByPlace> places(spill_);
  SortPassages(&places);
  places_ = places.Take();
  for (size_t i = 1; i < document_starts_.size(); ++i) {
    document_starts_[i] += document_starts_[i - 1];
  }
}

}  // namespace reprise
