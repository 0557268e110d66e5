#ifndef REPRISE_BASE_SPILL_WINDOW_H_
#define REPRISE_BASE_SPILL_WINDOW_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"

namespace reprise {

// Reads a SpillVector that is read mostly forwards: of one that is on disk a window at a time comes
// into memory, not every element by itself. Not thread-safe; each thread has its own.
template <typename T>
class SpillWindow {
 public:
  // `values` must outlive the window and stay as it is. `window_bytes` are taken only of what is on
  // disk.
  explicit SpillWindow(const SpillVector<T>& values, size_t window_bytes = size_t{1} << 15)
      : values_(&values), window_(std::max<size_t>(1, window_bytes / sizeof(T))) {}

  // Elements [begin, begin + count), which there must be; valid until the next call.
  absl::Span<const T> Read(uint64_t begin, size_t count) {
    if (!values_->spilled()) {
      return values_->Read(begin, count, &scratch_);
    }
    if (begin < begin_ || begin + count > begin_ + read_.size()) {
      const auto left = static_cast<size_t>(std::min<uint64_t>(window_, values_->size() - begin));
      begin_ = begin;
      read_ = values_->Read(begin, std::max(count, left), &scratch_);
    }
    return read_.subspan(static_cast<size_t>(begin - begin_), count);
  }
  const T& operator[](uint64_t index) { return Read(index, 1).front(); }

 private:
  const SpillVector<T>* values_;
  size_t window_;  // elements
  uint64_t begin_ = 0;
  absl::Span<const T> read_;  // elements from begin_ on
  std::vector<T> scratch_;
};

}  // namespace reprise

#endif  // REPRISE_BASE_SPILL_WINDOW_H_
