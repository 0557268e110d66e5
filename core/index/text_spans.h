#ifndef REPRISE_INDEX_TEXT_SPANS_H_
#define REPRISE_INDEX_TEXT_SPANS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"

namespace reprise {

// Texts concatenated without separator, by the ends of each: ascending, the last one is the size of
// the whole. Empty texts are allowed. A view: the ends must outlive it. Immutable, safe to share
// between threads.
class TextSpans {
 public:
  explicit TextSpans(absl::Span<const uint64_t> ends) : ends_(ends) {}

  // The text that `position` is in. There must be one.
  ByteRange At(uint64_t position) const { return Text(IndexAt(position)); }

  // Calls visit(text, part) for every text that has starts of runs of `width` >= 1 bytes in
  // [begin, end), in ascending order; `part` are these starts.
  template <typename Visit>
  void ForEachStarts(uint64_t begin, uint64_t end, size_t width, const Visit& visit) const {
    for (size_t i = IndexAt(begin); i < ends_.size() && Text(i).begin < end; ++i) {
      const ByteRange text = Text(i);
      if (text.size() < width) {
        continue;
      }
      const ByteRange part = {std::max(begin, text.begin), std::min(end, text.end - width + 1)};
      if (part.begin < part.end) {
        visit(text, part);
      }
    }
  }

 private:
  // The first text that ends behind `position`.
  size_t IndexAt(uint64_t position) const {
    return static_cast<size_t>(std::upper_bound(ends_.begin(), ends_.end(), position) -
                               ends_.begin());
  }
  ByteRange Text(size_t i) const { return {i == 0 ? 0 : ends_[i - 1], ends_[i]}; }

  absl::Span<const uint64_t> ends_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_TEXT_SPANS_H_
