#ifndef REPRISE_INDEX_ROLLING_HASH_H_
#define REPRISE_INDEX_ROLLING_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/numeric/int128.h"
#include "reprise/text/hash.h"

namespace reprise {

// Hashes of all runs of `width` bytes, each made from that of its neighbour (Karp, Rabin 1987): a
// polynomial over the bytes modulo 2^61 - 1. A prime, because modulo 2^64 some repetitive texts
// (Thue-Morse words) collide whatever the base. Not thread-safe; cheap to copy (2 KB).
class RollingHash {
 public:
  // Runs that collide by one `base_number` need not by another.
  explicit RollingHash(size_t width, uint64_t base_number = 0);

  // Starts with the run at `text`.
  void Start(const char* text);
  // Goes on from the run at `text` to the one at text + 1.
  void Roll(const char* text) {
    state_ = Reduce(Product(state_) + Value(text[width_]) + leaving_[Byte(text[0])]);
  }
  // Of the run in hand; all 64 bits are mixed.
  uint64_t Hash() const { return Mix64(state_); }

 private:
  static constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;
  static constexpr uint64_t kFirstBase = 0x0f3a9d5b6c8e1247;  // arbitrary, below the prime

  static size_t Byte(char c) { return static_cast<unsigned char>(c); }
  // Not 0, so that runs of NUL are told apart by the terms that follow.
  static uint64_t Value(char c) { return Byte(c) + 1; }
  // Below 2^62 + 2^61 for x below 2^62.
  uint64_t Product(uint64_t x) const {
    const absl::uint128 product = absl::uint128(x) * base_;
    return (absl::Uint128Low64(product) & kPrime) + absl::Uint128Low64(product >> 61);
  }
  static uint64_t Reduce(uint64_t x) {
    x = (x & kPrime) + (x >> 61);
    return x >= kPrime ? x - kPrime : x;
  }

  size_t width_;
  uint64_t base_;
  std::array<uint64_t, 256> leaving_;  // by byte: what it has to lose when it leaves the run
  uint64_t state_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_ROLLING_HASH_H_
