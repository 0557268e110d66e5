#include "reprise/index/radix_sort.h"

#include <array>
#include <cstddef>

namespace reprise {

void SortByKey(std::vector<uint64_t>* entries, std::vector<uint64_t>* scratch) {
  constexpr int kDigitBits = 11;
  constexpr size_t kDigits = size_t{1} << kDigitBits;
  constexpr int kPasses = 3;
  const auto digit = [](uint64_t entry, int pass) {
    return static_cast<size_t>(entry >> (32 + pass * kDigitBits)) & (kDigits - 1);
  };

  std::vector<std::array<size_t, kDigits>> counts(kPasses);
  for (const uint64_t entry : *entries) {
    for (int pass = 0; pass < kPasses; ++pass) {
      ++counts[static_cast<size_t>(pass)][digit(entry, pass)];
    }
  }
  scratch->resize(entries->size());
  for (int pass = 0; pass < kPasses; ++pass) {
    std::array<size_t, kDigits>& place = counts[static_cast<size_t>(pass)];
    size_t next = 0;
    for (size_t& count : place) {
      const size_t here = count;
      count = next;
      next += here;
    }
    for (const uint64_t entry : *entries) {
      (*scratch)[place[digit(entry, pass)]++] = entry;
    }
    entries->swap(*scratch);
  }
}

}  // namespace reprise
