#include "reprise/index/position_set.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace reprise {
namespace {

// The bits of word `word` that stand for positions of [begin, end); the range meets the word.
uint64_t MaskOf(uint64_t word, uint64_t begin, uint64_t end) {
  uint64_t mask = ~uint64_t{0};
  if (begin > word * 64) {
    mask &= ~uint64_t{0} << (begin - word * 64);
  }
  if (end < (word + 1) * 64) {
    mask &= ~(~uint64_t{0} << (end - word * 64));
  }
  return mask;
}

}  // namespace

void PositionSet::Insert(uint64_t begin, uint64_t end) {
  if (begin >= end) {
    return;
  }
  for (uint64_t word = begin / kWordBits; word <= (end - 1) / kWordBits; ++word) {
    const uint64_t mask = MaskOf(word, begin, end);
    const std::atomic_ref<uint64_t> bits(words_[word]);
    // Most insertions repeat what is known: a read is cheaper than an atomic change.
    if ((bits.load(std::memory_order_relaxed) & mask) != mask) {
      bits.fetch_or(mask, std::memory_order_relaxed);
    }
  }
}

bool PositionSet::ContainsAll(uint64_t begin, uint64_t end) const {
  if (begin >= end) {
    return true;
  }
  for (uint64_t word = begin / kWordBits; word <= (end - 1) / kWordBits; ++word) {
    const uint64_t mask = MaskOf(word, begin, end);
    // C++20 has no atomic_ref to a const object; a load changes nothing.
    const std::atomic_ref<uint64_t> bits(const_cast<uint64_t&>(words_[word]));
    if ((bits.load(std::memory_order_relaxed) & mask) != mask) {
      return false;
    }
  }
  return true;
}

void PositionSet::Add(const PositionSet& other) {
  for (size_t i = 0; i < words_.size(); ++i) {
    words_[i] |= other.words_[i];
  }
}

void PositionSet::Subtract(const PositionSet& other) {
  for (size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= ~other.words_[i];
  }
}

uint64_t PositionSet::Count() const {
  uint64_t count = 0;
  for (const uint64_t word : words_) {
    count += static_cast<uint64_t>(std::popcount(word));
  }
  return count;
}

uint64_t PositionSet::Next(uint64_t begin, uint64_t end, uint64_t ignored) const {
  while (begin < end) {
    const uint64_t word = begin / kWordBits;
    const uint64_t found = (words_[word] ^ ignored) & (~uint64_t{0} << (begin % kWordBits));
    if (found != 0) {
      return std::min(end, word * kWordBits + static_cast<uint64_t>(std::countr_zero(found)));
    }
    begin = (word + 1) * kWordBits;
  }
  return end;
}

}  // namespace reprise
