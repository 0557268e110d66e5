#ifndef REPRISE_INDEX_TEXT_PIECE_H_
#define REPRISE_INDEX_TEXT_PIECE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "reprise/base/byte_range.h"
#include "reprise/base/spill.h"
#include "reprise/index/text_spans.h"

namespace reprise {

// A part of texts that lie in a file one after the other, in memory. Positions in it count from
// `begin`.
struct TextPiece {
  uint64_t begin = 0;  // of `bytes` among all texts
  std::string bytes;
  std::vector<uint64_t> ends;  // of the texts that are not empty; the first and last may be parts
  ByteRange starts;            // what the piece was asked for
};

// Loads positions `starts` of all texts, not empty, with the byte before, where that is of the same
// text, and up to `behind` bytes after, to the end of the text of the last one. Errors are those of
// the file's budget.
void LoadPiece(const SpillFile& file, const TextSpans& spans, const ByteRange& starts,
               uint64_t behind, TextPiece* piece);

}  // namespace reprise

#endif  // REPRISE_INDEX_TEXT_PIECE_H_
