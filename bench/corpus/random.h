#ifndef REPRISE_BENCH_CORPUS_RANDOM_H_
#define REPRISE_BENCH_CORPUS_RANDOM_H_

#include <cstdint>

namespace reprise::bench {

// SplitMix64 (Steele, Lea, Flood 2014). A stream is a pure function of its seed, in integers only:
// the distributions of <random> and the functions of <cmath> differ between standard libraries, and
// a corpus must have the same bytes everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  // An independent stream for the `index`-th thing made from `seed`.
  static Random ForItem(uint64_t seed, uint64_t index) {
    return Random(Mix(seed + kStep) ^ Mix(index * kStep + 1));
  }

  uint64_t Next() { return Mix(state_ += kStep); }

  // Uniform in [0, bound); `bound` must not be 0. The bias is below bound / 2^32.
  uint32_t Below(uint32_t bound) {
    return static_cast<uint32_t>(((Next() >> 32) * uint64_t{bound}) >> 32);
  }

  // Uniform in [low, high].
  uint32_t Between(uint32_t low, uint32_t high) { return low + Below(high - low + 1); }

  // True with a probability of `parts` in a million.
  bool Chance(uint32_t parts) { return Below(1'000'000) < parts; }

 private:
  static constexpr uint64_t kStep = 0x9E3779B97F4A7C15ULL;

  static uint64_t Mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  uint64_t state_;
};

}  // namespace reprise::bench

#endif  // REPRISE_BENCH_CORPUS_RANDOM_H_
