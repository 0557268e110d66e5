#include "reprise/index/position_table.h"

#include <sys/mman.h>

#include <bit>
#include <cassert>
#include <new>

namespace reprise {

PositionTable::PositionTable(uint64_t capacity, uint64_t values)
    : slot_count_(capacity + capacity / 4 + 2),
      capacity_(capacity),
      value_bits_(static_cast<int>(std::bit_width(values))) {
  assert(capacity >= 1 && value_bits_ < 64);
  // From the system and back to it: the heap would keep what a table leaves between two passes.
  const size_t bytes = slot_count_ * sizeof(Slot);
  void* const zeros =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (zeros == MAP_FAILED) {
    throw std::bad_alloc();
  }
#ifdef MADV_HUGEPAGE
  // Slots are visited at random: with small pages, finding the page costs as much as the visit. A
  // wish, which may be refused; not for tables that a page could make much larger.
  constexpr size_t kLeastForHugePages = size_t{64} << 20;
  if (bytes >= kLeastForHugePages) {
    madvise(zeros, bytes, MADV_HUGEPAGE);
  }
#endif
  slots_ = {static_cast<Slot*>(zeros), Unmap{bytes}};
}

void PositionTable::Unmap::operator()(Slot* slots) const { munmap(slots, bytes); }

}  // namespace reprise
