#ifndef REPRISE_TEXT_WORD_RUNS_H_
#define REPRISE_TEXT_WORD_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reprise {

// The bytes that can be part of a token are ASCII letters, ASCII digits and all that are not ASCII:
// every other ASCII byte separates tokens. So whatever stands in one maximal run of such bytes can
// be tokenised by itself, and nearly all runs of most languages in Latin script are one token.

// The most bytes that WordRuns takes at once: what it writes for them stays in the first cache.
inline constexpr size_t kMaxWordRunsBytes = 4096;

// How many positions WordRuns may write: two for each run, and a few that do not count.
inline constexpr size_t kMaxWordEdges = kMaxWordRunsBytes + 64;

// Writes where the runs of `text`, of at most kMaxWordRunsBytes bytes, begin and end, by turns, to
// edges[0..kMaxWordEdges): run i is the half-open byte range [edges[2 i], edges[2 i + 1]). Returns
// the number of runs; 0 for an empty text. The text's end ends a run. Pure; safe from any thread.
// The bytes are classified a vector at a time and the bits of 64 bytes turned into positions
// without a branch per run (Langdale, Lemire 2019).
size_t WordRuns(std::string_view text, uint16_t* edges);

// A byte at a time: the reference in tests.
size_t WordRunsScalar(std::string_view text, uint16_t* edges);

}  // namespace reprise

#endif  // REPRISE_TEXT_WORD_RUNS_H_
