#ifndef REPRISE_BASE_UNUSED_PAGES_H_
#define REPRISE_BASE_UNUSED_PAGES_H_

#include <cstddef>
#include <vector>

namespace reprise {

// Gives the pages that lie within `size` bytes at `begin` back to the system, which hands out new
// ones, zeroed, where they are used again. Their content must not matter. Safe from any thread.
void GiveBackPages(void* begin, size_t size);

// The same for what a vector holds beyond its end: it keeps its addresses and takes no more memory
// than its values do. Shrinking would copy them, which for a moment takes twice as much.
template <typename T>
void GiveBackUnused(std::vector<T>* values) {
  GiveBackPages(values->data() + values->size(), (values->capacity() - values->size()) * sizeof(T));
}

}  // namespace reprise

#endif  // REPRISE_BASE_UNUSED_PAGES_H_
