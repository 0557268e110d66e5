#ifndef REPRISE_INDEX_PIECE_SEARCH_H_
#define REPRISE_INDEX_PIECE_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/index/packed_anchor.h"
#include "reprise/index/rolling_hash.h"
#include "reprise/index/text_piece.h"
#include "reprise/index/winnowing.h"

namespace reprise {

// Runs of bytes that come back within one piece of the texts are found there and then, so that
// repetitive text leaves little to be sorted: what is not known to have come before goes on to meet
// the other pieces. Positions in results are those among all texts. All are pure functions.

// An anchor by what stands there. The order puts equal grams together, equal surroundings of them
// side by side, and these by position.
struct AnchorSample {
  static constexpr int kContextBits = 24;

  // Of the gram, above kContextBits bits of a hash of all bytes (512 at most) that runs with this
  // anchor hold. The latter is but a hint for which two are worth comparing.
  uint64_t hash = 0;
  PackedAnchor anchor;

  uint64_t gram_hash() const { return hash >> kContextBits; }
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const AnchorSample&, const AnchorSample&) = default;
};

// A start by a hash of its whole run.
struct RunSample {
  uint64_t hash = 0;
  uint64_t position = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const RunSample&, const RunSample&) = default;
};

// What a piece says by itself.
template <typename Sample>
struct PieceFindings {
  std::vector<Sample> samples;      // ascending by position
  std::vector<ByteRange> repeated;  // starts of runs that come back; may reach beyond the piece
};

// The anchors that begin to serve a start of the piece, for runs of `width` bytes, without those
// whose starts are all known to come after an equal run. The piece must have been loaded with
// width + window bytes behind it. Hashes are taken `& hash_mask`: for tests, that they are not
// trusted.
PieceFindings<AnchorSample> SampleAnchors(const TextPiece& piece, size_t width,
                                          const Winnowing& winnowing, uint64_t hash_mask);

// The same for the starts `undecided` of all texts, ascending and in the piece, each by itself. The
// piece must have been loaded with width - 1 bytes behind it. `fresh` is of that width.
PieceFindings<RunSample> SampleRuns(const TextPiece& piece, absl::Span<const ByteRange> undecided,
                                    size_t width, const RollingHash& fresh, uint64_t hash_mask);

// Memory that sampling takes for a piece of that many bytes, about, the piece included.
uint64_t PieceSearchBytes(uint64_t piece_bytes);

}  // namespace reprise

#endif  // REPRISE_INDEX_PIECE_SEARCH_H_
