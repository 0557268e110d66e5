#include "reprise/index/packed_starts.h"

#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace reprise {
namespace {

TEST(PackedStartsTest, EqualsStartsInFull) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const uint64_t limit = uint64_t{1} << (random() % 40);
    PackedStarts packed;
    std::vector<uint64_t> sizes(random() % 300);
    std::vector<uint64_t> starts;
    uint64_t total = 0;
    for (uint64_t& size : sizes) {
      // Around 255, where a byte no longer does, more often than chance has it.
      size = random() % 4 == 0 ? 250 + random() % 10 : random() % limit;
      starts.push_back(total);
      total += size;
      packed.Append(size);
    }
    ASSERT_EQ(packed.count(), sizes.size());
    ASSERT_EQ(packed.total(), total);
    for (size_t i = 0; i < sizes.size(); ++i) {
      ASSERT_EQ(packed.Size(i), sizes[i]) << i;
      ASSERT_EQ(packed.Start(i), starts[i]) << i;
    }
  }
}

}  // namespace
}  // namespace reprise
