#include "reprise/index/stored_repeats.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "reprise/base/spill_sort.h"
#include "reprise/index/anchor_links.h"
#include "reprise/index/covered_ranges.h"
#include "reprise/index/link_comparison.h"
#include "reprise/index/piece_rounds.h"
#include "reprise/index/piece_search.h"
#include "reprise/index/text_piece.h"
#include "reprise/index/text_spans.h"

namespace reprise {
namespace {

struct ByBegin {
  bool operator()(const ByteRange& a, const ByteRange& b) const { return a.begin < b.begin; }
};

class StoredRepeatsSearch {
 public:
  StoredRepeatsSearch(const SpillFile& texts, absl::Span<const uint64_t> text_ends,
                      const StoredRepeatsOptions& options, SpillBudget* budget, Monitor* monitor)
      : texts_(texts),
        size_(text_ends.back()),
        spans_(text_ends),
        options_(options),
        width_(options.min_bytes),
        budget_(budget),
        monitor_(monitor),
        repeated_(budget),
        undecided_(budget) {}

  absl::Status Run(const std::function<absl::Status(const ByteRange&)>& use) {
    absl::Status status;
    if (options_.winnowing.gram != 0) {
      status = CompareAnchors(options_.winnowing);
    } else if (width_ >= kLeastWinnowedBytes) {
      status = CompareAnchors(PlanWinnowing(width_));
    } else {
      spans_.ForEachStarts(0, size_, width_, [this](const ByteRange&, const ByteRange& all) {
        undecided_.push_back(all);
      });
    }
    for (uint64_t round = 0; status.ok() && !undecided_.empty(); ++round) {
      status = CompareUndecided(round);
    }
    return status.ok() ? ShowRanges(use) : status;
  }

 private:
  // Finds what comes back by anchors; leaves starts undecided.
  absl::Status CompareAnchors(const Winnowing& winnowing) {
    const uint64_t behind = width_ + winnowing.window;
    SpillVector<ByteRange> all(budget_);
    all.push_back({0, size_});
    SpillSorter<AnchorSample> samples(budget_);
    absl::Status status = SearchPieces<PieceFindings<AnchorSample>>(
        Rounds("sampling", all, behind), monitor_,
        [&](const std::vector<ByteRange>& starts, TextPiece* piece) {
          LoadPiece(texts_, spans_, {starts.front().begin, starts.back().end}, behind, piece);
          return SampleAnchors(*piece, width_, winnowing, options_.hash_mask);
        },
        [&](const PieceFindings<AnchorSample>& found) { Take(found, &samples); });
    if (!status.ok()) {
      return status;
    }
    SpillSorter<AnchorLink> links(budget_);
    AnchorLinker linker([&links](const AnchorLink& link) { links.Add(link); });
    status = VisitSorted("matching", &samples, [&](const AnchorSample& sample) {
      linker.Add(sample);
      return absl::OkStatus();
    });
    linker.Finish();
    return status.ok() ? Compare(&links) : status;
  }

  // Finds what comes back among undecided starts. Leaves those undecided that have their hash from
  // another run: it may be that of an equal one too.
  absl::Status CompareUndecided(uint64_t round) {
    const SpillVector<ByteRange> undecided =
        std::exchange(undecided_, SpillVector<ByteRange>(budget_));
    const uint64_t behind = width_ - 1;
    const RollingHash fresh(width_, round);
    SpillSorter<RunSample> samples(budget_);
    absl::Status status = SearchPieces<PieceFindings<RunSample>>(
        Rounds("deciding", undecided, behind), monitor_,
        [&](const std::vector<ByteRange>& starts, TextPiece* piece) {
          LoadPiece(texts_, spans_, {starts.front().begin, starts.back().end}, behind, piece);
          return SampleRuns(*piece, starts, width_, fresh, options_.hash_mask);
        },
        [&](const PieceFindings<RunSample>& found) { Take(found, &samples); });
    if (!status.ok()) {
      return status;
    }
    SpillSorter<AnchorLink> links(budget_);
    RunLinker linker([&links](const AnchorLink& link) { links.Add(link); });
    status = VisitSorted("matching", &samples, [&](const RunSample& sample) {
      linker.Add(sample);
      return absl::OkStatus();
    });
    return status.ok() ? Compare(&links) : status;
  }

