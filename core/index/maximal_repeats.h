#ifndef REPRISE_INDEX_MAXIMAL_REPEATS_H_
#define REPRISE_INDEX_MAXIMAL_REPEATS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/index/stretch_text.h"

namespace reprise {

// A run of symbols and where it stands: at the positions suffixes[ranks_begin, ranks_end), in no
// particular order.
struct MaximalRepeat {
  uint32_t first = 0;  // the least of its positions
  uint32_t length = 0;
  uint32_t ranks_begin = 0;
  uint32_t ranks_end = 0;
};

// The runs of at least `min_length` >= 1 symbols that stand in at least two documents of `text` and
// cannot be extended on either side without losing a position, a separator being different from
// everything; ordered by first position, longer ones first. `suffixes` and `prefix_lengths` are the
// results of BuildSuffixArray and CommonPrefixLengths.
//
// Left out are parts of repetitions: a run that repeats itself with a period of at most half its
// length, and stands at each of its positions in such company that it stands there once more one
// period before or after. The run of one period more then stands at all these places, and in the
// same documents.
//
// There are fewer of these runs than symbols. Time is linear, save for text in repetitions, which
// is looked at once for each period it is part of (a logarithm at most). The monitor is told the
// symbols as they are done. CancelledError when it says so.
absl::StatusOr<std::vector<MaximalRepeat>> FindMaximalRepeats(
    const StretchText& text, absl::Span<const uint32_t> suffixes,
    absl::Span<const uint32_t> prefix_lengths, uint32_t min_length, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_INDEX_MAXIMAL_REPEATS_H_
