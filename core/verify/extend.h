#ifndef REPRISE_VERIFY_EXTEND_H_
#define REPRISE_VERIFY_EXTEND_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace reprise {

// Tokens [a, a+length) of one sequence that equal [b, b+length) of another (or of the same).
struct EqualRun {
  size_t a = 0;
  size_t b = 0;
  size_t length = 0;
};

// A chain of equal runs, in order on both sides, with small edits between them.
struct RunChain {
  std::vector<EqualRun> runs;  // at least one

  size_t a_begin() const { return runs.front().a; }
  size_t b_begin() const { return runs.front().b; }
  size_t a_end() const { return runs.back().a + runs.back().length; }
  size_t b_end() const { return runs.back().b + runs.back().length; }
  size_t Matched() const;     // tokens in runs
  size_t LongestRun() const;  // tokens
};

// Within which tokens a chain may be carried on: [a_low, a_high) of A, [b_low, b_high) of B.
struct ExtensionBounds {
  size_t a_low = 0;
  size_t a_high = 0;
  size_t b_low = 0;
  size_t b_high = 0;
  // Both are one sequence, A's stretch comes first, and it ends before B's begins.
  bool disjoint = false;
};

// Edits of up to so many tokens on either side are bridged.
inline constexpr size_t kLongestBridge = 8;

// The longest chain around the equal tokens a[i] == b[j] (checked: no runs where they differ): the
// equal run through them, and with `bridge_edits` what follows on either side behind edits of at
// most kLongestBridge tokens, as long as the run behind an edit is longer than the edit. Cost: the
// length of the chain. Pure.
RunChain ExtendChain(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b, size_t i, size_t j,
                     const ExtensionBounds& bounds, bool bridge_edits);

// Keeps the cost of bridging linear. In text that is alike everywhere, such as a table of small
// numbers, chains from different places come upon each other and go the same way; past a budget,
// exact runs have to do.
class BridgeBudget {
 public:
  // For texts of so many tokens together; 0: no bridges at all.
  explicit BridgeBudget(size_t tokens) : left_(tokens == 0 ? 0 : tokens * kPerToken + kAtLeast) {}

  bool Allows() const { return left_ > 0; }
  void Spend(const RunChain& chain) {
    const size_t cost = chain.a_end() - chain.a_begin() + chain.runs.size() * kPerBridge;
    left_ -= cost < left_ ? cost : left_;
  }

 private:
  static constexpr size_t kPerBridge = 100;  // comparisons
  static constexpr size_t kPerToken = 300;
  static constexpr size_t kAtLeast = 1'000'000;
  size_t left_;
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_EXTEND_H_
