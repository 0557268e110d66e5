#ifndef REPRISE_INDEX_SHARED_RUNS_H_
#define REPRISE_INDEX_SHARED_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/base/spill_sort.h"
#include "reprise/index/repeated_hashes.h"
#include "reprise/index/stretch_store.h"
#include "reprise/index/stretch_text.h"
#include "reprise/sketch/winnow.h"

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
// The corpus is read twice, in the same order. First, all documents give Fingerprints to
// AddFingerprints; then FinishFingerprints. Second, ActiveStretches of each document tells what of
// it can be part of a run, for AddDocument. Then GroupStretches and Find, once each. The const
// functions are pure and may be called from any thread at once, the others need the finder for
// themselves. Results depend on neither threads nor the budget.
//
// Time is linear in the text, sorting apart, and in the occurrences of the runs that are listed,
// overlapping ones included. What spills where the budget is exceeded: 16 bytes for every
// min_tokens / 4 tokens of the corpus until FinishFingerprints, and from then on 32 for each place
// of a fingerprint that comes back, 8 for each token of active stretches, 24 for each of these and
// 36 for each piece of them. What stays in memory: 8 bytes per document, a bit per fingerprint, 4
// bytes per piece; and in Find kGroupTokenBytes for each token of the group in hand.
class SharedRunFinder {
 public:
  // Working space of one thread, to be reused from document to document.
  struct Scratch {
    std::vector<uint64_t> shingles;
    std::vector<WinnowedShingle> selected;
  };

  // What of a document can be part of a run.
  struct Active {
    // Stretches that every run in it lies in, each within one; in text order, of at least
    // min_tokens, overlapping by less. Empty for a document that shares nothing.
    std::vector<TokenStretch> stretches;
    // Their tokens, one stretch after the other.
    std::vector<uint64_t> tokens;
    // The fingerprints that it shares with others, in text order, and the windows that selected
    // them.
    struct Shared {
      uint64_t fingerprint = 0;
      // Names the fingerprint before this one in the same stretch, this one, and how far they are
      // from each other; 0 for the first of a stretch.
      uint64_t link = 0;
      uint32_t windows_begin = 0;
      uint32_t windows_end = 0;
    };
    std::vector<Shared> shared;
  };

  // What a token of a group takes while the group is searched, about.
  static constexpr uint64_t kGroupTokenBytes = 20;

  // `min_tokens` is at least 1 and below 2^32. The smaller it is, the more is sampled, and the more
  // tokens are active. Without a budget everything stays in memory; `spill` must outlive the
  // finder, and tells of errors of the disk.
  explicit SharedRunFinder(size_t min_tokens, SpillBudget* spill = nullptr);

  // Replaces `*fingerprints` by those of a document of fewer than 2^32 tokens, in text order: none
  // for one that is shorter than min_tokens.
  void Fingerprints(absl::Span<const uint64_t> tokens, Scratch* scratch,
                    std::vector<uint64_t>* fingerprints) const;

  // Takes the fingerprints of the next document; there are fewer than 2^32 documents.
  void AddFingerprints(absl::Span<const uint64_t> fingerprints) { fingerprints_.Add(fingerprints); }

  void FinishFingerprints() { fingerprints_.Finish(); }

  // Whether a document shares a fingerprint with another: only these have active stretches.
  bool Shares(uint32_t document) const { return fingerprints_.AnyRepeated(document); }

  // `tokens` are those whose fingerprints were added for the document.
  void ActiveStretches(uint32_t document, absl::Span<const uint64_t> tokens, Scratch* scratch,
                       Active* active) const;

  // Takes what is active of a document, in ascending order of documents; those without stretches
  // may be left out.
  void AddDocument(uint32_t document, const Active& active);

  // Brings together what shares fingerprints, be it through others, after cutting stretches where
  // no run goes on. Returns the tokens of the largest group: what Find has to hold in memory at
  // once. Errors: ResourceExhausted for 2^32 pieces of stretches or more; those of the disk.
  absl::StatusOr<uint64_t> GroupStretches();

  // Calls `visit` with every run, group by group, in the order of their first piece; within a
  // group runs are ordered by first occurrence, longer ones first. Leaves the finder empty.
  // CancelledError when the monitor says so; ResourceExhaustedError for a group of more than
  // 2^32 - 2 tokens; else the first error of `visit` or of the disk, which ends the search.
  absl::Status Find(const std::function<absl::Status(const SharedRun&)>& visit, Monitor* monitor);

 private:
  // What is kept of Active::Shared.
  struct StoredShared {
    uint64_t fingerprint;
    uint32_t windows_begin;
    uint32_t windows_end;
  };
  // A fingerprint that comes back, and a piece of a stretch that has it.
  struct Holder {
    uint64_t fingerprint;
    uint32_t piece;
    uint32_t unused;  // no bytes without a value go to disk
  };
  struct ByFingerprint {
    bool operator()(const Holder& a, const Holder& b) const {
      return a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.piece < b.piece;
    }
  };
  // A piece of a group, which is named by its first one.
  struct Member {
    uint32_t group;
    uint32_t piece;
    uint32_t tokens;

    friend bool operator<(const Member& a, const Member& b) {
      return a.group != b.group ? a.group < b.group : a.piece < b.piece;
    }
  };

  void Select(absl::Span<const uint64_t> tokens, Scratch* scratch) const;
  void CutStretches(SpillSorter<Holder, ByFingerprint>* holders);
  void AddPiece(StretchStore::Stretch piece, uint32_t end);
  uint64_t MeasureGroups();
  absl::Status SpillStatus() const {
    return spill_ == nullptr ? absl::OkStatus() : spill_->status();
  }
  absl::Status FindInGroup(const StretchText& group,
                           const std::function<absl::Status(const SharedRun&)>& visit,
                           Monitor* monitor) const;

  uint32_t min_tokens_;
  TokenWinnowing winnowing_;
  SpillBudget* spill_;
  RepeatedHashes fingerprints_;
  StretchStore stretches_;
  SpillVector<StoredShared> shared_;  // of all stretches
  // Of the documents with stretches; only of fingerprints that are not the first of a stretch.
  RepeatedHashes links_;
  std::vector<uint64_t> added_links_;          // working space
  SpillVector<StretchStore::Stretch> pieces_;  // from GroupStretches on, as is
  SpillVector<Member> members_;                // of all groups
  uint64_t grouped_tokens_ = 0;                // of all groups, with what separates pieces
};

}  // namespace reprise

#endif  // REPRISE_INDEX_SHARED_RUNS_H_
