#ifndef REPRISE_INDEX_REPEATED_HASHES_H_
#define REPRISE_INDEX_REPEATED_HASHES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// The hashes that were added more than once. Given the distinct hashes of each document, these are
// the ones that two or more documents have in common, at 8 bytes for each one added.
//
// Add any number of times, then Finish once, each under the caller's lock if there are several
// threads; Find may be called from any thread from then on. The order of additions has no
// effect. Hashes have to be as good as random in all bits: others cost time, not correctness.
class RepeatedHashes {
 public:
  void Add(absl::Span<const uint64_t> hashes) {
    added_.insert(added_.end(), hashes.begin(), hashes.end());
  }

  // Drops what was added once. Sorts in place: no more memory than for the result.
  void Finish();

  // The place, below size(), of a hash that was added more than once; kNone for others. Expected
  // constant time.
  static constexpr size_t kNone = ~size_t{0};
  size_t Find(uint64_t hash) const;
  bool Contains(uint64_t hash) const { return Find(hash) != kNone; }

  size_t size() const { return repeated_.size(); }

  // Heap in use.
  size_t memory_bytes() const;

 private:
  std::vector<uint64_t> added_;     // empty after Finish
  std::vector<uint64_t> repeated_;  // ascending
  // The repeated ones with leading bits k are [starts_[k], starts_[k+1]); as many k as repeated
  // ones, or nearly.
  std::vector<size_t> starts_;
  int start_bits_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_REPEATED_HASHES_H_
