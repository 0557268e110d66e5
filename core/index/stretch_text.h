#ifndef REPRISE_INDEX_STRETCH_TEXT_H_
#define REPRISE_INDEX_STRETCH_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"

namespace reprise {

// Stretches of many documents as one text of 32-bit symbols, for a suffix array. Equal tokens are
// equal symbols, numbered from 1 as they come; a separator (suffix_array.h) stands before, between
// and after stretches. 4 bytes per token, 12 per stretch, some 30 per different token.
//
// Append, then Finish once; not thread-safe before, immutable and safe from any thread from then on
// until Clear.
class StretchText {
 public:
  // A token of a document.
  struct Place {
    uint32_t document = 0;
    uint32_t token = 0;
  };

  // Adds a stretch, whose first token is `begin` of the document, given by its token hashes, which
  // are taken for the tokens themselves. Stretches come in ascending order and are not empty.
  // ResourceExhaustedError, with nothing added, where the text would pass 2^32 - 2 symbols.
  absl::Status Append(uint32_t document, uint32_t begin, absl::Span<const uint64_t> tokens);

  // Empties it, for another text.
  void Clear();

  // Makes Locate available and frees what only Append needs.
  void Finish();

  absl::Span<const uint32_t> symbols() const { return symbols_; }
  // Symbols are below it.
  uint32_t alphabet() const { return alphabet_; }

  // Where the symbol at a position, not a separator, comes from. Ascending positions are ascending
  // in document, then token. Nearly constant time.
  Place Locate(uint32_t position) const;

 private:
  struct Stretch {
    uint32_t position;  // of its first symbol
    uint32_t document;
    uint32_t token;
  };

  static constexpr int kBlockBits = 6;

  std::vector<uint32_t> symbols_{0};
  std::vector<Stretch> stretches_;
  std::vector<uint32_t> blocks_;  // for every 2^kBlockBits symbols, the last stretch begun before
  absl::flat_hash_map<uint64_t, uint32_t> symbol_of_;
  uint32_t alphabet_ = 1;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_STRETCH_TEXT_H_
