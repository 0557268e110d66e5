#include "reprise/index/fingerprint_columns.h"

#include <array>

namespace reprise {

FingerprintColumns::FingerprintColumns(SpillBudget* spill) {
  columns_.reserve(kColumns);
  for (size_t column = 0; column < kColumns; ++column) {
    columns_.emplace_back(spill);
  }
}

void FingerprintColumns::Add(absl::Span<const uint32_t> of_document) {
  // Counted first: where a column ends cannot be foreseen, so a branch on it is mispredicted.
  std::array<size_t, kColumns> counts{};
  for (const uint32_t fingerprint : of_document) {
    ++counts[ColumnOf(fingerprint)];
  }
  for (size_t column = 0; column < kColumns; ++column) {
    AddToColumn(column, of_document.first(counts[column]));
    of_document.remove_prefix(counts[column]);
  }
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
