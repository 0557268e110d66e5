#ifndef REPRISE_BASE_SORTED_LISTS_H_
#define REPRISE_BASE_SORTED_LISTS_H_

#include <algorithm>
#include <cstddef>

#include "absl/types/span.h"

namespace reprise {

// How many values two lists share, each strictly ascending. Linear in the sum of their lengths, and
// without branches on the values: where these are hashes, none could be foreseen. Pure.
template <typename T>
size_t CountCommon(absl::Span<const T> a, absl::Span<const T> b) {
  size_t common = 0;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const T x = a[i];
    const T y = b[j];
    common += static_cast<size_t>(x == y);
    i += static_cast<size_t>(x <= y);
    j += static_cast<size_t>(y <= x);
  }
  return common;
}

// How many values of an ascending list are below `limit`: the first ones. Logarithmic. Pure.
template <typename T>
size_t CountBelow(absl::Span<const T> list, T limit) {
  return static_cast<size_t>(std::lower_bound(list.begin(), list.end(), limit) - list.begin());
}

}  // namespace reprise

#endif  // REPRISE_BASE_SORTED_LISTS_H_
