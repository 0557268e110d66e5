#ifndef REPRISE_VERIFY_PASSAGE_H_
#define REPRISE_VERIFY_PASSAGE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reprise/base/byte_range.h"
#include "reprise/verify/alignment.h"

namespace reprise {

// A verified aligned region of two texts. Ranges begin with the first byte of a token and end
// with the last byte of one, never within a character.
struct Passage {
  ByteRange a;
  ByteRange b;
  uint64_t tokens = 0;    // matched: they stand on both sides, in the same order
  double identity = 0.0;  // share of the longer side's tokens that match; 1 where all do
};

// The passages that two texts share, by AlignTokens, ordered by a.begin, then b.begin. Pure; safe
// from any thread. A text without tokens shares nothing.
std::vector<Passage> SharedPassages(std::string_view a, std::string_view b,
                                    const AlignmentOptions& options);

}  // namespace reprise

#endif  // REPRISE_VERIFY_PASSAGE_H_
