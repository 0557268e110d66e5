#include "reprise/index/fingerprint_columns.h"

namespace reprise {

FingerprintColumns::FingerprintColumns(SpillBudget* spill) {
  columns_.reserve(kColumns);
  for (size_t column = 0; column < kColumns; ++column) {
    columns_.emplace_back(spill);
  }
}

void FingerprintColumns::Add(absl::Span<const uint32_t> of_document) {
  ColumnCounts counts{};
  AddValues(of_document, &counts);
  EndDocument(counts);
}

void FingerprintColumns::AddInPieces(const std::function<void(const Sink&)>& produce) {
  ColumnCounts counts{};
  produce([&](absl::Span<const uint32_t> piece) { AddValues(piece, &counts); });
  EndDocument(counts);
}

void FingerprintColumns::AddValues(absl::Span<const uint32_t> fingerprints, ColumnCounts* counts) {
  // Counted first: where a column ends cannot be foreseen, so a branch on it is mispredicted.
  ColumnCounts more{};
  for (const uint32_t fingerprint : fingerprints) {
    ++more[ColumnOf(fingerprint)];
  }
  for (size_t column = 0; column < kColumns; ++column) {
    columns_[column].values.Append(fingerprints.first(more[column]));
    fingerprints.remove_prefix(more[column]);
    (*counts)[column] += more[column];
  }
}

void FingerprintColumns::EndDocument(const ColumnCounts& counts) {
  size_t count = 0;
  for (size_t column = 0; column < kColumns; ++column) {
    columns_[column].counts.Append(counts[column]);
    count += counts[column];
  }
  counts_.push_back(static_cast<uint32_t>(count));
  total_ += count;
}

void FingerprintColumns::AddToColumn(size_t column, absl::Span<const uint32_t> of_document) {
  Column& to = columns_[column];
  if (to.counts.count() == counts_.size()) {
    counts_.push_back(0);
  }
  counts_[to.counts.count()] += static_cast<uint32_t>(of_document.size());
  total_ += of_document.size();
  to.values.Append(of_document);
  to.counts.Append(of_document.size());
}

void FingerprintColumns::Append(const FingerprintColumns& more) {
  counts_.insert(counts_.end(), more.counts_.begin(), more.counts_.end());
  total_ += more.total_;
  std::vector<uint32_t> scratch;
  for (size_t column = 0; column < kColumns; ++column) {
    const Column& from = more.columns_[column];
    Column& to = columns_[column];
    to.values.Append(from.values.Read(0, static_cast<size_t>(from.values.size()), &scratch));
    for (size_t document = 0; document < from.counts.count(); ++document) {
      to.counts.Append(from.counts.Size(document));
    }
  }
}

void FingerprintColumns::Clear(size_t column) {
  columns_[column].values.Clear();
  columns_[column].counts = {};
}

}  // namespace reprise
