#ifndef REPRISE_SKETCH_MINHASH_H_
#define REPRISE_SKETCH_MINHASH_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

inline constexpr size_t kDefaultMinHashes = 128;

// The signature value of an empty set, at every position. A non-empty set has it at a given
// position with probability 2^-32 at most.
inline constexpr uint32_t kEmptyMinHash = 0xffffffff;

// MinHash (Broder 1997): position i of a signature is the least value that the i-th of `count`
// permutations of 32 bits gives to any shingle of the set, so that the share of equal positions of
// two signatures is an unbiased estimate of the Jaccard similarity J of the sets, with variance
// J(1-J)/count.
//
// A shingle hash x becomes y = (x ^ x>>32) mod 2^32, or 1 if that is 0, and position i takes the
// minimum of y * multiplier_i mod 2^32, with an odd multiplier for every position from a fixed
// seed. All of this is part of the format: the same on every machine and in every release. Position
// i does not depend on `count`: a short signature is the prefix of a long one.
//
// Immutable: every method may be called from any thread. Holds 4 bytes per position.
class MinHasher {
 public:
  // `count` positions, at least 1. Time to sketch and memory of a signature grow in proportion.
  explicit MinHasher(size_t count = kDefaultMinHashes);

  size_t count() const { return count_; }

  // Writes the signature of the set of `shingles`, which must be well mixed hashes; repeated ones
  // and their order do not matter. `signature` has count() elements. The empty set gives
  // kEmptyMinHash everywhere. Runs on the widest vectors of the machine (simd.h);
  // the values do not depend on them.
  void Sketch(absl::Span<const uint64_t> shingles, absl::Span<uint32_t> signature) const;

  // Lowers a signature, of the shingles so far, to that of these and `shingles`: for sets that come
  // in pieces. The signature of no shingles is kEmptyMinHash everywhere.
  void Lower(absl::Span<const uint64_t> shingles, absl::Span<uint32_t> signature) const;

  // The same values from the definition above, one at a time: the reference for Sketch().
  void SketchScalar(absl::Span<const uint64_t> shingles, absl::Span<uint32_t> signature) const;

 private:
  size_t count_;
  // Padded with unused values, so that whole vectors can be read at any position.
  std::vector<uint32_t> multipliers_;
};

// The share of positions where the signatures agree, in [0, 1]. Of signatures of different lengths
// the common prefix is compared. Positions that hold kEmptyMinHash count as different, so an empty
// set has similarity 0 to everything, another empty set included: a text without tokens is never a
// copy. 0 for signatures without positions. Pure.
double EstimateJaccard(absl::Span<const uint32_t> a, absl::Span<const uint32_t> b);

}  // namespace reprise

#endif  // REPRISE_SKETCH_MINHASH_H_
