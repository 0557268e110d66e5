#ifndef REPRISE_INDEX_RADIX_SORT_H_
#define REPRISE_INDEX_RADIX_SORT_H_

#include <cstdint>
#include <vector>

namespace reprise {

// A 32-bit key above a 32-bit document number: what the indexes sort to bring documents of equal
// keys together.
constexpr uint64_t PackEntry(uint32_t key, uint32_t document) {
  return (static_cast<uint64_t>(key) << 32) | document;
}
constexpr uint32_t EntryKey(uint64_t entry) { return static_cast<uint32_t>(entry >> 32); }
constexpr uint32_t EntryDocument(uint64_t entry) { return static_cast<uint32_t>(entry); }

// Sorts `*entries` by key; entries of equal key keep their order. Least-significant-digit radix
// sort: linear, three passes. `*scratch` is working space whose content is lost; passing the same
// one to many calls saves its allocation. Pure; one pair of vectors per thread.
void SortByKey(std::vector<uint64_t>* entries, std::vector<uint64_t>* scratch);

}  // namespace reprise

#endif  // REPRISE_INDEX_RADIX_SORT_H_
