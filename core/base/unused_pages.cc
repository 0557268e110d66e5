#include "reprise/base/unused_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace reprise {

void GiveBackPages(void* begin, size_t size) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<uintptr_t>(begin);
  const uintptr_t first = (address + page - 1) / page * page;
  const uintptr_t end = (address + size) / page * page;
  if (first < end) {
    // Where it fails, the pages stay, which is no error. Whole pages within the block hold nothing
    // of the allocator's own.
    static_cast<void>(
        madvise(static_cast<char*>(begin) + (first - address), end - first, MADV_DONTNEED));
  }
}

}  // namespace reprise
