#ifndef REPRISE_INDEX_REPEATED_STARTS_H_
#define REPRISE_INDEX_REPEATED_STARTS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/types/span.h"
#include "reprise/index/anchor_groups.h"
#include "reprise/index/hash_passes.h"
#include "reprise/index/position_set.h"
#include "reprise/index/text_spans.h"
#include "reprise/index/winnowing.h"

namespace reprise {

// What is known about the starts of the runs of `width` bytes of a text: which runs come back.
// Facts come from comparing bytes, none from a hash, and none is taken back; so neither their order
// nor looking at an anchor twice changes what the last of them says.
//
// A start is *later* when an equal run is known to start before it, *earlier* when one is known
// behind it, and undecided when bytes that were compared so far do not tell. For an anchor whose
// starts are all later nothing has to be remembered: what equals one of its runs also equals the
// first run of that kind, which is not later and therefore stays with its own anchor.
//
// Safe for several threads unless stated otherwise. The texts must outlive it.
class RepeatedStarts {
 public:
  RepeatedStarts(std::string_view all_texts, TextSpans spans, size_t width);

  // Both as HashPasses::look_up, with anchors of different kinds.
  //
  // Anchors of `winnowing`, by a hash of the gram there: compares each with those of equal hash
  // that were worth remembering. If starts of it are not later then, it is remembered too. In
  // groups that become too large for comparing all with all, starts become undecided.
  bool LookUpAnchors(const Winnowing& winnowing, AnchorTable* table,
                     absl::Span<const HashedAnchor> anchors);
  // Starts, each its own anchor, by a hash of the run: tells for good which come back. All starts
  // of runs that may be equal must be asked for, in this table.
  bool LookUpRuns(AnchorTable* table, absl::Span<const HashedAnchor> starts);

  // Whether all starts of [begin, end) are known to be later.
  bool IsLater(uint64_t begin, uint64_t end) const { return later_.ContainsAll(begin, end); }

  void AddUndecided(uint64_t begin, uint64_t end) { undecided_.Insert(begin, end); }

  // Leaves undecided what is not later. Not while others use it.
  const PositionSet& SettleUndecided();
  // All starts known to come back: the last call. Not while others use it.
  const PositionSet& SettleRepeated();

 private:
  // True when every start of the anchor is later, perhaps after comparing it with `others`.
  bool CompareAnchor(const Anchor& anchor, absl::Span<const uint64_t> others);
  // Makes all starts undecided that may have their anchor at `position`.
  void AddUndecidedAround(const Winnowing& winnowing, uint64_t position);
  // Compares the bytes around `later` with those around `earlier`, at most `most_left` before and
  // any number behind, and records the runs that are equal.
  void Compare(uint64_t earlier, uint64_t later, uint64_t most_left);

  std::string_view all_texts_;
  TextSpans spans_;
  size_t width_;
  PositionSet later_;
  PositionSet earlier_;
  PositionSet undecided_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_REPEATED_STARTS_H_
