#include "reprise/index/shared_runs.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "absl/status/statusor.h"
#include "reprise/index/maximal_repeats.h"
#include "reprise/index/suffix_array.h"
#include "reprise/text/hash.h"

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

void SharedRunFinder::ActiveStretches(absl::Span<const uint64_t> tokens, Scratch* scratch,
                                      std::vector<TokenStretch>* stretches) const {
  Select(tokens, scratch);
  stretches->clear();
  // Windows are min_tokens long, and every window of a run selects what its other occurrences
  // select. So the windows that selected what comes back hold all runs, and a run, whose windows
  // follow each other, has them all in one stretch.
  for (const WinnowedShingle& selected : scratch->selected) {
    if (!fingerprints_.Contains(Fingerprint(selected))) {
      continue;
    }
    const uint32_t end = selected.windows_end - 1 + min_tokens_;
    if (!stretches->empty() && selected.windows_begin <= stretches->back().end) {
      stretches->back().end = end;
    } else {
      stretches->push_back({selected.windows_begin, end});
    }
  }
}

absl::Status SharedRunFinder::Find(const std::function<absl::Status(const SharedRun&)>& visit,
                                   Monitor* monitor) {
  fingerprints_ = RepeatedHashes();
  StretchText text = std::exchange(text_, StretchText());
  text.Finish();

  monitor->StartStage("sorting", text.symbols().size(), "tokens");
  std::vector<uint32_t> suffixes;
  BuildSuffixArray(text.symbols(), text.alphabet(), &suffixes);
  if (monitor->Cancelled()) {
    return absl::CancelledError();
  }
  std::vector<uint32_t> prefix_lengths;
  CommonPrefixLengths(text.symbols(), suffixes, &prefix_lengths);
  absl::StatusOr<std::vector<MaximalRepeat>> runs =
      FindMaximalRepeats(text, suffixes, prefix_lengths, min_tokens_, monitor);
  if (!runs.ok()) {
    return runs.status();
  }
  std::vector<uint32_t>().swap(prefix_lengths);

  monitor->StartStage("listing", runs->size(), "runs");
  OccurrenceLister lister(text);
  for (const MaximalRepeat& run : *runs) {
    if (monitor->Cancelled()) {
      return absl::CancelledError();
    }
    const absl::Span<const uint32_t> positions =
        absl::MakeConstSpan(suffixes).subspan(run.ranks_begin, run.ranks_end - run.ranks_begin);
    const absl::Status status = visit(lister.List(positions, run.length));
    if (!status.ok()) {
      return status;
    }
    monitor->Advance(1);
  }
  return absl::OkStatus();
}

}  // namespace reprise
