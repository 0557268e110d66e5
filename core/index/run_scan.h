#ifndef REPRISE_INDEX_RUN_SCAN_H_
#define REPRISE_INDEX_RUN_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reprise/index/rolling_hash.h"
#include "reprise/index/text_spans.h"
#include "reprise/index/winnowing.h"

namespace reprise {

// Calls emit(anchor) for the anchors of runs of `width` bytes whose starts_begin is in
// [begin, end), in ascending order.
template <typename Emit>
void ScanAnchors(std::string_view all_texts, const TextSpans& spans, size_t width,
                 const Winnowing& winnowing, uint64_t begin, uint64_t end, const Emit& emit) {
  spans.ForEachStarts(begin, end, width, [&](const ByteRange& text, const ByteRange& part) {
    AnchorScanner scanner(winnowing, &all_texts[text.begin], text.size() - width + 1);
    scanner.Scan(part.begin - text.begin, part.end - text.begin, [&](Anchor anchor) {
      anchor.position += text.begin;
      anchor.starts_begin += text.begin;
      anchor.starts_end += text.begin;
      emit(anchor);
    });
  });
}

// Hashes of the runs at starts that ascend, each made from the one before where that is near. Not
// thread-safe.
class RunHasher {
 public:
  // `fresh` is one that has not started; its width is that of the runs, of which `all_texts` must
  // hold all that are asked for.
  RunHasher(std::string_view all_texts, size_t width, const RollingHash& fresh)
      : all_texts_(all_texts), width_(width), hash_(fresh) {}

  uint64_t HashAt(uint64_t start) {
    if (!any_ || start - hashed_ > width_) {
      hash_.Start(&all_texts_[start]);
    } else {
      for (; hashed_ < start; ++hashed_) {
        hash_.Roll(&all_texts_[hashed_]);
      }
    }
    any_ = true;
    hashed_ = start;
    return hash_.Hash();
  }

 private:
  std::string_view all_texts_;
  size_t width_;
  RollingHash hash_;
  bool any_ = false;
  uint64_t hashed_ = 0;  // the start whose run is in hash_
};

}  // namespace reprise

#endif  // REPRISE_INDEX_RUN_SCAN_H_
