#include "reprise/index/text_piece.h"

#include <algorithm>

namespace reprise {

void LoadPiece(const SpillFile& file, const TextSpans& spans, const ByteRange& starts,
               uint64_t behind, TextPiece* piece) {
  const bool at_begin = spans.At(starts.begin).begin == starts.begin;
  piece->begin = starts.begin - (at_begin ? 0 : 1);
  piece->starts = {starts.begin - piece->begin, starts.end - piece->begin};
  const uint64_t last_end = spans.At(starts.end - 1).end;
  const uint64_t end = starts.end + std::min(behind, last_end - starts.end);
  piece->bytes.resize(static_cast<size_t>(end - piece->begin));
  file.Read(piece->begin, piece->bytes.data(), piece->bytes.size());
  piece->ends.clear();
  spans.ForEachStarts(piece->begin, end, 1, [&](const ByteRange&, const ByteRange& part) {
    piece->ends.push_back(part.end - piece->begin);
  });
}

}  // namespace reprise
