#ifndef REPRISE_INDEX_SKETCH_TABLE_H_
#define REPRISE_INDEX_SKETCH_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// What the indexes need to know of every document: plain columns, one row per document in input
// order. Columns of sketches that are not in use are empty.
struct SketchTable {
  std::vector<uint32_t> tokens;    // per document; saturates at 2^32 - 1
  std::vector<uint32_t> shingles;  // distinct ones, per document
  size_t bands = 0;
  std::vector<uint32_t> band_keys;  // `bands` per document
  std::vector<uint64_t> simhashes;  // one per document
  std::vector<uint64_t> fingerprint_ends;
  std::vector<uint32_t> fingerprints;  // ascending and unique within a document

  size_t size() const { return shingles.size(); }
  absl::Span<const uint32_t> BandKeysOf(size_t document) const {
    return {band_keys.data() + document * bands, bands};
  }
  absl::Span<const uint32_t> FingerprintsOf(size_t document) const {
    if (fingerprint_ends.empty()) {
      return {};
    }
    const uint64_t begin = document == 0 ? 0 : fingerprint_ends[document - 1];
    return {fingerprints.data() + begin, fingerprint_ends[document] - begin};
  }
};

}  // namespace reprise

#endif  // REPRISE_INDEX_SKETCH_TABLE_H_
