#include "reprise/base/distinct_values.h"

#include <algorithm>
#include <limits>

#include "reprise/base/flag_sort.h"

namespace reprise {
namespace {

constexpr size_t kFirstLimit = size_t{1} << 16;

// How much of a run is read at a time: enough to be worth a call to the system, and so little that
// what is read of all runs is sorted in the cache, where the memory allows either.
constexpr size_t kLeastWindow = size_t{1} << 9;
constexpr size_t kMostWindow = size_t{1} << 13;

// A sorted run on disk, of which a part at a time is in memory.
struct Run {
  uint64_t next = 0;  // the first value not yet read
  uint64_t end = 0;
  std::vector<uint64_t> buffer;
  absl::Span<const uint64_t> window;  // what is left of `buffer`

  bool AllRead() const { return next == end; }
  void Refill(const SpillFile& file, size_t most) {
    buffer.resize(static_cast<size_t>(std::min<uint64_t>(most, end - next)));
    file.Read(next * sizeof(uint64_t), buffer.data(), buffer.size() * sizeof(uint64_t));
    next += buffer.size();
    window = buffer;
  }
};

// Sorts values and returns how many different ones there are, which are the first.
size_t SortDistinct(absl::Span<uint64_t> values) {
  FlagSort(values);
  return static_cast<size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

}  // namespace

DistinctValues::DistinctValues(SpillBudget* spill, size_t buffer_bytes)
    : spill_(spill),
      most_(spill == nullptr ? std::numeric_limits<size_t>::max()
                             : std::max<size_t>(2, buffer_bytes / sizeof(uint64_t))),
      limit_(std::min(most_, kFirstLimit)) {}

void DistinctValues::Add(absl::Span<const uint64_t> values) {
  while (!values.empty()) {
    if (values_.size() == limit_) {
      Sort();
      // A sort that leaves little is repeated late enough to cost no more than the values it
      // spares.
      if (values_.size() > limit_ / 2) {
        if (limit_ < most_) {
          limit_ = std::min(most_, 2 * limit_);
        } else {
          WriteRun();
        }
      }
    }
    const auto fitting = values.first(std::min(values.size(), limit_ - values_.size()));
    values_.Append(fitting);
    values.remove_prefix(fitting.size());
  }
}

void DistinctValues::Sort() { values_.truncate(SortDistinct({values_.data(), values_.size()})); }

void DistinctValues::WriteRun() {
  if (file_ == nullptr) {
    file_ = std::make_unique<SpillFile>(spill_);
  }
  file_->Append(values_.data(), values_.size() * sizeof(uint64_t));
  run_ends_.push_back((run_ends_.empty() ? 0 : run_ends_.back()) + values_.size());
  values_.clear();
}

void DistinctValues::ForEach(const std::function<void(absl::Span<const uint64_t>)>& visit) {
  Sort();
  if (file_ == nullptr) {
    if (!values_.empty()) {
      visit({values_.data(), values_.size()});
    }
  } else {
    WriteRun();
    values_.Free();  // before there are windows
    Merge(visit);
  }
  values_.Free();
  file_.reset();
  run_ends_.clear();
}

void DistinctValues::Merge(const std::function<void(absl::Span<const uint64_t>)>& visit) {
  const size_t window = std::clamp(most_ / 2 / run_ends_.size(), kLeastWindow, kMostWindow);
  std::vector<Run> runs(run_ends_.size());
  for (size_t i = 0; i < runs.size(); ++i) {
    runs[i].next = i == 0 ? 0 : run_ends_[i - 1];
    runs[i].end = run_ends_[i];
    runs[i].Refill(*file_, window);
  }
  // What all runs hold up to the value where the first window ends is in memory: sorting that costs
  // less than comparing the runs value by value, which no processor could foresee.
  std::vector<uint64_t> piece;
  do {
    uint64_t last = std::numeric_limits<uint64_t>::max();
    for (const Run& run : runs) {
      if (!run.AllRead()) {
        last = std::min(last, run.window.back());
      }
    }
    piece.clear();
    for (Run& run : runs) {
      const auto* const end = std::upper_bound(run.window.begin(), run.window.end(), last);
      piece.insert(piece.end(), run.window.begin(), end);
      run.window.remove_prefix(static_cast<size_t>(end - run.window.begin()));
      if (run.window.empty() && !run.AllRead()) {
        run.Refill(*file_, window);
      }
    }
    piece.resize(SortDistinct(absl::MakeSpan(piece)));
    if (!piece.empty()) {
      visit(piece);
    }
  } while (!piece.empty());
}

}  // namespace reprise
