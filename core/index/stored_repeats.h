#ifndef REPRISE_INDEX_STORED_REPEATS_H_
#define REPRISE_INDEX_STORED_REPEATS_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/index/winnowing.h"

namespace reprise {

struct StoredRepeatsOptions {
  // As RepeatedBytesOptions::min_bytes.
  size_t min_bytes = 100;
  // The answer is the same for any number.
  size_t threads = 1;
  // Bytes for what is being worked on, beside what the budget counts. At least one thread works, on
  // 64 KiB of text and `min_bytes` behind them, and takes what that takes (PieceSearchBytes).
  uint64_t memory = uint64_t{16} << 20;
  // For tests: how much text is worked on at a time (0: by the memory), how runs are sampled (gram
  // 0: PlanWinnowing; else of a span of min_bytes at most), and which bits hashes have.
  uint64_t piece_bytes = 0;
  Winnowing winnowing;
  uint64_t hash_mask = ~uint64_t{0};
};

// ForEachRepeatedBytes for texts that lie in a file, one after the other: the same ranges, from
// sorted runs on disk, in memory that does not grow with the texts (but for `text_ends`).
//
// The texts are read once in pieces. What comes back within a piece is found there
// (piece_search.h); the anchors that are left are sorted by their grams, those of equal grams are
// linked, links sorted by position and compared (link_comparison.h), where an equal stretch is read
// once and what it is compared with anywhere. Starts that are then undecided, because too many
// anchors share a gram, or all of them where runs are shorter than kLeastWinnowedBytes, are sorted
// by a hash of the whole run and linked with the first of each hash; what differs from it goes
// through the same again, by another hash. No hash is ever trusted.
//
// On disk it takes 16 bytes per anchor (four in `min_bytes` bytes of ordinary text, up to 127), and
// per link between two, undecided start, link between these, and range that is found. Time is
// linear but for sorting, in repetitive text too.
//
// `texts` holds what `text_ends` say, ascending. `budget` must have a folder, and learns of errors
// of the disk: what was shown to `use` before is void then, and the error is returned. The monitor
// is told of the stages in bytes.
//
// InvalidArgumentError: `min_bytes` is 0, or `text_ends` do not ascend. CancelledError when the
// monitor says so. An error of `use` ends the search and is returned.
absl::Status ForEachStoredRepeat(const SpillFile& texts, absl::Span<const uint64_t> text_ends,
                                 const StoredRepeatsOptions& options, SpillBudget* budget,
                                 Monitor* monitor,
                                 const std::function<absl::Status(const ByteRange&)>& use);

// What it writes beside the texts, at least, in texts of that size in which little comes back.
uint64_t StoredRepeatsDiskBytes(uint64_t text_bytes, size_t min_bytes);

}  // namespace reprise

#endif  // REPRISE_INDEX_STORED_REPEATS_H_
