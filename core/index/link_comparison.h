#ifndef REPRISE_INDEX_LINK_COMPARISON_H_
#define REPRISE_INDEX_LINK_COMPARISON_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "reprise/base/byte_range.h"
#include "reprise/base/spill.h"
#include "reprise/index/anchor_links.h"
#include "reprise/index/stored_bytes.h"
#include "reprise/index/text_spans.h"

namespace reprise {

// Compares what is linked, byte by byte, and tells which starts of runs of `width` bytes come back:
// RepeatedStarts for texts that are on disk, where what is known of starts is told in order of
// position instead of being held. Not thread-safe.
//
// An equal stretch is compared once however many anchors lie in it: those whose starts are all
// known to be later are passed over. Time is linear in the links and the texts.
class LinkComparison {
 public:
  static constexpr size_t kMostEarlierBlocks = 4096;

  struct Options {
    size_t width = 0;                            // of runs
    size_t block_bytes = 4096;                   // of the texts, read at a time
    size_t earlier_blocks = kMostEarlierBlocks;  // kept of what is compared with, which is anywhere
  };
  // Ranges of starts, not empty: `repeated` in no order, `undecided` ascending and disjoint.
  struct Sinks {
    std::function<void(const ByteRange&)> repeated;
    std::function<void(const ByteRange&)> undecided;
  };

  // `texts` and the ends behind `spans` must outlive it.
  LinkComparison(const SpillFile& texts, uint64_t text_bytes, TextSpans spans,
                 const Options& options, Sinks sinks);

  // In ascending order.
  void Add(const AnchorLink& link);
  // Call once, after the last Add.
  void Finish();

 private:
  void Compare(const AnchorLink& link);
  // Tells of starts that are known to be later, all below `begin`, and forgets them.
  void TellLater(uint64_t begin);
  void AddLater(const ByteRange& range);
  // Whether all starts of the anchor in hand are later.
  bool IsLater() const;
  void FinishAnchor();

  const Options options_;
  const TextSpans spans_;
  const Sinks sinks_;
  StoredBytes earlier_;
  StoredBytes later_;
  bool any_ = false;
  PackedAnchor anchor_;     // in hand, if any_
  bool undecided_ = false;  // likewise
  // Starts known to be later that have not been told: ascending, disjoint, not touching. They begin
  // at or before the anchor in hand, hence are few.
  std::vector<ByteRange> known_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_LINK_COMPARISON_H_
