#ifndef REPRISE_PIPELINE_PASSAGE_EDITS_H_
#define REPRISE_PIPELINE_PASSAGE_EDITS_H_

#include <string_view>
#include <vector>

#include "reprise/base/byte_range.h"
#include "reprise/verify/passage.h"

namespace reprise {

// What one side of a passage has and the other has not: ranges of whole tokens, with what stands
// between neighbouring ones, in order, in bytes of the whole text.
struct PassageEdits {
  std::vector<ByteRange> a;
  std::vector<ByteRange> b;
};

// The fewest tokens to take out of one side and to put into the other, for views to emphasise.
// Empty for an exact passage, and for one that is too long (a megabyte) or too much edited (256
// tokens) for that to be cheap. Pure; O(length * edits) time. Myers, An O(ND) difference algorithm
// and its variations, 1986.
PassageEdits FindPassageEdits(std::string_view text_a, std::string_view text_b,
                              const Passage& passage);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGE_EDITS_H_
