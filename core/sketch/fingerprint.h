#ifndef REPRISE_SKETCH_FINGERPRINT_H_
#define REPRISE_SKETCH_FINGERPRINT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// Samples shingles by a threshold on their hash (FracMinHash, Irber et al. 2022). Whether a shingle
// is selected depends on its hash alone, so two texts select the same of what they share: the share
// of A's fingerprints that B also has estimates coverage(A by B), however different their lengths,
// and a sample at a lower rate is a subset of one at a higher rate. A shared run may go without any
// selected shingle: what must find every run needs winnowing.
//
// The high 32 bits of the hash select and the low 32 bits are the fingerprint, so that all 32 bits
// of a fingerprint tell shingles apart. Two different shingles have one fingerprint with
// probability 2^-32. Part of the format: the same on every machine and in every release.
//
// Immutable: every method may be called from any thread.
class FingerprintSampler {
 public:
  // `rate` is the expected share of selected shingles, in (0, 1]; 1 selects all. Its effect is
  // rounded up to a multiple of 2^-32. Memory and time of everything done with fingerprints grow in
  // proportion; the standard deviation of an estimated coverage c of n shingles is
  // sqrt(c(1-c)/(n*rate)) and falls with the root.
  explicit FingerprintSampler(double rate);

  double rate() const { return rate_; }

  // Whether the high 32 bits of `shingle` are below rate * 2^32.
  bool Selects(uint64_t shingle) const { return (shingle >> 32) < threshold_; }

  // Replaces `*fingerprints` by the fingerprints of the selected shingles, ascending and without
  // repetition; empty when none is selected. Shingles may come in any order, and repeated ones cost
  // time but change nothing.
  void Sample(absl::Span<const uint64_t> distinct_shingles,
              std::vector<uint32_t>* fingerprints) const;

 private:
  double rate_;
  uint64_t threshold_;  // in [1, 2^32]
};

}  // namespace reprise

#endif  // REPRISE_SKETCH_FINGERPRINT_H_
