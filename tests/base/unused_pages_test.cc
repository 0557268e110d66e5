#include "reprise/base/unused_pages.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace reprise {
namespace {

// The bytes of whole pages in [begin, begin + size) that are in memory.
size_t ResidentBytes(const void* begin, size_t size) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t skip = (page - reinterpret_cast<uintptr_t>(begin) % page) % page;
  std::vector<unsigned char> resident((size - skip) / page);
  char* const first = const_cast<char*>(static_cast<const char*>(begin)) + skip;
  EXPECT_EQ(mincore(first, resident.size() * page, resident.data()), 0);
  return page * static_cast<size_t>(std::count_if(resident.begin(), resident.end(),
                                                  [](unsigned char c) { return (c & 1) != 0; }));
}

TEST(UnusedPagesTest, ValuesStayAndTheRestTakesNoMemory) {
  constexpr size_t kValues = size_t{1} << 20;
  std::vector<uint64_t> values(kValues);
  std::iota(values.begin(), values.end(), uint64_t{7});
  values.resize(kValues / 4 + 3);
  const uint64_t* const before = values.data();
  EXPECT_GT(ResidentBytes(values.data(), kValues * sizeof(uint64_t)), kValues * 7);
  GiveBackUnused(&values);
  EXPECT_LT(ResidentBytes(values.data(), kValues * sizeof(uint64_t)), kValues * 3);
  EXPECT_EQ(values.data(), before);
  for (size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(values[i], i + 7);
  }
  // What was given back is there again.
  values.resize(kValues, 5);
  EXPECT_EQ(values.back(), 5U);
  EXPECT_EQ(values.data(), before);
}

TEST(UnusedPagesTest, NothingToGiveBack) {
  std::vector<uint64_t> values;
  GiveBackUnused(&values);
  EXPECT_TRUE(values.empty());
  values.assign(3, 1);
  GiveBackUnused(&values);
  EXPECT_EQ(values, (std::vector<uint64_t>{1, 1, 1}));
}

}  // namespace
}  // namespace reprise