  absl::Status Compare(SpillSorter<AnchorLink>* links) {
    LinkComparison::Options options;
    options.width = width_;
    if (options_.piece_bytes != 0) {
      options.block_bytes = std::min<uint64_t>(options.block_bytes, options_.piece_bytes);
    }
    options.earlier_blocks = std::clamp<uint64_t>(options_.memory / options.block_bytes, 1,
                                                  LinkComparison::kMostEarlierBlocks);
    LinkComparison comparison(texts_, size_, spans_, options,
                              {[this](const ByteRange& range) { repeated_.Add(range); },
                               [this](const ByteRange& range) { undecided_.push_back(range); }});
    absl::Status status = VisitSorted("comparing", links, [&](const AnchorLink& link) {
      comparison.Add(link);
      return absl::OkStatus();
    });
    comparison.Finish();
    return status;
  }

  absl::Status ShowRanges(const std::function<absl::Status(const ByteRange&)>& use) {
    CoveredRanges covered(width_, use);
    absl::Status status = VisitSorted("joining", &repeated_, [&](const ByteRange& range) {
      return covered.Add(range.begin, range.end);
    });
    return status.ok() ? covered.Finish() : status;
  }

  PieceRounds Rounds(std::string_view stage, const SpillVector<ByteRange>& ranges,
                     uint64_t behind) const {
    constexpr uint64_t kLeast = uint64_t{64} << 10;
    constexpr uint64_t kMost = uint64_t{1} << 20;
    PieceRounds rounds;
    rounds.stage = stage;
    rounds.ranges = &ranges;
    // What stands behind a piece is read with it, and had better not be more than the piece.
    rounds.piece_bytes = options_.piece_bytes != 0
                             ? options_.piece_bytes
                             : std::max(std::clamp(options_.memory / 64, kLeast, kMost),
                                        std::min(behind, options_.memory / 2));
    const uint64_t most = options_.memory / PieceSearchBytes(rounds.piece_bytes + behind);
    rounds.threads = std::clamp<uint64_t>(options_.threads, 1, std::max<uint64_t>(most, 1));
    rounds.at_a_time = most < 2 ? 1 : 2 * rounds.threads;
    return rounds;
  }

  template <typename Sample>
  void Take(const PieceFindings<Sample>& found, SpillSorter<Sample>* samples) {
    for (const Sample& sample : found.samples) {
      samples->Add(sample);
    }
    for (const ByteRange& range : found.repeated) {
      repeated_.Add(range);
    }
  }

  // Calls visit(record) for all in ascending order, until its first error.
  template <typename Record, typename Less, typename Visit>
  absl::Status VisitSorted(std::string_view stage, SpillSorter<Record, Less>* sorter, Visit visit) {
    constexpr uint64_t kStep = uint64_t{1} << 16;
    monitor_->StartStage(stage, sorter->size() * sizeof(Record), "B");
    absl::Status status;
    uint64_t count = 0;
    sorter->ForEachWhile([&](const Record& record) {
      status = visit(record);
      if (++count % kStep == 0) {
        monitor_->Advance(kStep * sizeof(Record));
        if (status.ok() && monitor_->Cancelled()) {
          status = absl::CancelledError("cancelled");
        }
      }
      return status.ok();
    });
    monitor_->Advance(count % kStep * sizeof(Record));
    return status.ok() ? budget_->status() : status;
  }

  const SpillFile& texts_;
  const uint64_t size_;
  const TextSpans spans_;
  const StoredRepeatsOptions options_;
  const size_t width_;
  SpillBudget* budget_;
  Monitor* monitor_;
  SpillSorter<ByteRange, ByBegin> repeated_;  // starts; overlapping ones too
  SpillVector<ByteRange> undecided_;          // starts, ascending
};

}  // namespace

absl::Status ForEachStoredRepeat(const SpillFile& texts, absl::Span<const uint64_t> text_ends,
                                 const StoredRepeatsOptions& options, SpillBudget* budget,
                                 Monitor* monitor,
                                 const std::function<absl::Status(const ByteRange&)>& use) {
  if (options.min_bytes == 0) {
    return absl::InvalidArgumentError("min_bytes is 0");
  }
  if (!std::is_sorted(text_ends.begin(), text_ends.end())) {
    return absl::InvalidArgumentError("text_ends do not ascend");
  }
  if (text_ends.empty() || options.min_bytes > text_ends.back()) {
    return absl::OkStatus();
  }
  return StoredRepeatsSearch(texts, text_ends, options, budget, monitor).Run(use);
}

uint64_t StoredRepeatsDiskBytes(uint64_t text_bytes, size_t min_bytes) {
  if (min_bytes < kLeastWinnowedBytes) {
    return text_bytes * sizeof(RunSample);
  }
  // Two anchors in window + 1 bytes.
  return text_bytes / (PlanWinnowing(min_bytes).window + 1) * 2 * sizeof(AnchorSample);
}

}  // namespace reprise
