#ifndef REPRISE_IO_RECORD_MEMORY_H_
#define REPRISE_IO_RECORD_MEMORY_H_

#include <cstdint>

namespace reprise {

// A job may read records of so many bytes as its memory has this many times: what the text of one
// takes, with its shingles and those of another one of its size that it is compared with
// (docs/guarantees.md).
inline constexpr uint64_t kMemoryPerRecordByte = 12;

}  // namespace reprise

#endif  // REPRISE_IO_RECORD_MEMORY_H_
