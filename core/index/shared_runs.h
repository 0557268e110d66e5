#ifndef REPRISE_INDEX_SHARED_RUNS_H_
#define REPRISE_INDEX_SHARED_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/index/repeated_hashes.h"
#include "reprise/index/stretch_text.h"
#include "reprise/sketch/winnow.h"
#include "reprise/text/distinct_filter.h"

namespace reprise {

// Where a run stands in a document.
struct RunOccurrence {
  uint32_t document = 0;
  uint32_t begin = 0;  // its first token

  friend bool operator==(const RunOccurrence&, const RunOccurrence&) = default;
};

// A run of tokens that stands in several documents. Valid during the call it is handed to.
struct SharedRun {
  uint32_t tokens = 0;
  uint32_t documents = 0;                       // different ones; at least 2
  absl::Span<const RunOccurrence> occurrences;  // by document, then begin
};

// Finds every run of at least `min_tokens` tokens that two or more documents have in common and
// that is maximal for its occurrences: extended by a token on either side it would lose one, the
// ends of a document being different from everything. So runs overlap and nest: what two documents
// share in full and a third in part gives both. However often a run occurs, it is listed with all
// occurrences, those that come again within a document too. A run that only one document holds is
// not listed. Tokens are their 64-bit hashes: two different tokens of one hash would be the same.
//
// Text that repeats itself without a gap would give a run for every number of periods, each of them
// everywhere. Two rules keep such text short, and nothing else is left out:
// - A run with a period of at most half its length (one word 40 times, a sentence twice) is not
//   listed if each of its occurrences has another one at the distance of its least period, before
//   or after. All of them then lie within occurrences of a longer run that is listed. So two
//   documents of one word 100,000 times give one run; a third one of 40 times that word gives one
//   more, of 40.
// - Of the occurrences of a run that overlap each other, every one that begins before the last one
//   listed ends is skipped, from the left.
//
// The corpus is read twice. First, all documents give Fingerprints to AddFingerprints, in any
// order; then FinishFingerprints. Second, ActiveStretches of each document tells what of it can be
// part of a run, for AddDocument; then Find, once. The const functions are pure and may be called
// from any thread at once, the others need the finder for themselves. Results depend on neither
// the order of AddFingerprints nor threads.
//
// Time is linear in the text, and in the occurrences of the runs that are listed, overlapping ones
// included. Memory: about 16 bytes for every min_tokens / 4 tokens of the corpus until
// FinishFingerprints, and from then on 12 to 16 for each fingerprint that comes back; 12 bytes per
// token of active stretches in Find, and 16 for each run.
class SharedRunFinder {
 public:
  // Working space of one thread, to be reused from document to document.
  struct Scratch {
    std::vector<uint64_t> shingles;
    std::vector<WinnowedShingle> selected;
    DistinctFilter distinct;
  };

  // What of a document can be part of a run.
  struct Active {
    // Stretches that every run in it lies in, each within one; in text order, disjoint, of at
    // least min_tokens. Empty for a document that shares nothing.
    std::vector<TokenStretch> stretches;
    // Which fingerprints it shares with others, and in which of the stretches.
    struct Shared {
      uint32_t fingerprint = 0;
      uint32_t stretch = 0;
    };
    std::vector<Shared> shared;
  };

  // `min_tokens` is at least 1 and below 2^32. The smaller it is, the more is sampled, and the more
  // tokens are active.
  explicit SharedRunFinder(size_t min_tokens);

  // Replaces `*fingerprints` by those of a document of fewer than 2^32 tokens, each once: none for
  // one that is shorter than min_tokens.
  void Fingerprints(absl::Span<const uint64_t> tokens, Scratch* scratch,
                    std::vector<uint64_t>* fingerprints) const;

  // Takes the fingerprints of a document, or of several one after the other.
  void AddFingerprints(absl::Span<const uint64_t> fingerprints) { fingerprints_.Add(fingerprints); }

  void FinishFingerprints();

  // Whether a document of such fingerprints shares one with another: only these have active
  // stretches.
  bool Shares(absl::Span<const uint64_t> fingerprints) const;

  void ActiveStretches(absl::Span<const uint64_t> tokens, Scratch* scratch, Active* active) const;

  // Takes what is active of a document, in ascending order of documents; those without stretches
  // may be left out. ResourceExhaustedError for more than 2^32 - 2 active tokens in all.
  absl::Status AddDocument(uint32_t document, absl::Span<const uint64_t> tokens,
                           const Active& active);

  // Calls `visit` with every run. Stretches that have to do with each other, be it through others,
  // come together, groups by their first stretch; within a group runs are ordered by first
  // occurrence, longer ones first. Leaves the finder empty. CancelledError when the monitor says
  // so, else the first error of `visit`, which ends the search.
  absl::Status Find(const std::function<absl::Status(const SharedRun&)>& visit, Monitor* monitor);

  // Heap in use, between calls.
  size_t memory_bytes() const {
    return fingerprints_.memory_bytes() + text_.memory_bytes() +
           (first_stretch_.capacity() + parents_.capacity()) * sizeof(uint32_t);
  }

 private:
  static constexpr uint32_t kNone = ~uint32_t{0};

  void Select(absl::Span<const uint64_t> tokens, Scratch* scratch) const;
  uint32_t RootOf(uint32_t stretch);
  // The stretches of each group, groups by their first stretch.
  std::vector<std::vector<uint32_t>> GroupStretches();
  absl::Status FindInGroup(const StretchText& group,
                           const std::function<absl::Status(const SharedRun&)>& visit,
                           Monitor* monitor) const;

  uint32_t min_tokens_;
  TokenWinnowing winnowing_;
  RepeatedHashes fingerprints_;
  StretchText text_;
  std::vector<uint32_t> first_stretch_;  // per fingerprint that comes back, or kNone
  std::vector<uint32_t> parents_;        // per stretch: a union-find of those that share some
};

}  // namespace reprise

#endif  // REPRISE_INDEX_SHARED_RUNS_H_
