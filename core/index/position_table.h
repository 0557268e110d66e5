#ifndef REPRISE_INDEX_POSITION_TABLE_H_
#define REPRISE_INDEX_POSITION_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/numeric/int128.h"

namespace reprise {

// `hash` scaled to [0, parts): equal shares, ascending with the hash.
inline uint64_t ScaleHash(uint64_t hash, uint64_t parts) {
  return absl::Uint128High64(absl::uint128(hash) * parts);
}

// Values by 64-bit hash, eight bytes a slot: the value and, in the bits it leaves free, part of the
// hash. Hashes that agree in these bits may be taken for equal (rarely: for values below 2^29 these
// are 35 bits and the place of the slot), so that callers have to look at the bytes that were
// hashed. Open addressing with linear probing; the size is fixed. Not thread-safe.
class PositionTable {
 public:
  using Slot = uint64_t;

  // For values below `values`; room for `capacity` of them (at least one).
  PositionTable(uint64_t capacity, uint64_t values);

  bool full() const { return size_ >= capacity_; }

  // The slot of a value stored under `hash` for which equal(value) is true, or a new slot with
  // `value`: then `*inserted`. Only while not full(). Valid as long as the table.
  template <typename Equal>
  Slot* FindOrInsert(uint64_t hash, uint64_t value, bool* inserted, const Equal& equal) {
    const uint64_t tag = hash << value_bits_;
    size_t i = First(hash);
    for (; slots_[i] != 0; i = i + 1 == slot_count_ ? 0 : i + 1) {
      if ((slots_[i] ^ tag) >> value_bits_ == 0 && equal(Value(&slots_[i]))) {
        *inserted = false;
        return &slots_[i];
      }
    }
    *inserted = true;
    ++size_;
    slots_[i] = tag | (value + 1);
    return &slots_[i];
  }

  uint64_t Value(const Slot* slot) const {
    return (*slot & ((uint64_t{1} << value_bits_) - 1)) - 1;
  }
  void SetValue(Slot* slot, uint64_t value) const {
    *slot = (*slot >> value_bits_ << value_bits_) | (value + 1);
  }

  // Brings the first slot of `hash` into the cache.
  void Prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[First(hash)]); }

 private:
  struct Unmap {
    size_t bytes;
    void operator()(Slot* slots) const;
  };

  // The multiplier (2^64 / golden ratio) makes the place depend on bits that are in no tag.
  size_t First(uint64_t hash) const {
    return static_cast<size_t>(ScaleHash(hash * 0x9e3779b97f4a7c15ULL, slot_count_));
  }

  size_t slot_count_;
  uint64_t capacity_;
  uint64_t size_ = 0;
  int value_bits_;
  std::unique_ptr<Slot[], Unmap> slots_;  // 0: free; else the low hash bits above value + 1
};

}  // namespace reprise

#endif  // REPRISE_INDEX_POSITION_TABLE_H_
