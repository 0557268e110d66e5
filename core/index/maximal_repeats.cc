#include "reprise/index/maximal_repeats.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <tuple>
#include <utility>

#include "reprise/index/repetition_table.h"
#include "reprise/index/suffix_array.h"

namespace reprise {
namespace {

// What there is to know of a set of positions, those of the suffixes that begin with one run.
struct PositionsOfRun {
  // Symbol before all of them; kSeparator where they differ or have a separator before them.
  uint32_t symbol_before = kSeparator;
  uint32_t ranks_begin = 0;
  uint32_t ranks_end = 0;
  // The two least and the greatest; with one position there is no second.
  uint32_t first = 0;
  uint32_t second = std::numeric_limits<uint32_t>::max();
  uint32_t last = 0;
  // A period of the run that is at most half its length, and then the longest run with that period
  // that at all these positions stands a period before or after once more. 0: none, or not known
  // because the run stands alone at its first position.
  uint32_t period = 0;
  uint32_t accompanied = 0;

  uint32_t count() const { return ranks_end - ranks_begin; }
};

// A run whose positions are still coming in: an inner node of the suffix tree, on the path from the
// root to the suffix in hand.
struct OpenRun {
  uint32_t length = 0;
  PositionsOfRun positions;
  // The part of the positions at which a longer run with a period goes on.
  PositionsOfRun periodic;
};

// Walks the suffix tree from the leaves to the root in the order of the suffix array, on a stack
// (Kasai et al. 2001).
class RepeatScanner {
 public:
  RepeatScanner(const StretchText& text, absl::Span<const uint32_t> suffixes, uint32_t min_length)
      : text_(text),
        symbols_(text.symbols()),
        suffixes_(suffixes),
        min_length_(min_length),
        repetitions_(text.symbols()) {}

  // The suffix of a rank has `length` symbols in common with the one of the next rank.
  void Add(uint32_t rank, uint32_t length) {
    PositionsOfRun positions = Leaf(rank);
    while (!open_.empty() && open_.back().length > length) {
      Join(positions, &open_.back());
      positions = Close();
    }
    if (length < min_length_) {
      return;
    }
    if (open_.empty() || open_.back().length < length) {
      open_.push_back({length, positions, {}});
      NotePeriod(positions, &open_.back());
    } else {
      Join(positions, &open_.back());
    }
  }

  std::vector<MaximalRepeat> TakeRepeats() { return std::move(repeats_); }

 private:
  PositionsOfRun Leaf(uint32_t rank) const {
    PositionsOfRun leaf;
    leaf.first = leaf.last = suffixes_[rank];
    leaf.symbol_before = leaf.first == 0 ? kSeparator : symbols_[leaf.first - 1];
    leaf.ranks_begin = rank;
    leaf.ranks_end = rank + 1;
    return leaf;
  }

  static void NotePeriod(const PositionsOfRun& part, OpenRun* run) {
    // The period of a longer run is one of this run too; where it is the least one, all parts with
    // a period agree on it.
    if (part.period != 0 && part.period <= run->length / 2) {
      run->periodic = part;
    }
  }

  static void Join(const PositionsOfRun& part, OpenRun* run) {
    PositionsOfRun& all = run->positions;
    if (part.symbol_before != all.symbol_before) {
      all.symbol_before = kSeparator;
    }
    all.ranks_end = part.ranks_end;
    all.second = std::min(std::max(all.first, part.first), std::min(all.second, part.second));
    all.first = std::min(all.first, part.first);
    all.last = std::max(all.last, part.last);
    NotePeriod(part, run);
  }

  // Takes the innermost open run, all of whose positions are known, off the stack.
  PositionsOfRun Close() {
    OpenRun& run = open_.back();
    PositionsOfRun& all = run.positions;
    FindPeriod(&run);
    const bool part_of_repetitions = all.period != 0 && run.length <= all.accompanied;
    if (all.symbol_before == kSeparator && !part_of_repetitions &&
        text_.Locate(all.first).document != text_.Locate(all.last).document) {
      repeats_.push_back({all.first, run.length, all.ranks_begin, all.ranks_end});
    }
    const PositionsOfRun closed = all;
    open_.pop_back();
    return closed;
  }

  void FindPeriod(OpenRun* run) {
    PositionsOfRun& all = run->positions;
    const PositionsOfRun& known = run->periodic;
    all.period = 0;
    if (known.period != 0) {
      // The longer run goes on with the period where this one ends; at all other positions the
      // repetition ends with it.
      all.period = known.period;
      all.accompanied = known.accompanied;
      const auto add = [&](uint32_t begin, uint32_t end) {
        for (uint32_t rank = begin; rank < end; ++rank) {
          all.accompanied = std::min(
              all.accompanied,
              repetitions_.LongestAccompaniedAtEnd(suffixes_[rank], all.period, run->length));
        }
      };
      add(all.ranks_begin, known.ranks_begin);
      add(known.ranks_end, all.ranks_end);
    } else if (all.count() > 1 && all.second - all.first <= run->length / 2) {
      // Two positions that overlap by half are a period apart, and the nearest two the least one.
      all.period = all.second - all.first;
      all.accompanied = std::numeric_limits<uint32_t>::max();
      for (uint32_t rank = all.ranks_begin; rank < all.ranks_end; ++rank) {
        all.accompanied = std::min(all.accompanied, repetitions_.LongestAccompanied(
                                                        suffixes_[rank], all.period, run->length));
      }
    }
  }

  const StretchText& text_;
  absl::Span<const uint32_t> symbols_;
  absl::Span<const uint32_t> suffixes_;
  uint32_t min_length_;
  RepetitionTable repetitions_;
  std::vector<OpenRun> open_;  // each longer than, and beginning with, the one before
  std::vector<MaximalRepeat> repeats_;
};

}  // namespace

absl::StatusOr<std::vector<MaximalRepeat>> FindMaximalRepeats(
    const StretchText& text, absl::Span<const uint32_t> suffixes,
    absl::Span<const uint32_t> prefix_lengths, uint32_t min_length, Monitor* monitor) {
  assert(min_length >= 1);
  constexpr uint32_t kReportEvery = 1 << 16;
  constexpr uint32_t kAhead = 24;  // suffixes; as many as memory takes to answer
  const uint32_t size = static_cast<uint32_t>(suffixes.size());
  RepeatScanner scanner(text, suffixes, min_length);
  for (uint32_t rank = 0; rank < size; ++rank) {
    if (rank % kReportEvery == 0) {
      if (monitor->Cancelled()) {
        return absl::CancelledError();
      }
      monitor->Advance(std::min(kReportEvery, size - rank));
    }
    if (size - rank > kAhead) {
      const uint32_t suffix = suffixes[rank + kAhead];
      __builtin_prefetch(&prefix_lengths[suffix]);
      __builtin_prefetch(text.symbols().data() + suffix);
    }
    scanner.Add(rank, rank + 1 < size ? prefix_lengths[suffixes[rank + 1]] : 0);
  }
  std::vector<MaximalRepeat> repeats = scanner.TakeRepeats();
  std::sort(repeats.begin(), repeats.end(), [](const MaximalRepeat& a, const MaximalRepeat& b) {
    return std::tuple(a.first, b.length) < std::tuple(b.first, a.length);
  });
  return repeats;
}

}  // namespace reprise
