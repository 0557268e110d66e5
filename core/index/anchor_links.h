#ifndef REPRISE_INDEX_ANCHOR_LINKS_H_
#define REPRISE_INDEX_ANCHOR_LINKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "reprise/index/packed_anchor.h"
#include "reprise/index/piece_search.h"

namespace reprise {

// That an anchor is to be compared with what stands at an earlier position, or with nothing. In
// ascending order all links of one anchor stand together.
class AnchorLink {
 public:
  AnchorLink() = default;
  // `undecided`: starts of the anchor that are not found to be later then need another look, since
  // it was not linked with all that it may equal.
  AnchorLink(PackedAnchor anchor, uint64_t other, bool undecided)
      : anchor_(anchor), other_(other << 1 | static_cast<uint64_t>(undecided)) {}
  // With nothing.
  static AnchorLink Undecided(PackedAnchor anchor) { return {anchor, anchor.position(), true}; }

  PackedAnchor anchor() const { return anchor_; }
  uint64_t other() const { return other_ >> 1; }
  bool has_other() const { return other() != anchor_.position(); }
  bool undecided() const { return (other_ & 1) != 0; }

  friend bool operator==(const AnchorLink&, const AnchorLink&) = default;
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const AnchorLink&, const AnchorLink&) = default;

 private:
  PackedAnchor anchor_;
  uint64_t other_ = 0;
};

// Links anchors of equal grams, or starts of equal runs, by their hashes. What is linked is equal
// only if its bytes say so. Not thread-safe.
//
// Few anchors of one gram are linked all with all. Of many each is linked with the one beside it in
// the order of samples, most often one with the same surroundings, and is undecided: all starts
// that have an equal one among these anchors are then found later or undecided, and the first of
// each kind is never found later. That is linear.
class AnchorLinker {
 public:
  static constexpr size_t kMostComparedWithAll = 8;

  explicit AnchorLinker(std::function<void(const AnchorLink&)> use) : use_(std::move(use)) {}

  // In ascending order.
  void Add(const AnchorSample& sample);
  // Call once, after the last Add.
  void Finish();

 private:
  // Links `sample` with the one before it in a large group.
  void LinkBeside(const AnchorSample& before, const AnchorSample& sample);

  std::function<void(const AnchorLink&)> use_;
  std::array<AnchorSample, kMostComparedWithAll> group_;
  uint64_t members_ = 0;
  AnchorSample last_;
};

// Links each start with the first one of equal hash, and leaves it undecided: where the first is
// another run of the same hash, others may be equal.
class RunLinker {
 public:
  explicit RunLinker(std::function<void(const AnchorLink&)> use) : use_(std::move(use)) {}

  // In ascending order.
  void Add(const RunSample& sample);

 private:
  std::function<void(const AnchorLink&)> use_;
  bool any_ = false;
  RunSample first_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_ANCHOR_LINKS_H_
