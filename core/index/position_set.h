#ifndef REPRISE_INDEX_POSITION_SET_H_
#define REPRISE_INDEX_POSITION_SET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprise {

// A set of positions in [0, size), one bit each. All ranges are half-open; an empty one is allowed
// everywhere and holds nothing. Insert and ContainsAll may be called from several threads at once
// (an insertion is seen by them sooner or later, after a join for sure); the rest needs the set for
// itself.
class PositionSet {
 public:
  explicit PositionSet(uint64_t size) : words_((size + kWordBits - 1) / kWordBits) {}

  void Insert(uint64_t begin, uint64_t end);
  // True where [begin, end) is empty.
  bool ContainsAll(uint64_t begin, uint64_t end) const;

  // Adds, or takes away, the members of another set of the same size.
  void Add(const PositionSet& other);
  void Subtract(const PositionSet& other);
  uint64_t Count() const;

  // The first member, or the first position that is none, in [begin, end); `end` if there is none.
  uint64_t NextMember(uint64_t begin, uint64_t end) const { return Next(begin, end, 0); }
  uint64_t NextGap(uint64_t begin, uint64_t end) const { return Next(begin, end, ~uint64_t{0}); }

 private:
  static constexpr uint64_t kWordBits = 64;

  // The first position whose bit differs from those of `ignored`.
  uint64_t Next(uint64_t begin, uint64_t end, uint64_t ignored) const;

  std::vector<uint64_t> words_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_POSITION_SET_H_
