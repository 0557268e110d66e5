#include "reprise/index/shared_runs.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "absl/status/statusor.h"
#include "reprise/index/maximal_repeats.h"
#include "reprise/index/suffix_array.h"
#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"

namespace reprise {
namespace {

// The least hashes of windows are small numbers; mixed, they are spread again.
uint64_t Fingerprint(const WinnowedShingle& selected) { return Mix64(selected.hash); }

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

SharedRunFinder::SharedRunFinder(size_t min_tokens)
    : min_tokens_(static_cast<uint32_t>(min_tokens)), winnowing_(PlanTokenWinnowing(min_tokens)) {
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
    fingerprints->push_back(Fingerprint(selected));
  }
  // Each once, so that what comes back comes back in another document.
  scratch->distinct.Apply(fingerprints);
}

void SharedRunFinder::FinishFingerprints() {
  fingerprints_.Finish();
  first_stretch_.assign(fingerprints_.size(), kNone);
}

bool SharedRunFinder::Shares(absl::Span<const uint64_t> fingerprints) const {
  return std::any_of(fingerprints.begin(), fingerprints.end(),
                     [this](uint64_t hash) { return fingerprints_.Contains(hash); });
}

void SharedRunFinder::ActiveStretches(absl::Span<const uint64_t> tokens, Scratch* scratch,
                                      Active* active) const {
  Select(tokens, scratch);
  active->stretches.clear();
  active->shared.clear();
  // Windows are min_tokens long, and every window of a run selects what its other occurrences
  // select. So the windows that selected what comes back hold all runs, and a run, whose windows
  // follow each other, has them all in one stretch.
  for (const WinnowedShingle& selected : scratch->selected) {
    const size_t shared = fingerprints_.Find(Fingerprint(selected));
    if (shared == RepeatedHashes::kNone) {
      continue;
    }
    const uint32_t end = selected.windows_end - 1 + min_tokens_;
    if (!active->stretches.empty() && selected.windows_begin <= active->stretches.back().end) {
      active->stretches.back().end = end;
    } else {
      active->stretches.push_back({selected.windows_begin, end});
    }
    active->shared.push_back(
        {static_cast<uint32_t>(shared), static_cast<uint32_t>(active->stretches.size() - 1)});
  }
}

absl::Status SharedRunFinder::AddDocument(uint32_t document, absl::Span<const uint64_t> tokens,
                                          const Active& active) {
  const auto base = static_cast<uint32_t>(text_.stretch_count());
  if (absl::Status status = text_.Append(document, tokens, active.stretches); !status.ok()) {
    return status;
  }
  for (uint32_t stretch = base; stretch < text_.stretch_count(); ++stretch) {
    parents_.push_back(stretch);
  }
  for (const Active::Shared& shared : active.shared) {
    uint32_t& first = first_stretch_[shared.fingerprint];
    if (first == kNone) {
      first = base + shared.stretch;
      continue;
    }
    const uint32_t root = RootOf(first);
    const uint32_t other = RootOf(base + shared.stretch);
    parents_[std::max(root, other)] = std::min(root, other);
  }
  return absl::OkStatus();
}

uint32_t SharedRunFinder::RootOf(uint32_t stretch) {
  while (parents_[stretch] != stretch) {
    parents_[stretch] = parents_[parents_[stretch]];
    stretch = parents_[stretch];
  }
  return stretch;
}

std::vector<std::vector<uint32_t>> SharedRunFinder::GroupStretches() {
  std::vector<std::vector<uint32_t>> groups;
  std::vector<uint32_t> group_of(parents_.size(), kNone);  // by root
  for (uint32_t stretch = 0; stretch < parents_.size(); ++stretch) {
    uint32_t& group = group_of[RootOf(stretch)];
    if (group == kNone) {
      group = static_cast<uint32_t>(groups.size());
      groups.emplace_back();
    }
    groups[group].push_back(stretch);
  }
  return groups;
}

absl::Status SharedRunFinder::Find(const std::function<absl::Status(const SharedRun&)>& visit,
                                   Monitor* monitor) {
  // Runs stand only in stretches that share a fingerprint, so that each group of these can be
  // searched by itself: most are small enough for the processor's caches.
  std::vector<std::vector<uint32_t>> groups = GroupStretches();
  fingerprints_ = RepeatedHashes();
  std::vector<uint32_t>().swap(first_stretch_);
  std::vector<uint32_t>().swap(parents_);
  StretchText text = std::exchange(text_, StretchText());
  text.Finish();

  monitor->StartStage("sorting", text.symbols().size(), "tokens");
  if (monitor->Cancelled()) {
    return absl::CancelledError("interrupted");
  }
  std::vector<uint32_t> renumbered(text.alphabet(), 0);
  StretchText group_text;
  for (std::vector<uint32_t>& group : groups) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    group_text.Extract(text, group, &renumbered);
    std::vector<uint32_t>().swap(group);
    group_text.Finish();
    if (absl::Status status = FindInGroup(group_text, visit, monitor); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
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
