#ifndef REPRISE_BASE_PEAK_MEMORY_H_
#define REPRISE_BASE_PEAK_MEMORY_H_

#include <cstdint>

namespace reprise {

// The most resident memory that the process has had so far, in bytes. Never fails: where the system
// does not tell, an upper bound, or 0.
uint64_t PeakMemoryBytes();

}  // namespace reprise

#endif  // REPRISE_BASE_PEAK_MEMORY_H_
