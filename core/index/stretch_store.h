#ifndef REPRISE_INDEX_STRETCH_STORE_H_
#define REPRISE_INDEX_STRETCH_STORE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"

namespace reprise {

// Tokens [begin, end) of a document.
struct TokenStretch {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend bool operator==(const TokenStretch&, const TokenStretch&) = default;
};

// Stretches of many documents with their tokens, numbered as they come: 8 bytes per token and 24
// per stretch, on disk where the budget is exceeded. Appending is for one thread; reading is safe
// from any thread while nobody appends.
class StretchStore {
 public:
  struct Stretch {
    uint64_t position = 0;  // of its first token among those of all stretches
    uint32_t document = 0;
    uint32_t begin = 0;  // its first token in the document
    uint32_t tokens = 0;
    uint32_t unused = 0;  // no bytes without a value go to disk
  };

  // Without a budget everything stays in memory. `budget` must outlive the store.
  explicit StretchStore(SpillBudget* budget = nullptr) : stretches_(budget), tokens_(budget) {}

  // Adds stretches of a document; `tokens` are those of all of them, one stretch after the other.
  void Append(uint32_t document, absl::Span<const TokenStretch> stretches,
              absl::Span<const uint64_t> tokens);

  size_t size() const { return static_cast<size_t>(stretches_.size()); }
  const SpillVector<Stretch>& stretches() const { return stretches_; }

  // The tokens of a stretch: where they are or in `*scratch`; valid until either changes.
  absl::Span<const uint64_t> Tokens(const Stretch& stretch, std::vector<uint64_t>* scratch) const {
    return tokens_.Read(stretch.position, stretch.tokens, scratch);
  }

 private:
  SpillVector<Stretch> stretches_;
  SpillVector<uint64_t> tokens_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_STRETCH_STORE_H_
