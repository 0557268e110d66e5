#ifndef REPRISE_BASE_PARALLEL_H_
#define REPRISE_BASE_PARALLEL_H_

#include <cstddef>
#include <functional>

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

}  // namespace reprise

#endif  // REPRISE_BASE_PARALLEL_H_
