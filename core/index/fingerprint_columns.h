#ifndef REPRISE_INDEX_FINGERPRINT_COLUMNS_H_
#define REPRISE_INDEX_FINGERPRINT_COLUMNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/base/spill_window.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// The fingerprints of documents in the order in which an index takes them in: a column for each
// part of their range, and in a column document after document. So a part is read from end to end,
// in memory as well as on disk, and given back once it is indexed.
//
// Adding is for one thread; the rest is safe from any thread while nobody adds or clears.
class FingerprintColumns {
 public:
  // A fingerprint is in the column of its top bits.
  static constexpr int kColumnBits = 3;
  static constexpr size_t kColumns = size_t{1} << kColumnBits;
  static size_t ColumnOf(uint32_t fingerprint) { return fingerprint >> (32 - kColumnBits); }

  // `spill`, which may be null, must outlive the columns.
  explicit FingerprintColumns(SpillBudget* spill = nullptr);

  // Adds the fingerprints of the next document, ascending and unique.
  void Add(absl::Span<const uint32_t> of_document);
  // The same where they come in pieces, each above the last one: `produce` calls what it is given
  // with one after the other. For documents so large that their fingerprints are not in memory
  // together.
  using Sink = std::function<void(absl::Span<const uint32_t>)>;
  void AddInPieces(const std::function<void(const Sink&)>& produce);
  // Adds all documents of `more`.
  void Append(const FingerprintColumns& more);
  // Adds those that the next document of a column has there: column by column, all of as many
  // documents, as ForEach shows them.
  void AddToColumn(size_t column, absl::Span<const uint32_t> of_document);

  // How many documents were added.
  size_t documents() const { return counts_.size(); }
  // How many fingerprints a document has; 0 where none were added.
  size_t Count(size_t document) const { return counts_.empty() ? 0 : counts_[document]; }
  // Of all documents. Like Count, what it was before anything was cleared.
  uint64_t total() const { return total_; }

  // How many there are in a column.
  uint64_t Size(size_t column) const { return columns_[column].values.size(); }
  // Calls visit(document, fingerprints) for the documents in their order, with those that are in
  // the column.
  template <typename Visit>
  void ForEach(size_t column, Visit visit) const {
    const Column& part = columns_[column];
    SpillWindow<uint32_t> window(part.values, kWindowBytes);
    uint64_t start = 0;
    for (size_t document = 0; document < part.counts.count(); ++document) {
      const uint64_t count = part.counts.Size(document);
      visit(document, window.Read(start, static_cast<size_t>(count)));
      start += count;
    }
  }

  // Leaves a column empty, its memory and its place on disk free; Count and total stay.
  void Clear(size_t column);

 private:
  // Adds to the values of all columns, and to the counts of each.
  using ColumnCounts = std::array<size_t, kColumns>;
  void AddValues(absl::Span<const uint32_t> fingerprints, ColumnCounts* counts);
  // Ends a document that has so many in each column.
  void EndDocument(const ColumnCounts& counts);

  static constexpr size_t kWindowBytes = size_t{1} << 18;

  struct Column {
    explicit Column(SpillBudget* spill) : values(spill) {}
    SpillVector<uint32_t> values;
    PackedStarts counts;  // per document
  };

  std::vector<Column> columns_;
  std::vector<uint32_t> counts_;  // per document
  uint64_t total_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_FINGERPRINT_COLUMNS_H_
