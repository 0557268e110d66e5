#include "reprise/index/radix_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

std::vector<uint64_t> StableSorted(std::vector<uint64_t> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](uint64_t a, uint64_t b) { return EntryKey(a) < EntryKey(b); });
  return entries;
}

void ExpectSorts(const std::vector<uint64_t>& entries, std::vector<uint64_t>* scratch) {
  std::vector<uint64_t> sorted = entries;
  SortByKey(&sorted, scratch);
  ASSERT_EQ(sorted, StableSorted(entries));
}

TEST(RadixSortTest, EntriesPackAndUnpack) {
  static_assert(PackEntry(0x80000001, 0xfffffffe) == 0x80000001fffffffe);
  EXPECT_EQ(EntryKey(0x80000001fffffffe), 0x80000001u);
  EXPECT_EQ(EntryDocument(0x80000001fffffffe), 0xfffffffeu);
}

// All lists of up to five entries over keys that differ in one digit, in another, or in all; the
// document numbers descend, so that an unstable or whole-entry sort is seen.
TEST(RadixSortTest, SortsAllTinyLists) {
  const std::vector<uint32_t> keys = {0, 1, 0x7ff, 0x800, 0x400000, 0xffffffff};
  std::vector<uint64_t> scratch;
  for (size_t size = 0; size <= 5; ++size) {
    size_t lists = 1;
    for (size_t i = 0; i < size; ++i) {
      lists *= keys.size();
    }
    for (size_t list = 0; list < lists; ++list) {
      std::vector<uint64_t> entries;
      for (size_t rest = list, i = 0; i < size; ++i, rest /= keys.size()) {
        entries.push_back(PackEntry(keys[rest % keys.size()], static_cast<uint32_t>(9 - i)));
      }
      ASSERT_NO_FATAL_FAILURE(ExpectSorts(entries, &scratch)) << size << ' ' << list;
    }
  }
}

// One scratch for lists that grow and shrink; `bits` leaves many keys equal.
TEST(RadixSortTest, SortsRandomLists) {
  std::mt19937_64 random(1);
  std::vector<uint64_t> scratch = {1, 2, 3};
  for (const size_t size : {1, 2, 3, 100, 20000, 17, 0, 5000}) {
    for (const int bits : {0, 1, 4, 11, 12, 22, 23, 31, 32}) {
      for (const int shift : {0, 32 - bits}) {
        SCOPED_TRACE("seed 1, size " + std::to_string(size) + ", bits " + std::to_string(bits) +
                     ", shift " + std::to_string(shift));
        std::vector<uint64_t> entries(size);
        for (uint64_t& entry : entries) {
          const uint64_t key = (random() & ((uint64_t{1} << bits) - 1)) << shift;
          entry = PackEntry(static_cast<uint32_t>(key), static_cast<uint32_t>(random()));
        }
        ASSERT_NO_FATAL_FAILURE(ExpectSorts(entries, &scratch));
      }
    }
  }
}

}  // namespace
}  // namespace reprise
