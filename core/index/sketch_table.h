#ifndef REPRISE_INDEX_SKETCH_TABLE_H_
#define REPRISE_INDEX_SKETCH_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/index/fingerprint_columns.h"

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
  FingerprintColumns fingerprints;

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
};

}  // namespace reprise

#endif  // REPRISE_INDEX_SKETCH_TABLE_H_
