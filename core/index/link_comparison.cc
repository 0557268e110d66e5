#include "reprise/index/link_comparison.h"

#include <algorithm>
#include <utility>

namespace reprise {
namespace {

// What is compared in order of position needs a block at a time, and the one before it; larger
// ones.
constexpr size_t kLaterBlocks = 4;
constexpr size_t kTimesLarger = 4;

}  // namespace

LinkComparison::LinkComparison(const SpillFile& texts, uint64_t text_bytes, TextSpans spans,
                               const Options& options, Sinks sinks)
    : options_(options),
      spans_(spans),
      sinks_(std::move(sinks)),
      earlier_(texts, text_bytes, options.block_bytes, options.earlier_blocks),
      later_(texts, text_bytes, kTimesLarger * options.block_bytes, kLaterBlocks) {}

void LinkComparison::Add(const AnchorLink& link) {
  if (!any_ || link.anchor() != anchor_) {
    FinishAnchor();
    any_ = true;
    anchor_ = link.anchor();
    undecided_ = false;
    TellLater(anchor_.starts_begin());
  }
  undecided_ = undecided_ || link.undecided();
  if (link.has_other() && !IsLater()) {
    Compare(link);
  }
}

void LinkComparison::Finish() {
  FinishAnchor();
  any_ = false;
  TellLater(~uint64_t{0});
}

void LinkComparison::Compare(const AnchorLink& link) {
  const uint64_t later = link.anchor().position();
  const uint64_t earlier = link.other();
  const ByteRange a = spans_.At(earlier);
  const ByteRange b = spans_.At(later);
  // Starts before those of the anchor have anchors of their own.
  const uint64_t most_left = std::min(later - anchor_.starts_begin(), earlier - a.begin);
  const uint64_t left = CommonSuffix(&earlier_, earlier, &later_, later, most_left);
  const uint64_t right =
      CommonPrefix(&earlier_, earlier, &later_, later, std::min(a.end - earlier, b.end - later));
  if (left + right >= options_.width) {
    const uint64_t runs = left + right - options_.width + 1;
    sinks_.repeated({earlier - left, earlier - left + runs});
    AddLater({later - left, later - left + runs});
  }
}

void LinkComparison::TellLater(uint64_t begin) {
  const auto first_left = std::find_if(known_.begin(), known_.end(),
                                       [&](const ByteRange& range) { return range.end > begin; });
  std::for_each(known_.begin(), first_left, sinks_.repeated);
  known_.erase(known_.begin(), first_left);
}

void LinkComparison::AddLater(const ByteRange& range) {
  // Those that `range` overlaps or touches become one with it.
  const auto first = std::find_if(known_.begin(), known_.end(),
                                  [&](const ByteRange& known) { return known.end >= range.begin; });
  const auto last = std::find_if(first, known_.end(),
                                 [&](const ByteRange& known) { return known.begin > range.end; });
  ByteRange all = range;
  for (auto i = first; i != last; ++i) {
    all = {std::min(all.begin, i->begin), std::max(all.end, i->end)};
  }
  known_.insert(known_.erase(first, last), all);
}

bool LinkComparison::IsLater() const {
  return std::any_of(known_.begin(), known_.end(), [&](const ByteRange& known) {
    return known.begin <= anchor_.starts_begin() && known.end >= anchor_.starts_end();
  });
}

void LinkComparison::FinishAnchor() {
  if (!any_ || !undecided_) {
    return;
  }
  uint64_t begin = anchor_.starts_begin();
  for (const ByteRange& known : known_) {
    if (begin < anchor_.starts_end() && known.begin > begin) {
      sinks_.undecided({begin, std::min(known.begin, anchor_.starts_end())});
    }
    begin = std::max(begin, known.end);
  }
  if (begin < anchor_.starts_end()) {
    sinks_.undecided({begin, anchor_.starts_end()});
  }
}

}  // namespace reprise
