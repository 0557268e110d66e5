#include "reprise/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace reprise {

absl::Status ParallelFor(size_t threads, size_t count,
                         const std::function<absl::Status(size_t, size_t)>& body) {
  threads = std::min(threads, count);
  if (threads <= 1) {
    for (size_t i = 0; i < count; ++i) {
      if (absl::Status status = body(0, i); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  std::atomic<size_t> next{0};
  std::mutex mutex;
  absl::Status first_error;
  size_t first_failed = count;
  const auto work = [&](size_t worker) {
    for (size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      absl::Status status = body(worker, i);
      if (!status.ok()) {
        next.store(count);
        const std::lock_guard<std::mutex> lock(mutex);
        if (i < first_failed) {
          first_failed = i;
          first_error = std::move(status);
        }
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (size_t worker = 1; worker < threads; ++worker) {
      workers.emplace_back(work, worker);
    }
    work(0);
  }
  return first_error;
}

}  // namespace reprise
