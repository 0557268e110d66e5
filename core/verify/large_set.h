#ifndef REPRISE_VERIFY_LARGE_SET_H_
#define REPRISE_VERIFY_LARGE_SET_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/growing_array.h"
#include "reprise/base/spill.h"

namespace reprise {

// The shingles of a large text, ascending: in memory where they are few, else in a file of their
// own, which is gone with the set, and read a piece at a time. In memory stays every 512th of those
// on disk, so that one can be found with one look at the disk.
//
// First it is made, by one thread, then it does not change and may be read from any. Errors of the
// disk are the budget's (SpillBudget::status); counts that they went into make no sense.
class LargeSet {
 public:
  // Beyond `bytes_in_memory` the set is on disk; without a budget it never is. `spill` must outlive
  // the set.
  explicit LargeSet(SpillBudget* spill = nullptr, uint64_t bytes_in_memory = 0)
      : spill_(spill), bytes_in_memory_(bytes_in_memory) {}

  // Appends shingles, ascending and above those before.
  void Append(absl::Span<const uint64_t> ascending);
  // Call once, after the last Append.
  void Finish();

  uint64_t size() const { return size_; }
  bool on_disk() const { return file_ != nullptr; }
  uint64_t memory_bytes() const;
  uint64_t disk_bytes() const { return on_disk() ? size_ * sizeof(uint64_t) : 0; }

  // Calls visit(shingles) with one piece after the other of the set, ascending; never with none.
  void ForEach(const std::function<void(absl::Span<const uint64_t>)>& visit) const;

  // How many of `ascending` the set holds: by going through both or, where they are few, by looking
  // for each of them.
  uint64_t CountShared(absl::Span<const uint64_t> ascending) const;
  // |this ∩ other|, likewise.
  uint64_t CountShared(const LargeSet& other) const;

  friend bool operator==(const LargeSet& a, const LargeSet& b);

 private:
  friend class ShingleStream;

  // Puts on disk what is in memory.
  void Write();
  // Shingles [begin, begin + count), which there must be; valid until `*scratch` changes.
  absl::Span<const uint64_t> Read(uint64_t begin, size_t count,
                                  std::vector<uint64_t>* scratch) const;
  // Whether so few are looked for that each is, rather than going through the set.
  bool IsWorthSearching(uint64_t few) const;
  uint64_t CountBySearching(absl::Span<const uint64_t> ascending) const;

  SpillBudget* spill_;
  uint64_t bytes_in_memory_;
  GrowingArray<uint64_t> memory_;  // all of them or, while it is made, those not yet on disk
  std::unique_ptr<SpillFile> file_;
  uint64_t size_ = 0;
  std::vector<uint64_t> first_of_block_;  // of each block of a set on disk, the first shingle
};

// Goes once through shingles in ascending order, a window at a time. Not thread-safe.
class ShingleStream {
 public:
  // What is given must outlive the stream.
  explicit ShingleStream(absl::Span<const uint64_t> ascending) : window_(ascending) {}
  explicit ShingleStream(const LargeSet& set) : set_(&set) { Skip(0); }
  ShingleStream(const ShingleStream&) = delete;
  ShingleStream& operator=(const ShingleStream&) = delete;

  // What comes next; empty at the end.
  absl::Span<const uint64_t> window() const { return window_; }
  // Leaves the first `count` of the window behind.
  void Skip(size_t count);

 private:
  const LargeSet* set_ = nullptr;
  uint64_t next_ = 0;  // in the set, behind the window
  absl::Span<const uint64_t> window_;
  std::vector<uint64_t> scratch_;
};

// How many values two streams share. Linear in both; both are at their ends then, or one is.
uint64_t CountCommon(ShingleStream* a, ShingleStream* b);

}  // namespace reprise

#endif  // REPRISE_VERIFY_LARGE_SET_H_
