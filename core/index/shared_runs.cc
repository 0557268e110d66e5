#include "reprise/index/shared_runs.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "reprise/base/spill_window.h"
#include "reprise/index/maximal_repeats.h"
#include "reprise/index/suffix_array.h"
#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"

namespace reprise {
namespace {

// Names two fingerprints that follow each other at a distance.
uint64_t LinkOf(uint64_t fingerprint, uint64_t next, uint32_t distance) {
  return Mix64(Mix64(Mix64(fingerprint) + distance) ^ next);
}

// Sets of pieces, each named by its first one: a union-find with path halving (Tarjan, van Leeuwen
// 1984).
class PieceSets {
 public:
  explicit PieceSets(uint32_t pieces) : parents_(pieces) {
    std::iota(parents_.begin(), parents_.end(), 0U);
  }

  uint32_t FirstOf(uint32_t piece) {
    while (parents_[piece] != piece) {
      parents_[piece] = parents_[parents_[piece]];
      piece = parents_[piece];
    }
    return piece;
  }

  void Join(uint32_t a, uint32_t b) {
    a = FirstOf(a);
    b = FirstOf(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> parents_;
};

// Puts the occurrences of runs in order and their positions back into documents.
class OccurrenceLister {
 public:
  explicit OccurrenceLister(const StretchText& text) : text_(text) {}

  // Valid until the next call.
  SharedRun List(absl::Span<const uint32_t> positions, uint32_t length) {
    positions_.assign(positions.begin(), positions.end());
    std::sort(positions_.begin(), positions_.end());
    occurrences_.clear();
    SharedRun run;
    run.tokens = length;
    // Positions of one document are not nearer to each other than its tokens.
    uint32_t next = 0;
    for (const uint32_t position : positions_) {
      const StretchText::Place place = text_.Locate(position);
      const bool new_document =
          occurrences_.empty() || occurrences_.back().document != place.document;
      if (new_document || place.token >= next) {
        run.documents += static_cast<uint32_t>(new_document);
        occurrences_.push_back({place.document, place.token});
        next = place.token + length;
      }
    }
    run.occurrences = occurrences_;
    return run;
  }

 private:
  const StretchText& text_;
  std::vector<uint32_t> positions_;
  std::vector<RunOccurrence> occurrences_;
};

}  // namespace

SharedRunFinder::SharedRunFinder(size_t min_tokens, SpillBudget* spill)
    : min_tokens_(static_cast<uint32_t>(min_tokens)),
      winnowing_(PlanTokenWinnowing(min_tokens)),
      spill_(spill),
      fingerprints_(spill),
      stretches_(spill),
      shared_(spill),
      links_(spill),
      pieces_(spill),
      members_(spill) {
  assert(min_tokens >= 1 && min_tokens <= std::numeric_limits<uint32_t>::max());
}

void SharedRunFinder::Select(absl::Span<const uint64_t> tokens, Scratch* scratch) const {
  assert(tokens.size() <= std::numeric_limits<uint32_t>::max());
  // Shingle() makes one of a text that is too short for any.
  if (tokens.size() < min_tokens_) {
    scratch->selected.clear();
    return;
  }
  Shingle(tokens, winnowing_.shingle_size, &scratch->shingles);
  WinnowShingles(scratch->shingles, winnowing_.window, &scratch->selected);
}

void SharedRunFinder::Fingerprints(absl::Span<const uint64_t> tokens, Scratch* scratch,
                                   std::vector<uint64_t>* fingerprints) const {
  Select(tokens, scratch);
  fingerprints->clear();
  for (const WinnowedShingle& selected : scratch->selected) {
    fingerprints->push_back(selected.hash);
  }
}

void SharedRunFinder::ActiveStretches(uint32_t document, absl::Span<const uint64_t> tokens,
                                      Scratch* scratch, Active* active) const {
  Select(tokens, scratch);
  active->stretches.clear();
  active->tokens.clear();
  active->shared.clear();
  // Windows are min_tokens long, and every window of a run selects what its other occurrences
  // select. So the windows that selected what comes back hold all runs, and a run, whose windows
  // follow each other, has them all in one stretch.
  uint32_t position_before = 0;
  for (size_t i = 0; i < scratch->selected.size(); ++i) {
    if (!fingerprints_.IsRepeated(document, i)) {
      continue;
    }
    const WinnowedShingle& selected = scratch->selected[i];
    const uint32_t end = selected.windows_end - 1 + min_tokens_;
    uint64_t link = 0;
    if (!active->shared.empty() && active->shared.back().windows_end == selected.windows_begin) {
      link = LinkOf(active->shared.back().fingerprint, selected.hash,
                    selected.position - position_before);
      active->stretches.back().end = end;
    } else {
      active->stretches.push_back({selected.windows_begin, end});
    }
    active->shared.push_back({selected.hash, link, selected.windows_begin, selected.windows_end});
    position_before = selected.position;
  }
  for (const TokenStretch& stretch : active->stretches) {
    active->tokens.insert(active->tokens.end(), tokens.begin() + stretch.begin,
                          tokens.begin() + stretch.end);
  }
}

void SharedRunFinder::AddDocument(uint32_t document, const Active& active) {
  if (active.stretches.empty()) {
    return;
  }
  stretches_.Append(document, active.stretches, active.tokens);
  added_links_.clear();
  for (size_t i = 0; i < active.shared.size(); ++i) {
    const Active::Shared& shared = active.shared[i];
    shared_.push_back({shared.fingerprint, shared.windows_begin, shared.windows_end});
    if (i > 0 && shared.windows_begin == active.shared[i - 1].windows_end) {
      added_links_.push_back(shared.link);
    }
  }
  links_.Add(added_links_);
}

// A run whose windows reach from one fingerprint to the next has both, as far from each other, in
// all documents that hold it. Where no other document has them so, no run goes on, and the stretch
// falls into pieces, which overlap by less than a run. It is these cuts that keep what hangs
// together small: a story and the footer below it come back together in few documents.
void SharedRunFinder::CutStretches(SpillSorter<Holder, ByFingerprint>* holders) {
  links_.Finish();
  SpillWindow<StretchStore::Stretch> stretches(stretches_.stretches());
  SpillWindow<StoredShared> all_shared(shared_);
  uint64_t next = 0;
  uint32_t added = 0;            // documents before the one in hand
  size_t link = 0;               // in the document
  std::optional<uint32_t> last;  // the document before
  for (uint64_t i = 0; i < stretches_.size(); ++i) {
    const StretchStore::Stretch stretch = stretches[i];
    if (last.has_value() && *last != stretch.document) {
      ++added;
      link = 0;
    }
    last = stretch.document;
    StretchStore::Stretch piece;
    uint32_t end = 0;
    do {
      const StoredShared shared = all_shared[next++];
      if (end == 0 || !links_.IsRepeated(added, link++)) {
        if (end != 0) {
          AddPiece(piece, end);
        }
        piece = {stretch.position + (shared.windows_begin - stretch.begin), stretch.document,
                 shared.windows_begin, 0, 0};
      }
      end = shared.windows_end - 1 + min_tokens_;
      holders->Add({shared.fingerprint, static_cast<uint32_t>(pieces_.size()), 0});
    } while (end != stretch.begin + stretch.tokens && next < shared_.size());
    AddPiece(piece, end);
  }
  links_ = RepeatedHashes(spill_);
  shared_.Clear();
}

void SharedRunFinder::AddPiece(StretchStore::Stretch piece, uint32_t end) {
  piece.tokens = end - piece.begin;
  pieces_.push_back(piece);
}

absl::StatusOr<uint64_t> SharedRunFinder::GroupStretches() {
  fingerprints_ = RepeatedHashes(spill_);
  SpillSorter<Holder, ByFingerprint> holders(spill_);
  CutStretches(&holders);
  constexpr uint64_t kMostPieces = std::numeric_limits<uint32_t>::max();
  if (pieces_.size() > kMostPieces) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", kMostPieces, " places near passages that come back"));
  }
  const auto count = static_cast<uint32_t>(pieces_.size());
  PieceSets sets(count);
  SpillClaim claim(spill_);
  claim.Set(count * sizeof(uint32_t));
  Holder last{};
  bool any = false;
  holders.ForEach([&](const Holder& holder) {
    if (any && holder.fingerprint == last.fingerprint) {
      sets.Join(last.piece, holder.piece);
    }
    last = holder;
    any = true;
  });
  SpillSorter<Member> members(spill_);
  SpillWindow<StretchStore::Stretch> pieces(pieces_);
  for (uint32_t piece = 0; piece < count; ++piece) {
    members.Add({sets.FirstOf(piece), piece, pieces[piece].tokens});
  }
  members_ = members.Take();
  const uint64_t largest = MeasureGroups();
  if (absl::Status status = SpillStatus(); !status.ok()) {
    return status;
  }
  return largest;
}

uint64_t SharedRunFinder::MeasureGroups() {
  SpillWindow<Member> members(members_);
  uint64_t largest = 0;
  uint64_t tokens = 0;
  for (uint64_t i = 0; i < members_.size(); ++i) {
    const Member member = members[i];
    tokens = (member.group == member.piece ? 0 : tokens) + member.tokens + 1;
    largest = std::max(largest, tokens);
    grouped_tokens_ += member.tokens + 1;
  }
  return largest;
}

absl::Status SharedRunFinder::Find(const std::function<absl::Status(const SharedRun&)>& visit,
                                   Monitor* monitor) {
  // Runs stand only in pieces that share a fingerprint, so that each group of these can be
  // searched by itself: most are small enough for the processor's caches.
  const StretchStore store = std::exchange(stretches_, StretchStore(spill_));
  const SpillVector<StretchStore::Stretch> pieces =
      std::exchange(pieces_, SpillVector<StretchStore::Stretch>(spill_));
  const SpillVector<Member> all = std::exchange(members_, SpillVector<Member>(spill_));
  SpillWindow<Member> members(all);
  monitor->StartStage("sorting", std::exchange(grouped_tokens_, 0), "tokens");
  if (monitor->Cancelled()) {
    return absl::CancelledError("interrupted");
  }
  StretchText text;
  std::vector<uint64_t> scratch;
  for (uint64_t next = 0; next < all.size();) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    text.Clear();
    const uint32_t group = members[next].group;
    for (; next < all.size() && members[next].group == group; ++next) {
      const StretchStore::Stretch piece = pieces[members[next].piece];
      absl::Status status = text.Append(piece.document, piece.begin, store.Tokens(piece, &scratch));
      if (!status.ok()) {
        return status;
      }
    }
    text.Finish();
    // What could not be read is no text.
    absl::Status status = SpillStatus();
    if (status.ok()) {
      status = FindInGroup(text, visit, monitor);
    }
    if (!status.ok()) {
      return status;
    }
  }
  return SpillStatus();
}

absl::Status SharedRunFinder::FindInGroup(
    const StretchText& group, const std::function<absl::Status(const SharedRun&)>& visit,
    Monitor* monitor) const {
  std::vector<uint32_t> suffixes;
  BuildSuffixArray(group.symbols(), group.alphabet(), &suffixes);
  if (monitor->Cancelled()) {
    return absl::CancelledError("interrupted");
  }
  std::vector<uint32_t> prefix_lengths;
  CommonPrefixLengths(group.symbols(), suffixes, &prefix_lengths);
  absl::StatusOr<std::vector<MaximalRepeat>> runs =
      FindMaximalRepeats(group, suffixes, prefix_lengths, min_tokens_, monitor);
  if (!runs.ok()) {
    return runs.status();
  }
  std::vector<uint32_t>().swap(prefix_lengths);
  OccurrenceLister lister(group);
  for (const MaximalRepeat& run : *runs) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const absl::Span<const uint32_t> positions =
        absl::MakeConstSpan(suffixes).subspan(run.ranks_begin, run.ranks_end - run.ranks_begin);
    if (absl::Status status = visit(lister.List(positions, run.length)); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace reprise
