#include "reprise/pipeline/highlight.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace reprise {
namespace {

// A place where the passage of that rank begins or ends.
struct Boundary {
  uint64_t place;
  uint32_t rank;
  bool opens;
};

}  // namespace

std::vector<Segment> Highlight(uint64_t size, absl::Span<const ByteRange> ranges) {
  std::vector<uint32_t> by_rank;  // numbers, outermost first
  for (uint32_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].begin < std::min(ranges[i].end, size)) {
      by_rank.push_back(i);
    }
  }
  std::sort(by_rank.begin(), by_rank.end(), [&](uint32_t x, uint32_t y) {
    return std::tuple(ranges[x].begin, ranges[y].end, x) <
           std::tuple(ranges[y].begin, ranges[x].end, y);
  });
  std::vector<Boundary> boundaries;
  boundaries.reserve(2 * by_rank.size());
  for (uint32_t rank = 0; rank < by_rank.size(); ++rank) {
    const ByteRange& range = ranges[by_rank[rank]];
    boundaries.push_back({range.begin, rank, true});
    boundaries.push_back({std::min(range.end, size), rank, false});
  }
  std::sort(boundaries.begin(), boundaries.end(),
            [](const Boundary& x, const Boundary& y) { return x.place < y.place; });

  std::vector<Segment> segments;
  std::set<uint32_t> open;  // ranks
  uint64_t begin = 0;
  const auto close_segment = [&](uint64_t end) {
    if (begin == end) {
      return;
    }
    Segment segment{{begin, end}, {}};
    segment.covers.reserve(open.size());
    for (const uint32_t rank : open) {
      segment.covers.push_back(by_rank[rank]);
    }
    segments.push_back(std::move(segment));
    begin = end;
  };
  for (const Boundary& boundary : boundaries) {
    close_segment(boundary.place);
    if (boundary.opens) {
      open.insert(boundary.rank);
    } else {
      open.erase(boundary.rank);
    }
  }
  close_segment(size);
  return segments;
}

}  // namespace reprise
