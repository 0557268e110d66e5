#ifndef REPRISE_BASE_PEAK_MEMORY_H_
#define REPRISE_BASE_PEAK_MEMORY_H_

#include <sys/resource.h>

#include <cstdint>

namespace reprise {

// The most resident memory that the process has had so far, in bytes.
inline uint64_t PeakMemoryBytes() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace reprise

#endif  // REPRISE_BASE_PEAK_MEMORY_H_
