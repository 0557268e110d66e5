#ifndef REPRISE_INDEX_PACKED_STARTS_H_
#define REPRISE_INDEX_PACKED_STARTS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace reprise {

// Where each of many lists begins in an array of all of them, one after the other, most of them
// short: a byte and a third per list. What is asked for a list lies in one line of the processor's
// cache, since lists are mostly asked for all over the memory. Append is for one thread; the rest
// is safe from any thread while nobody appends.
class PackedStarts {
 public:
  void Append(uint64_t size) {
    const size_t i = count_ % kPerBlock;
    if (i == 0) {
      blocks_.push_back({total_, {}});
    }
    Block& block = blocks_.back();
    block.sizes[i] = static_cast<uint8_t>(std::min<uint64_t>(size, kLarge));
    if (size >= kLarge) {
      block.start_and_flag |= kAnyLarge;
      large_.emplace_back(count_, size);
    }
    ++count_;
    total_ += size;
  }

  size_t count() const { return count_; }
  // Of all lists together.
  uint64_t total() const { return total_; }

  uint64_t Size(size_t list) const {
    const uint8_t size = blocks_[list / kPerBlock].sizes[list % kPerBlock];
    return size < kLarge ? size : LargeSize(list);
  }

  uint64_t Start(size_t list) const {
    const Block& block = blocks_[list / kPerBlock];
    const size_t i = list % kPerBlock;
    const uint64_t start = (block.start_and_flag & ~kAnyLarge) + SumOfFirst(block.sizes, i);
    return (block.start_and_flag & kAnyLarge) == 0 ? start : start + BeyondByte(block, list - i, i);
  }

  // Fetches what Start and Size will need into the cache.
  void Prefetch(size_t list) const { __builtin_prefetch(&blocks_[list / kPerBlock]); }

 private:
  static constexpr size_t kPerBlock = 24;
  static constexpr uint8_t kLarge = 255;  // and more: their sizes are in large_
  static constexpr uint64_t kAnyLarge = uint64_t{1} << 63;
  using SizeBytes = std::array<uint8_t, kPerBlock>;

  // Half a line, or a line of the cache for two.
  struct alignas(32) Block {
    uint64_t start_and_flag;  // where the first list begins; kAnyLarge
    SizeBytes sizes;
  };

  // The sum of the first `count` < kPerBlock sizes, without a branch: which list is asked for
  // cannot be foreseen.
  static uint64_t SumOfFirst(const SizeBytes& sizes, size_t count) {
    using Words = std::array<uint64_t, kPerBlock / sizeof(uint64_t)>;
    static constexpr auto kMask = [] {
      std::array<uint8_t, 2 * kPerBlock> mask{};
      std::fill(mask.begin(), mask.begin() + kPerBlock, uint8_t{0xff});
      return mask;
    }();
    constexpr uint64_t kEvenBytes = 0x00ff00ff00ff00ffULL;
    constexpr uint64_t kOnes = 0x0001000100010001ULL;
    Words words;
    Words mask;
    std::memcpy(words.data(), sizes.data(), sizeof(words));
    std::memcpy(mask.data(), kMask.data() + kPerBlock - count, sizeof(mask));
    uint64_t pairs = 0;  // sums of two bytes a word, in four parts of it
    for (size_t i = 0; i < words.size(); ++i) {
      const uint64_t word = words[i] & mask[i];
      pairs += (word & kEvenBytes) + (word >> 8 & kEvenBytes);
    }
    return pairs * kOnes >> 48;
  }

  // By how much the sizes of the large ones among the first `count` lists of a block exceed what
  // their bytes say.
  uint64_t BeyondByte(const Block& block, size_t first_list, size_t count) const {
    uint64_t beyond = 0;
    for (size_t i = 0; i < count; ++i) {
      beyond += block.sizes[i] == kLarge ? LargeSize(first_list + i) - kLarge : 0;
    }
    return beyond;
  }

  uint64_t LargeSize(size_t list) const {
    return std::lower_bound(large_.begin(), large_.end(), std::pair<size_t, uint64_t>(list, 0))
        ->second;
  }

  std::vector<Block> blocks_;
  std::vector<std::pair<size_t, uint64_t>> large_;  // (list, size), by list
  size_t count_ = 0;
  uint64_t total_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_PACKED_STARTS_H_
