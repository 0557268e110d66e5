#include "reprise/pipeline/passage_order.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <tuple>

namespace reprise {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

// The heaviest chain that ends in a passage.
struct Chain {
  uint64_t tokens = 0;
  uint32_t last = kNone;
};

// Prefix maxima over the ranks of beginnings in B (a Fenwick tree).
class BestChains {
 public:
  explicit BestChains(size_t ranks) : best_(ranks + 1) {}

  // The heaviest chain that ends at a rank below `rank`.
  Chain Below(size_t rank) const {
    Chain best;
    for (size_t i = rank; i > 0; i &= i - 1) {
      best = Heavier(best, best_[i]);
    }
    return best;
  }

  void Add(size_t rank, const Chain& chain) {
    for (size_t i = rank + 1; i < best_.size(); i += i & (~i + 1)) {
      best_[i] = Heavier(best_[i], chain);
    }
  }

 private:
  static Chain Heavier(const Chain& x, const Chain& y) { return y.tokens > x.tokens ? y : x; }

  std::vector<Chain> best_;
};

}  // namespace

std::vector<bool> InSameOrder(absl::Span<const Passage> passages) {
  std::vector<uint64_t> begins;
  for (const Passage& passage : passages) {
    begins.push_back(passage.b.begin);
  }
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());

  // Where beginnings in A are equal, those in B fall, so that no two of them can be in one chain.
  std::vector<uint32_t> order(passages.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) {
    return std::tuple(passages[x].a.begin, passages[y].b.begin, x) <
           std::tuple(passages[y].a.begin, passages[x].b.begin, y);
  });
  BestChains chains(begins.size());
  std::vector<uint32_t> previous(passages.size(), kNone);
  for (const uint32_t i : order) {
    const auto rank = static_cast<size_t>(
        std::lower_bound(begins.begin(), begins.end(), passages[i].b.begin) - begins.begin());
    const Chain before = chains.Below(rank);
    previous[i] = before.last;
    // A passage without tokens, which no alignment gives, still lengthens a chain.
    chains.Add(rank, {before.tokens + std::max<uint64_t>(1, passages[i].tokens), i});
  }
  std::vector<bool> in_order(passages.size(), false);
  for (uint32_t i = chains.Below(begins.size()).last; i != kNone; i = previous[i]) {
    in_order[i] = true;
  }
  return in_order;
}

}  // namespace reprise
