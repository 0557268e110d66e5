#ifndef REPRISE_PIPELINE_TOKEN_PLACES_H_
#define REPRISE_PIPELINE_TOKEN_PLACES_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/text/large_text.h"
#include "reprise/verify/repeats.h"

namespace reprise {

// Where in `text` ranges of its tokens stand, none of them empty or beyond the last token: from the
// first byte of the first token to the end of the last, in the order of `ranges`. The tokens of a
// piece of about `piece_bytes` >= 1 bytes are in memory at a time; no influence on the answer.
// Linear but for sorting the ranges. Pure.
std::vector<ByteRange> LocateTokens(std::string_view text, absl::Span<const TokenRange> ranges,
                                    size_t piece_bytes = kTextPiece);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TOKEN_PLACES_H_
