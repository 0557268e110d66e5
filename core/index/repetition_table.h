#ifndef REPRISE_INDEX_REPETITION_TABLE_H_
#define REPRISE_INDEX_REPETITION_TABLE_H_

#include <cstdint>
#include <map>
#include <utility>

#include "absl/types/span.h"

namespace reprise {

// Stretches of a text that repeat themselves: each symbol of [begin, end) equals the one `period`
// symbols later, as far as that is in the range, and no longer range around it has that property.
// Measured when first asked about, so that text without repetitions costs nothing. Not
// thread-safe.
class RepetitionTable {
 public:
  // `text` outlives the table; it begins and ends with a separator (suffix_array.h), and separators
  // repeat nothing.
  explicit RepetitionTable(absl::Span<const uint32_t> text) : text_(text) {}

  // Of the runs that begin at `position`, have the period and at least twice its length, those of
  // up to so many symbols stand once more at the distance of the period, before or after. The
  // `known` >= 2 * `period` symbols from `position` on must have the period. Each repetition is
  // measured once, in linear time; from then on logarithmic in the number of repetitions.
  uint32_t LongestAccompanied(uint32_t position, uint32_t period, uint32_t known);

  // The same, where the repetition is known to end after exactly `length` symbols.
  uint32_t LongestAccompaniedAtEnd(uint32_t position, uint32_t period, uint32_t length);

 private:
  struct Range {
    uint32_t begin;
    uint32_t end;
  };

  Range Around(uint32_t position, uint32_t period, uint32_t known);

  absl::Span<const uint32_t> text_;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> ends_;  // by period, then begin
};

}  // namespace reprise

#endif  // REPRISE_INDEX_REPETITION_TABLE_H_
