#include "reprise/text/shingler.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "reprise/text/hash.h"

namespace reprise {
namespace {

// An odd constant without structure: the golden ratio's fraction in 64 bits.
constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15ULL;

uint64_t Polynomial(const uint64_t* tokens, size_t n) {
  uint64_t sum = n;
  for (size_t i = 0; i < n; ++i) {
    sum = sum * kMultiplier + tokens[i];
  }
  return Mix64(sum);
}

// Evaluating the polynomial anew at each token costs n-1 multiplications but no chain from one
// shingle to the next, so the processor can run many at once; a rolling update could not.
template <size_t n>
void ShingleNarrow(const uint64_t* tokens, std::vector<uint64_t>* shingles) {
  for (uint64_t& shingle : *shingles) {
    shingle = Polynomial(tokens++, n);
  }
}

// ShingleNarrow of n = 1 to 16: a loop of known length is unrolled.
template <size_t... indexes>
void ShingleNarrow(const uint64_t* tokens, size_t n, std::vector<uint64_t>* shingles,
                   std::index_sequence<indexes...> /*n less 1*/) {
  ((n == indexes + 1 ? ShingleNarrow<indexes + 1>(tokens, shingles) : void()), ...);
}

}  // namespace

void Shingle(absl::Span<const uint64_t> token_hashes, size_t n, std::vector<uint64_t>* shingles) {
  const size_t count = ShingleCount(token_hashes.size(), n);
  const size_t width = std::min(n, token_hashes.size());
  shingles->resize(count);
  constexpr size_t kNarrow = 16;
  if (width <= kNarrow) {
    ShingleNarrow(token_hashes.data(), width, shingles, std::make_index_sequence<kNarrow>());
    return;
  }
  // Wide shingles roll, so that the cost does not grow with n: the token that leaves is taken off
  // with the power of the multiplier that it has gathered.
  uint64_t leaving = 1;
  for (size_t i = 0; i < width; ++i) {
    leaving *= kMultiplier;
  }
  const uint64_t seed = width * leaving;
  uint64_t sum = 0;
  for (size_t i = 0; i < width; ++i) {
    sum = sum * kMultiplier + token_hashes[i];
  }
  (*shingles)[0] = Mix64(seed + sum);
  for (size_t i = 1; i < count; ++i) {
    sum = sum * kMultiplier + token_hashes[i + width - 1] - leaving * token_hashes[i - 1];
    (*shingles)[i] = Mix64(seed + sum);
  }
}

void DistinctFilter::Apply(std::vector<uint64_t>* values) {
  const size_t slots = std::max<size_t>(16, std::bit_ceil(values->size() * 2));
  table_.assign(slots, 0);
  const size_t mask = slots - 1;
  bool zero_seen = false;
  size_t kept = 0;
  for (const uint64_t value : *values) {
    if (value == 0) {
      if (!zero_seen) {
        (*values)[kept++] = value;
        zero_seen = true;
      }
      continue;
    }
    size_t slot = value & mask;
    while (table_[slot] != 0 && table_[slot] != value) {
      slot = (slot + 1) & mask;
    }
    if (table_[slot] == 0) {
      table_[slot] = value;
      (*values)[kept++] = value;
    }
  }
  values->resize(kept);
}

}  // namespace reprise
