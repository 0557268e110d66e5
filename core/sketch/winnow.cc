#include "reprise/sketch/winnow.h"

#include <cassert>
#include <limits>

namespace reprise {
namespace {

// The rightmost of the least values of [begin, end), which is not empty.
size_t RightmostLeast(absl::Span<const uint64_t> values, size_t begin, size_t end) {
  size_t least = begin;
  for (size_t i = begin + 1; i < end; ++i) {
    least = values[i] <= values[least] ? i : least;
  }
  return least;
}

}  // namespace

void WinnowShingles(absl::Span<const uint64_t> shingles, size_t window,
                    std::vector<WinnowedShingle>* selected) {
  assert(window >= 1);
  assert(shingles.size() <= std::numeric_limits<uint32_t>::max());
  selected->clear();
  if (shingles.size() < window) {
    return;
  }
  const auto select = [&](size_t position, size_t first_window) {
    if (!selected->empty()) {
      selected->back().windows_end = static_cast<uint32_t>(first_window);
    }
    selected->push_back({shingles[position], static_cast<uint32_t>(position),
                         static_cast<uint32_t>(first_window), 0});
  };

  const size_t windows = shingles.size() - window + 1;
  size_t least = RightmostLeast(shingles, 0, window);
  select(least, 0);
  for (size_t i = 1; i < windows; ++i) {
    const size_t entering = i + window - 1;
    if (shingles[entering] <= shingles[least]) {
      least = entering;
    } else if (least < i) {
      least = RightmostLeast(shingles, i, i + window);
    } else {
      continue;
    }
    select(least, i);
  }
  selected->back().windows_end = static_cast<uint32_t>(windows);
}

}  // namespace reprise
