#ifndef REPRISE_IO_RECORD_MEMORY_H_
#define REPRISE_IO_RECORD_MEMORY_H_

#include <cstdint>

namespace reprise {

// A job may read records of so many bytes as its memory has this many times: what one takes as it
// stands in its file, its text where that is not a part of it, and buffers in proportion
// (docs/guarantees.md). Jobs that hold the tokens of a text take more.
inline constexpr uint64_t kMemoryPerRecordByte = 4;

}  // namespace reprise

#endif  // REPRISE_IO_RECORD_MEMORY_H_
