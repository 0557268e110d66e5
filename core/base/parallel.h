#ifndef REPRISE_BASE_PARALLEL_H_
#define REPRISE_BASE_PARALLEL_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/status.h"

namespace reprise {

// Calls body(worker, i) once for every i in [0, count), from `threads` threads at once (at least
// 1; with 1, from the calling one). `worker` < threads names the calling thread, for scratch space
// of its own. Which worker gets which i is not defined: results must be stored by i.
//
// After an error no further i is begun; returned is the error of the lowest i that failed among
// those that were begun.
absl::Status ParallelFor(size_t threads, size_t count,
                         const std::function<absl::Status(size_t worker, size_t i)>& body);

// For results that are put together in order, and are too large to be held side by side: calls
// make(worker, i, &part) for every i in [0, count) as ParallelFor does, and take(part) for each in
// their order, from the calling thread, `at_a_time` >= 1 of them after the other. `make` finds in
// `part` what an earlier one has left. Errors: as ParallelFor.
template <typename Part, typename Make, typename Take>
absl::Status ParallelInOrder(size_t threads, size_t at_a_time, size_t count, Make make, Take take) {
  std::vector<Part> parts(std::min(at_a_time, count));
  for (size_t begin = 0; begin < count; begin += parts.size()) {
    const size_t round = std::min(parts.size(), count - begin);
    absl::Status status = ParallelFor(threads, round, [&](size_t worker, size_t i) -> absl::Status {
      return make(worker, begin + i, &parts[i]);
    });
    if (!status.ok()) {
      return status;
    }
    for (size_t i = 0; i < round; ++i) {
      take(parts[i]);
    }
  }
  return absl::OkStatus();
}

}  // namespace reprise

#endif  // REPRISE_BASE_PARALLEL_H_
