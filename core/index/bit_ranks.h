#ifndef REPRISE_INDEX_BIT_RANKS_H_
#define REPRISE_INDEX_BIT_RANKS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprise {

// A set of numbers below a limit, which numbers its members in ascending order: 0, 1, 2, ... A bit
// and an eighth per number below the limit. Immutable, and safe from any thread, after Finish.
class BitRanks {
 public:
  explicit BitRanks(size_t limit) : words_(limit / 64 + 1, 0) {}

  void Add(size_t number) { words_[number / 64] |= uint64_t{1} << (number % 64); }

  // Makes Rank and count available.
  void Finish() {
    ranks_.reserve(words_.size() / kWordsPerRank + 1);
    for (size_t i = 0; i < words_.size(); ++i) {
      if (i % kWordsPerRank == 0) {
        ranks_.push_back(static_cast<uint32_t>(count_));
      }
      count_ += static_cast<size_t>(std::popcount(words_[i]));
    }
  }

  bool Contains(size_t number) const { return (words_[number / 64] >> (number % 64) & 1) != 0; }

  // How many members are below `number`: the place of a member.
  uint32_t Rank(size_t number) const {
    const size_t word = number / 64;
    uint32_t rank = ranks_[word / kWordsPerRank];
    for (size_t i = word - word % kWordsPerRank; i < word; ++i) {
      rank += static_cast<uint32_t>(std::popcount(words_[i]));
    }
    const uint64_t below = words_[word] & ((uint64_t{1} << (number % 64)) - 1);
    return rank + static_cast<uint32_t>(std::popcount(below));
  }

  size_t count() const { return count_; }

 private:
  static constexpr size_t kWordsPerRank = 4;

  std::vector<uint64_t> words_;
  std::vector<uint32_t> ranks_;  // of the first number of every kWordsPerRank words
  size_t count_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_BIT_RANKS_H_
