#ifndef REPRISE_BASE_PROCESS_MEMORY_H_
#define REPRISE_BASE_PROCESS_MEMORY_H_

#include <cstdint>

namespace reprise {

// The most resident memory that the process has had so far, in bytes. Never fails: where the system
// does not tell, an upper bound, or 0.
uint64_t PeakMemoryBytes();

// Gives what was freed, but is kept to be handed out again, back to the system: so much of it as
// makes whole pages. Takes milliseconds. Does nothing where the C library knows no way.
void GiveBackFreeMemory();

}  // namespace reprise

#endif  // REPRISE_BASE_PROCESS_MEMORY_H_
