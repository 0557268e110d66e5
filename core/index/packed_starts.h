#ifndef REPRISE_INDEX_PACKED_STARTS_H_
#define REPRISE_INDEX_PACKED_STARTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace reprise {

// Where each of many lists begins in an array of all of them, one after the other, most of them
// short: a byte and a quarter per list. Append is for one thread; the rest is safe from any thread
// while nobody appends.
class PackedStarts {
 public:
  void Append(uint64_t size) {
    if (sizes_.size() % kPerBlock == 0) {
      block_starts_.push_back(total_);
    }
    if (size >= kLarge) {
      large_.emplace_back(sizes_.size(), size);
    }
    sizes_.push_back(static_cast<uint8_t>(std::min<uint64_t>(size, kLarge)));
    total_ += size;
  }

  size_t count() const { return sizes_.size(); }
  // Of all lists together.
  uint64_t total() const { return total_; }

  uint64_t Size(size_t list) const {
    return sizes_[list] < kLarge ? sizes_[list] : LargeSize(list);
  }

  uint64_t Start(size_t list) const {
    const size_t first = list - list % kPerBlock;
    uint32_t sum = 0;
    uint32_t large = 0;
    for (size_t i = first; i < list; ++i) {
      sum += sizes_[i];
      large += sizes_[i] == kLarge ? 1 : 0;
    }
    uint64_t start = block_starts_[list / kPerBlock] + sum;
    if (large != 0) {
      for (size_t i = first; i < list; ++i) {
        start += sizes_[i] == kLarge ? LargeSize(i) - kLarge : 0;
      }
    }
    return start;
  }

  // Fetches what Start and Size will need into the cache.
  void Prefetch(size_t list) const {
    __builtin_prefetch(&sizes_[list]);
    __builtin_prefetch(&block_starts_[list / kPerBlock]);
  }

 private:
  static constexpr size_t kPerBlock = 32;
  static constexpr uint8_t kLarge = 255;  // and more: their sizes are in large_

  uint64_t LargeSize(size_t list) const {
    return std::lower_bound(large_.begin(), large_.end(), std::pair<size_t, uint64_t>(list, 0))
        ->second;
  }

  std::vector<uint8_t> sizes_;
  std::vector<uint64_t> block_starts_;
  std::vector<std::pair<size_t, uint64_t>> large_;  // (list, size), by list
  uint64_t total_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_PACKED_STARTS_H_
