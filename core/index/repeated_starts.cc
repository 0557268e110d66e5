#include "reprise/index/repeated_starts.h"

#include <algorithm>

#include "reprise/base/byte_range.h"
#include "reprise/index/common_bytes.h"

namespace reprise {
namespace {

// How far ahead slots are fetched: about the time that memory takes to answer.
constexpr size_t kAhead = 16;

void PrefetchAhead(const AnchorTable& table, absl::Span<const HashedAnchor> anchors, size_t i) {
  if (i + kAhead < anchors.size()) {
    table.values.Prefetch(anchors[i + kAhead].hash);
  }
}

}  // namespace

RepeatedStarts::RepeatedStarts(std::string_view all_texts, TextSpans spans, size_t width)
    : all_texts_(all_texts),
      spans_(spans),
      width_(width),
      later_(all_texts.size()),
      earlier_(all_texts.size()),
      undecided_(all_texts.size()) {}

bool RepeatedStarts::LookUpAnchors(const Winnowing& winnowing, AnchorTable* table,
                                   absl::Span<const HashedAnchor> anchors) {
  const auto any = [](uint64_t) { return true; };
  for (size_t i = 0; i < anchors.size(); ++i) {
    PrefetchAhead(*table, anchors, i);
    const Anchor& anchor = anchors[i].anchor;
    if (later_.ContainsAll(anchor.starts_begin, anchor.starts_end)) {
      continue;
    }
    if (table->values.full()) {
      return false;
    }
    bool inserted = false;
    PositionTable::Slot* slot = table->values.FindOrInsert(
        anchors[i].hash, AnchorTable::Alone(anchor.position), &inserted, any);
    if (inserted) {
      continue;
    }
    const uint64_t value = table->values.Value(slot);
    const uint64_t number = AnchorTable::Number(value);
    if (AnchorTable::IsGrouped(value)) {
      AnchorGroup& group = table->groups[number];
      if (!CompareAnchor(anchor, group.positions())) {
        if (group.added() == AnchorGroup::kMost) {
          for (const uint64_t position : group.positions()) {
            AddUndecidedAround(winnowing, position);
          }
        }
        if (group.full()) {
          undecided_.Insert(anchor.starts_begin, anchor.starts_end);
        }
        group.Add(anchor.position);
      }
    } else if (!CompareAnchor(anchor, {&number, 1})) {
      if (table->has_room_for_group()) {
        table->values.SetValue(slot, AnchorTable::Grouped(table->groups.size()));
        table->groups.emplace_back();
        table->groups.back().Add(number);
        table->groups.back().Add(anchor.position);
      } else {
        AddUndecidedAround(winnowing, number);
        undecided_.Insert(anchor.starts_begin, anchor.starts_end);
        table->values.SetValue(slot, AnchorTable::Alone(anchor.position));
      }
    }
  }
  return true;
}

bool RepeatedStarts::LookUpRuns(AnchorTable* table, absl::Span<const HashedAnchor> starts) {
  for (size_t i = 0; i < starts.size(); ++i) {
    PrefetchAhead(*table, starts, i);
    const uint64_t start = starts[i].anchor.position;
    if (later_.ContainsAll(start, start + 1)) {
      continue;
    }
    if (table->values.full()) {
      return false;
    }
    bool inserted = false;
    const PositionTable::Slot* slot = table->values.FindOrInsert(
        starts[i].hash, AnchorTable::Alone(start), &inserted, [&](uint64_t value) {
          const uint64_t other = AnchorTable::Number(value);
          return CommonPrefix(&all_texts_[start], &all_texts_[other], width_) == width_;
        });
    if (!inserted) {
      Compare(AnchorTable::Number(table->values.Value(slot)), start, 0);
    }
  }
  return true;
}

bool RepeatedStarts::CompareAnchor(const Anchor& anchor, absl::Span<const uint64_t> others) {
  for (const uint64_t other : others) {
    Compare(other, anchor.position, anchor.position - anchor.starts_begin);
    if (later_.ContainsAll(anchor.starts_begin, anchor.starts_end)) {
      return true;
    }
  }
  return false;
}

void RepeatedStarts::AddUndecidedAround(const Winnowing& winnowing, uint64_t position) {
  const ByteRange text = spans_.At(position);
  const uint64_t before = winnowing.window - 1;
  undecided_.Insert(position - std::min(position - text.begin, before),
                    std::min(position + 1, text.end - width_ + 1));
}

void RepeatedStarts::Compare(uint64_t earlier, uint64_t later, uint64_t most_left) {
  const ByteRange a = spans_.At(earlier);
  const ByteRange b = spans_.At(later);
  const uint64_t left = CommonSuffix(all_texts_.data() + earlier, all_texts_.data() + later,
                                     std::min(most_left, earlier - a.begin));
  const uint64_t right = CommonPrefix(all_texts_.data() + earlier, all_texts_.data() + later,
                                      std::min(a.end - earlier, b.end - later));
  if (left + right >= width_) {
    const uint64_t runs = left + right - width_ + 1;
    later_.Insert(later - left, later - left + runs);
    earlier_.Insert(earlier - left, earlier - left + runs);
  }
}

const PositionSet& RepeatedStarts::SettleUndecided() {
  undecided_.Subtract(later_);
  return undecided_;
}

const PositionSet& RepeatedStarts::SettleRepeated() {
  later_.Add(earlier_);
  return later_;
}

}  // namespace reprise
