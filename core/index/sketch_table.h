#ifndef REPRISE_INDEX_SKETCH_TABLE_H_
#define REPRISE_INDEX_SKETCH_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// What the indexes need to know of every document: plain columns, one row per document in input
// order. Columns of sketches that are not in use are empty. The large ones spill.
struct SketchTable {
  // `budget`, which may be null, must outlive the table.
  explicit SketchTable(SpillBudget* budget = nullptr) : spill(budget), fingerprints(budget) {}

  SpillBudget* spill;
  std::vector<uint32_t> tokens;                  // per document; saturates at 2^32 - 1
  std::vector<uint32_t> shingles;                // distinct ones, per document
  std::vector<SpillVector<uint32_t>> band_keys;  // per band, then per document
  std::vector<uint64_t> simhashes;               // one per document
  PackedStarts fingerprint_starts;               // per document
  SpillVector<uint32_t> fingerprints;            // ascending and unique within a document

  size_t size() const { return shingles.size(); }
  size_t bands() const { return band_keys.size(); }

  void AddBandKeys(absl::Span<const uint32_t> keys) {
    while (band_keys.size() < keys.size()) {
      band_keys.emplace_back(spill);
    }
    for (size_t band = 0; band < keys.size(); ++band) {
      band_keys[band].push_back(keys[band]);
    }
  }
  void AddFingerprints(absl::Span<const uint32_t> of_document) {
    fingerprints.Append(of_document);
    fingerprint_starts.Append(of_document.size());
  }

  size_t FingerprintCount(size_t document) const {
    return fingerprint_starts.count() == 0 ? 0
                                           : static_cast<size_t>(fingerprint_starts.Size(document));
  }
  // Fetch into the cache what FingerprintsOf will need: first where the list begins, then, once
  // that is there, the list.
  void PrefetchStart(size_t document) const { fingerprint_starts.Prefetch(document); }
  void PrefetchFingerprints(size_t document) const {
    fingerprints.Prefetch(fingerprint_starts.Start(document));
  }
  // Calls visit(fingerprints) with one piece after the other of those of a document, so that of
  // those of a large text few are in memory where they are on disk.
  template <typename Visit>
  void ForEachFingerprints(size_t document, std::vector<uint32_t>* scratch, Visit visit) const {
    constexpr size_t kPiece = size_t{1} << 16;
    const size_t count = FingerprintCount(document);
    const uint64_t begin = count == 0 ? 0 : fingerprint_starts.Start(document);
    for (size_t done = 0; done < count; done += kPiece) {
      visit(fingerprints.Read(begin + done, std::min(kPiece, count - done), scratch));
    }
  }
  // Valid until `*scratch` changes.
  absl::Span<const uint32_t> FingerprintsOf(size_t document, std::vector<uint32_t>* scratch) const {
    if (fingerprint_starts.count() == 0) {
      return {};
    }
    return fingerprints.Read(fingerprint_starts.Start(document), FingerprintCount(document),
                             scratch);
  }
};

}  // namespace reprise

#endif  // REPRISE_INDEX_SKETCH_TABLE_H_
