#ifndef REPRISE_BASE_SPILL_SORT_H_
#define REPRISE_BASE_SPILL_SORT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "reprise/base/growing_array.h"
#include "reprise/base/spill.h"

namespace reprise {

// Records that are added in any order and come out in ascending order, however many there are: in
// memory as long as the budget allows, beyond it in sorted runs on disk, which are merged as they
// are read. Records that are equal by `Less` come in no particular order; where the answer depends
// on it, `Less` has to tell them apart. Not thread-safe. Errors of the disk are the budget's
// (SpillBudget::status).
//
// n log n time. Where there is no room in the budget, memory for one run of 16 pieces
// (SpillBudget::piece_bytes) and as much for merging, or 1/64 of a piece per run where that is
// more.
template <typename T, typename Less = std::less<T>>
class SpillSorter {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  // Without a budget everything stays in memory. `budget` must outlive the sorter.
  explicit SpillSorter(SpillBudget* budget = nullptr, Less less = Less())
      : budget_(budget), less_(std::move(less)), claim_(budget) {}

  uint64_t size() const { return (run_ends_.empty() ? 0 : run_ends_.back()) + memory_.size(); }
  bool spilled() const { return file_ != nullptr; }

  void Add(const T& record) {
    if (memory_.size() == memory_.capacity()) {
      MakeRoom();
    }
    memory_.push_back(record);
  }

  // Calls visit(record) with all records, in ascending order, and leaves the sorter empty.
  template <typename Visit>
  void ForEach(Visit visit) {
    ForEachWhile([&visit](const T& record) {
      visit(record);
      return true;
    });
  }

  // The same, but ends early where visit(record) is false: the others are lost.
  template <typename Visit>
  void ForEachWhile(Visit visit) {
    std::sort(memory_.begin(), memory_.end(), less_);
    if (spilled()) {
      Merge(visit);
    } else {
      for (size_t i = 0; i < memory_.size() && visit(memory_[i]); ++i) {
      }
    }
    *this = SpillSorter(budget_, less_);
  }

  // All records in ascending order; leaves the sorter empty.
  SpillVector<T> Take() {
    if (!spilled()) {
      std::sort(memory_.begin(), memory_.end(), less_);
      claim_.Set(0);
      SpillVector<T> sorted(budget_, std::move(memory_));
      *this = SpillSorter(budget_, less_);
      return sorted;
    }
    SpillVector<T> sorted(budget_);
    ForEach([&sorted](const T& record) { sorted.push_back(record); });
    return sorted;
  }

 private:
  // A sorted run, of which a part at a time is in memory.
  struct Cursor {
    const T* next = nullptr;
    const T* end = nullptr;
    uint64_t file_next = 0;  // records
    uint64_t file_end = 0;
    std::vector<T> buffer;
  };

  static constexpr size_t kFirstRecords = 64;

  size_t run_bytes() const { return 16 * budget_->piece_bytes(); }

  // Doubles the memory, or writes what is in it to disk where that would be too much.
  void MakeRoom() {
    const uint64_t bytes = memory_.capacity() * sizeof(T);
    const bool may_grow =
        budget_ == nullptr || bytes < run_bytes() || (!spilled() && budget_->HasRoom(2 * bytes));
    if (may_grow) {
      memory_.reserve(std::max(kFirstRecords, 2 * memory_.size()));
      claim_.Set(memory_.capacity() * sizeof(T));
      return;
    }
    std::sort(memory_.begin(), memory_.end(), less_);
    if (file_ == nullptr) {
      file_ = std::make_unique<SpillFile>(budget_);
    }
    file_->Append(memory_.data(), memory_.size() * sizeof(T));
    run_ends_.push_back(size());
    memory_.clear();
  }

  template <typename Visit>
  void Merge(Visit visit) {
    const size_t buffer_bytes =
        std::max(run_bytes() / run_ends_.size(), budget_->piece_bytes() / 64);
    const size_t buffer_records = std::max<size_t>(1, buffer_bytes / sizeof(T));
    std::vector<Cursor> runs(run_ends_.size() + 1);
    for (size_t i = 0; i < run_ends_.size(); ++i) {
      runs[i].file_next = i == 0 ? 0 : run_ends_[i - 1];
      runs[i].file_end = run_ends_[i];
      Refill(buffer_records, &runs[i]);
    }
    runs.back().next = memory_.data();
    runs.back().end = memory_.data() + memory_.size();
    std::vector<Cursor*> heap;  // the run whose next record is the least comes first
    for (Cursor& run : runs) {
      if (run.next != run.end) {
        heap.push_back(&run);
      }
    }
    const auto later = [this](const Cursor* a, const Cursor* b) {
      return less_(*b->next, *a->next);
    };
    std::make_heap(heap.begin(), heap.end(), later);
    while (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end(), later);
      Cursor* const run = heap.back();
      if (!visit(*run->next)) {
        return;
      }
      if (++run->next == run->end) {
        Refill(buffer_records, run);
      }
      if (run->next == run->end) {
        heap.pop_back();
      } else {
        std::push_heap(heap.begin(), heap.end(), later);
      }
    }
  }

  void Refill(size_t records, Cursor* run) const {
    run->buffer.resize(
        static_cast<size_t>(std::min<uint64_t>(records, run->file_end - run->file_next)));
    file_->Read(run->file_next * sizeof(T), run->buffer.data(), run->buffer.size() * sizeof(T));
    run->file_next += run->buffer.size();
    run->next = run->buffer.data();
    run->end = run->next + run->buffer.size();
  }

  SpillBudget* budget_;
  Less less_;
  SpillClaim claim_;  // of memory_
  GrowingArray<T> memory_;
  std::unique_ptr<SpillFile> file_;
  std::vector<uint64_t> run_ends_;  // of the runs in the file, in records
};

}  // namespace reprise

#endif  // REPRISE_BASE_SPILL_SORT_H_
