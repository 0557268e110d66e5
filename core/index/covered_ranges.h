#ifndef REPRISE_INDEX_COVERED_RANGES_H_
#define REPRISE_INDEX_COVERED_RANGES_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "reprise/base/byte_range.h"

namespace reprise {

// Turns starts of runs of `width` bytes into the bytes that these cover: ranges that ascend, are
// disjoint and do not touch. Not thread-safe.
class CoveredRanges {
 public:
  // Shows each range to `use`, the error of which comes back.
  CoveredRanges(uint64_t width, std::function<absl::Status(const ByteRange&)> use)
      : width_(width), use_(std::move(use)) {}

  // Starts [begin, end), not empty. `begin` does not descend from call to call; ranges may overlap.
  absl::Status Add(uint64_t begin, uint64_t end) {
    if (range_.size() != 0 && begin > range_.end) {
      if (absl::Status status = use_(range_); !status.ok()) {
        return status;
      }
      range_ = {};
    }
    if (range_.size() == 0) {
      range_ = {begin, begin};
    }
    range_.end = std::max(range_.end, end - 1 + width_);
    return absl::OkStatus();
  }

  // Shows the last range. Call once, after the last Add.
  absl::Status Finish() { return range_.size() == 0 ? absl::OkStatus() : use_(range_); }

 private:
  uint64_t width_;
  std::function<absl::Status(const ByteRange&)> use_;
  ByteRange range_;  // the last one; empty before the first
};

}  // namespace reprise

#endif  // REPRISE_INDEX_COVERED_RANGES_H_
