#ifndef REPRISE_PIPELINE_HIGHLIGHT_H_
#define REPRISE_PIPELINE_HIGHLIGHT_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"

namespace reprise {

// A stretch of a text throughout which the same passages lie.
struct Segment {
  ByteRange range;               // never empty
  std::vector<uint32_t> covers;  // numbers (from 0) of those passages, outermost first
};

// Cuts a text of `size` bytes wherever one of the passages `ranges` begins or ends. The segments
// are in order, leave no byte out, and neighbours differ in what covers them; an empty text has
// none. Passages may overlap and nest: "outermost" is the one that begins first, then the longer
// one, then the lower number, so that `covers.back()` is the one to show where only one can be
// shown. Empty ranges cover nothing; what lies beyond the text is cut off. Pure; O(n log n) for n
// passages plus the size of the result.
std::vector<Segment> Highlight(uint64_t size, absl::Span<const ByteRange> ranges);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_HIGHLIGHT_H_
