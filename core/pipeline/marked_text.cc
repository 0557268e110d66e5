#include "reprise/pipeline/marked_text.h"

#include <algorithm>

#include "reprise/pipeline/passage_edits.h"

namespace reprise {

uint64_t MarkedText::UnmarkedIn(const ByteRange& range) const {
  const auto begin = std::lower_bound(unmarked.begin(), unmarked.end(), range.begin);
  return static_cast<uint64_t>(std::lower_bound(begin, unmarked.end(), range.end) - begin);
}

std::vector<MarkedText::Piece> MarkedText::Pieces(const Segment& segment,
                                                  const ByteRange& part) const {
  std::vector<Piece> pieces;
  uint64_t place = part.begin;
  const auto add_until = [&](uint64_t end, bool edited) {
    end = std::min(end, part.end);
    if (place < end) {
      pieces.push_back({{place, end}, edited});
      place = end;
    }
  };
  if (!segment.covers.empty()) {
    const std::vector<ByteRange>& changes = edits[segment.covers.back()];
    auto change = std::partition_point(changes.begin(), changes.end(), [&](const ByteRange& range) {
      return range.end <= part.begin;
    });
    for (; change != changes.end() && change->begin < part.end; ++change) {
      add_until(change->begin, false);
      add_until(change->end, true);
    }
  }
  add_until(part.end, false);
  return pieces;
}

MarkedPair MarkPassages(std::string_view a, std::string_view b, absl::Span<const Passage> passages,
                        size_t most) {
  MarkedPair marked;
  marked.a.text = a;
  marked.b.text = b;
  for (size_t i = 0; i < passages.size(); ++i) {
    if (i >= most) {
      marked.a.unmarked.push_back(passages[i].a.begin);
      marked.b.unmarked.push_back(passages[i].b.begin);
      continue;
    }
    marked.a.ranges.push_back(passages[i].a);
    marked.b.ranges.push_back(passages[i].b);
    PassageEdits edits = FindPassageEdits(a, b, passages[i]);
    marked.a.edits.push_back(std::move(edits.a));
    marked.b.edits.push_back(std::move(edits.b));
  }
  for (MarkedText* side : {&marked.a, &marked.b}) {
    std::sort(side->unmarked.begin(), side->unmarked.end());
    side->segments = Highlight(side->text.size(), side->ranges);
  }
  return marked;
}

}  // namespace reprise
