#ifndef REPRISE_PIPELINE_MARKED_TEXT_H_
#define REPRISE_PIPELINE_MARKED_TEXT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/pipeline/highlight.h"
#include "reprise/verify/passage.h"

namespace reprise {

// One of two compared texts, cut up for showing: what the views on a terminal and on a page have
// in common. Passages are numbered from 0 here; people see them from 1.
struct MarkedText {
  // A part of a segment; `edited` where only this side of its innermost passage has it.
  struct Piece {
    ByteRange range;
    bool edited = false;
  };

  std::string_view text;
  std::vector<ByteRange> ranges;              // of the passages that are marked
  std::vector<std::vector<ByteRange>> edits;  // FindPassageEdits of each
  std::vector<Segment> segments;              // Highlight of `ranges`
  std::vector<uint64_t> unmarked;             // where the others begin, ascending

  // Of a passage that covers the segment: whether it begins, or ends, with it.
  bool Begins(uint32_t passage, const Segment& segment) const {
    return ranges[passage].begin == segment.range.begin;
  }
  bool Ends(uint32_t passage, const Segment& segment) const {
    return ranges[passage].end == segment.range.end;
  }
  // How many of the passages that are not marked begin in `range`.
  uint64_t UnmarkedIn(const ByteRange& range) const;
  // Cuts `part`, which lies in `segment`, at edits.
  std::vector<Piece> Pieces(const Segment& segment, const ByteRange& part) const;
};

struct MarkedPair {
  MarkedText a;
  MarkedText b;
};

// Marks the first `most` passages. The texts must outlive the result. Pure.
MarkedPair MarkPassages(std::string_view a, std::string_view b, absl::Span<const Passage> passages,
                        size_t most);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_MARKED_TEXT_H_
