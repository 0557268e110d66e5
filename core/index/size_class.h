#ifndef REPRISE_INDEX_SIZE_CLASS_H_
#define REPRISE_INDEX_SIZE_CLASS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/index/packed_starts.h"

namespace reprise {

// Many lists of document numbers in ascending order of their sizes: all of one size, so that where
// one begins is a product and costs no memory, or of any sizes. Appending is for one thread; after
// Finish it is immutable and safe from any thread.
class SizeClass {
 public:
  // Of lists of `size` documents each; 0: of any. `spill`, which may be null, must outlive it.
  SizeClass(size_t size, SpillBudget* spill) : size_(size), spill_(spill), members_(Empty()) {}

  // Adds lists, one after the other in `members`: of these sizes, where they are not all of one.
  void Append(absl::Span<const uint32_t> members, absl::Span<const uint32_t> sizes) {
    members_.Append(members);
    for (const uint32_t size : sizes) {
      starts_.Append(size);
    }
  }

  // Puts lists in ascending order of their sizes, those of one size as they were added.
  void Finish();

  size_t count() const {
    return size_ != 0 ? static_cast<size_t>(members_.size() / size_) : starts_.count();
  }

  // Of all lists together.
  uint64_t total() const { return members_.size(); }

  // Of a list below count(): how many documents it has, and which.
  size_t Size(size_t list) const {
    return size_ != 0 ? size_ : static_cast<size_t>(starts_.Size(list));
  }
  absl::Span<const uint32_t> Members(size_t list, std::vector<uint32_t>* scratch) const {
    return members_.Read(Start(list), Size(list), scratch);
  }
  // Fetches them into the cache.
  void Prefetch(size_t list) const { members_.Prefetch(Start(list), Size(list)); }

  // The first list of `size` documents or more; count() where there is none.
  size_t FirstOfSize(size_t size) const;

  // Calls visit(list, members) for all lists in their order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    std::vector<uint32_t> scratch;
    for (size_t list = 0; list < count();) {
      // Many small ones are read together.
      const size_t end = EndOfPiece(list);
      const uint64_t members = (end < count() ? Start(end) : total()) - Start(list);
      absl::Span<const uint32_t> all =
          members_.Read(Start(list), static_cast<size_t>(members), &scratch);
      for (; list < end; ++list) {
        const size_t size = Size(list);
        visit(list, all.first(size));
        all.remove_prefix(size);
      }
    }
  }

 private:
  // Members that are read at a time, or as many as a list has.
  static constexpr size_t kReadTogether = size_t{1} << 16;

  // There are several classes, so each has less in memory once it has spilled.
  static constexpr size_t kPieceBytes = size_t{1} << 16;
  SpillVector<uint32_t> Empty() const { return SpillVector<uint32_t>(spill_, kPieceBytes); }

  uint64_t Start(size_t list) const {
    return size_ != 0 ? uint64_t{size_} * list : starts_.Start(list);
  }

  size_t EndOfPiece(size_t list) const {
    if (size_ != 0) {
      return std::min(count(), list + std::max<size_t>(1, kReadTogether / size_));
    }
    size_t members = 0;
    do {
      members += Size(list++);
    } while (list < count() && members + Size(list) <= kReadTogether);
    return list;
  }

  size_t size_;
  SpillBudget* spill_;
  SpillVector<uint32_t> members_;
  PackedStarts starts_;  // in members_, of lists of any sizes
};

}  // namespace reprise

#endif  // REPRISE_INDEX_SIZE_CLASS_H_
