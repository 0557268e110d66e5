#include "reprise/verify/extend.h"

#include <algorithm>

namespace reprise {
namespace {

// Two sequences seen from a pair of places, outwards in one direction.
class Outlook {
 public:
  Outlook(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b, size_t i, size_t j,
          size_t room_a, size_t room_b, bool forward)
      : a_(a), b_(b), i_(i), j_(j), room_a_(room_a), room_b_(room_b), forward_(forward) {}

  // How many tokens are equal from da tokens on in A, db tokens on in B; `most` at most.
  size_t Equal(size_t da, size_t db, size_t most) const {
    if (da >= room_a_ || db >= room_b_) {
      return 0;
    }
    const size_t room = std::min({room_a_ - da, room_b_ - db, most});
    size_t length = 0;
    if (forward_) {
      const uint64_t* a = a_.data() + i_ + da;
      const uint64_t* b = b_.data() + j_ + db;
      while (length < room && a[length] == b[length]) {
        ++length;
      }
    } else {
      const uint64_t* a = a_.data() + i_ - da;
      const uint64_t* b = b_.data() + j_ - db;
      while (length < room && *(a - length - 1) == *(b - length - 1)) {
        ++length;
      }
    }
    return length;
  }

  // The run of `length` that starts da and db tokens on.
  EqualRun RunAt(size_t da, size_t db, size_t length) const {
    return forward_ ? EqualRun{i_ + da, j_ + db, length}
                    : EqualRun{i_ - da - length, j_ - db - length, length};
  }

 private:
  absl::Span<const uint64_t> a_;
  absl::Span<const uint64_t> b_;
  size_t i_;
  size_t j_;
  size_t room_a_;
  size_t room_b_;
  bool forward_;
};

struct Bridge {
  size_t da = 0;
  size_t db = 0;
  size_t gain = 0;  // how much longer the run behind it is than the edit; 0: none was found
};

// The edit behind which the most equal tokens follow, itself counted against them.
Bridge BestBridge(const Outlook& outlook, size_t at_a, size_t at_b) {
  // A run so long speaks for itself: edits before it are compared by their length alone.
  constexpr size_t kEnough = 2 * kLongestBridge;
  Bridge best;
  for (size_t cost = 1; cost <= kLongestBridge; ++cost) {
    if (best.gain >= kEnough - cost) {
      break;  // no longer edit can gain more
    }
    const auto consider = [&](size_t da, size_t db) {
      const size_t run = outlook.Equal(at_a + da, at_b + db, kEnough);
      if (run > cost && run - cost > best.gain) {
        best = {da, db, run - cost};
      }
    };
    consider(cost, cost);
    for (size_t less = cost; less-- > 0;) {
      consider(cost, less);
      consider(less, cost);
    }
  }
  return best;
}

// Appends the runs that follow in the outlook's direction, nearest first.
void Follow(const Outlook& outlook, size_t whole, bool bridge_edits, std::vector<EqualRun>* runs) {
  size_t at_a = 0;
  size_t at_b = 0;
  while (true) {
    const size_t length = outlook.Equal(at_a, at_b, whole);
    if (length > 0) {
      runs->push_back(outlook.RunAt(at_a, at_b, length));
    }
    at_a += length;
    at_b += length;
    if (!bridge_edits) {
      return;
    }
    const Bridge bridge = BestBridge(outlook, at_a, at_b);
    if (bridge.gain == 0) {
      return;
    }
    at_a += bridge.da;
    at_b += bridge.db;
  }
}

}  // namespace

size_t RunChain::Matched() const {
  size_t matched = 0;
  for (const EqualRun& run : runs) {
    matched += run.length;
  }
  return matched;
}

size_t RunChain::LongestRun() const {
  size_t longest = 0;
  for (const EqualRun& run : runs) {
    longest = std::max(longest, run.length);
  }
  return longest;
}

RunChain ExtendChain(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b, size_t i, size_t j,
                     const ExtensionBounds& bounds, bool bridge_edits) {
  RunChain chain;
  if (a[i] != b[j]) {
    return chain;
  }
  const size_t whole = std::max(a.size(), b.size());
  const size_t a_high = bounds.disjoint ? std::min(bounds.a_high, j) : bounds.a_high;
  Follow(Outlook(a, b, i, j, a_high - i, bounds.b_high - j, true), whole, bridge_edits,
         &chain.runs);
  const size_t b_low = bounds.disjoint ? std::max(bounds.b_low, chain.a_end()) : bounds.b_low;
  std::vector<EqualRun> before;
  Follow(Outlook(a, b, i, j, i - bounds.a_low, j - b_low, false), whole, bridge_edits, &before);
  // The two directions meet in the middle of one run.
  if (!before.empty() && before.front().a + before.front().length == i &&
      before.front().b + before.front().length == j) {
    chain.runs.front().a -= before.front().length;
    chain.runs.front().b -= before.front().length;
    chain.runs.front().length += before.front().length;
    before.erase(before.begin());
  }
  chain.runs.insert(chain.runs.begin(), before.rbegin(), before.rend());
  return chain;
}

}  // namespace reprise
