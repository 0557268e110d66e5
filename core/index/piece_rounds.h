#ifndef REPRISE_INDEX_PIECE_ROUNDS_H_
#define REPRISE_INDEX_PIECE_ROUNDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "reprise/base/byte_range.h"
#include "reprise/base/monitor.h"
#include "reprise/base/parallel.h"
#include "reprise/base/spill.h"
#include "reprise/base/spill_window.h"
#include "reprise/index/text_piece.h"

namespace reprise {

// Cuts ranges of positions into what is worked on at a time. Not thread-safe.
class RangePieces {
 public:
  // Ascending, disjoint ranges, which must outlive it. `piece_bytes` >= 1.
  RangePieces(const SpillVector<ByteRange>& ranges, uint64_t piece_bytes)
      : window_(ranges), ranges_(ranges.size()), piece_bytes_(piece_bytes) {}

  // The next ranges, or parts of them, from the first to the last no more than `piece_bytes`; none
  // where there are no more.
  std::vector<ByteRange> Next();

 private:
  SpillWindow<ByteRange> window_;
  uint64_t ranges_;
  uint64_t piece_bytes_;
  uint64_t next_ = 0;  // range
  ByteRange rest_;     // of the range before it
};

// What SearchPieces is to do, and within which bounds.
struct PieceRounds {
  std::string_view stage;  // name for the monitor, which is told of it in bytes
  const SpillVector<ByteRange>* ranges = nullptr;
  uint64_t piece_bytes = 1;
  size_t threads = 1;    // >= 1
  size_t at_a_time = 1;  // pieces, >= 1: what is found in twice as many waits
};

// Calls search(ranges, &piece) for all pieces of the ranges (RangePieces), from several threads at
// once, each with a TextPiece of its own, and take(found) for what it returns, in their order, from
// one thread at a time while the others go on searching.
//
// CancelledError when the monitor says so.
template <typename Found, typename Search, typename Take>
absl::Status SearchPieces(const PieceRounds& rounds, Monitor* monitor, Search search, Take take) {
  RangePieces pieces(*rounds.ranges, rounds.piece_bytes);
  uint64_t bytes = 0;
  SpillWindow<ByteRange> all(*rounds.ranges);
  for (uint64_t i = 0; i < rounds.ranges->size(); ++i) {
    bytes += all[i].size();
  }
  monitor->StartStage(rounds.stage, bytes, "B");
  std::vector<TextPiece> texts(rounds.threads);
  std::vector<Found> before;  // found in the round before
  do {
    std::vector<std::vector<ByteRange>> round;
    while (round.size() < rounds.at_a_time) {
      std::vector<ByteRange> ranges = pieces.Next();
      if (ranges.empty()) {
        break;
      }
      round.push_back(std::move(ranges));
    }
    std::vector<Found> found(round.size());
    absl::Status status =
        ParallelFor(rounds.threads, round.size() + 1, [&](size_t worker, size_t i) -> absl::Status {
          if (monitor->Cancelled()) {
            return absl::CancelledError("cancelled");
          }
          if (i == 0) {
            for (const Found& part : before) {
              take(part);
            }
            return absl::OkStatus();
          }
          found[i - 1] = search(round[i - 1], &texts[worker]);
          for (const ByteRange& range : round[i - 1]) {
            monitor->Advance(range.size());
          }
          return absl::OkStatus();
        });
    if (!status.ok()) {
      return status;
    }
    before = std::move(found);
  } while (!before.empty());
  return absl::OkStatus();
}

inline std::vector<ByteRange> RangePieces::Next() {
  std::vector<ByteRange> piece;
  while (rest_.size() != 0 || next_ < ranges_) {
    if (rest_.size() == 0) {
      rest_ = window_[next_++];
      continue;
    }
    const uint64_t begin = piece.empty() ? rest_.begin : piece.front().begin;
    if (rest_.begin >= begin + piece_bytes_) {
      break;
    }
    const uint64_t end = rest_.end < begin + piece_bytes_ ? rest_.end : begin + piece_bytes_;
    piece.push_back({rest_.begin, end});
    rest_.begin = end;
  }
  return piece;
}

}  // namespace reprise

#endif  // REPRISE_INDEX_PIECE_ROUNDS_H_
