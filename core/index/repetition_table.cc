#include "reprise/index/repetition_table.h"

#include <cassert>
#include <iterator>

#include "reprise/index/suffix_array.h"

namespace reprise {

uint32_t RepetitionTable::LongestAccompanied(uint32_t position, uint32_t period, uint32_t known) {
  const Range range = Around(position, period, known);
  const uint32_t length = range.end - position;
  return position - range.begin >= period ? length : length - period;
}

uint32_t RepetitionTable::LongestAccompaniedAtEnd(uint32_t position, uint32_t period,
                                                  uint32_t length) {
  // Most often one look at the text decides; long periods are not worth going through each time.
  constexpr uint32_t kShortPeriod = 16;
  for (uint32_t i = 1; i <= period && i <= kShortPeriod; ++i) {
    // A separator before `position` ends this too: there is none in the repetition to equal it.
    if (text_[position - i] != text_[position - i + period]) {
      return length - period;
    }
  }
  return period <= kShortPeriod ? length : LongestAccompanied(position, period, length);
}

RepetitionTable::Range RepetitionTable::Around(uint32_t position, uint32_t period, uint32_t known) {
  assert(known >= 2 * uint64_t{period});
  const auto next = ends_.upper_bound({period, position});
  if (next != ends_.begin()) {
    // Repetitions of one period that have a whole period in common are the same one.
    const auto& [key, end] = *std::prev(next);
    if (key.first == period && position + period <= end) {
      return {key.second, end};
    }
  }
  Range range{position, position + known};
  while (text_[range.begin - 1] == text_[range.begin - 1 + period]) {
    --range.begin;
  }
  while (text_[range.end] == text_[range.end - period]) {
    ++range.end;
  }
  ends_.emplace(std::pair(period, range.begin), range.end);
  return range;
}

}  // namespace reprise
