#include "reprise/cluster/holder_list.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace reprise {
namespace {

TEST(HolderListTest, EqualsAMap) {
  std::mt19937_64 random(1);
  HolderList list;  // one for all: nothing of a collection may be left for the next
  for (int round = 0; round < 5000; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    list.Free();
    ASSERT_TRUE(list.empty());
    std::map<uint64_t, uint64_t> naive;
    const uint64_t values = 1 + random() % 40;
    for (uint64_t text = random() % 6; text > 0; --text) {
      std::set<uint64_t> set;
      for (uint64_t i = 1 + random() % values; i > 0; --i) {
        set.insert(random() % values);
      }
      const std::vector<uint64_t> ascending(set.begin(), set.end());
      uint64_t expected = 0;
      for (const uint64_t value : ascending) {
        const auto found = naive.find(value);
        expected += found == naive.end() ? 0 : found->second;
      }
      ASSERT_EQ(list.CountHolders(ascending), expected);
      const uint64_t copies = 1 + random() % 3;
      for (const uint64_t value : ascending) {
        naive[value] += copies;
      }
      list.Add(ascending, static_cast<uint32_t>(copies));
      ASSERT_FALSE(list.empty());
    }
  }
}

}  // namespace
}  // namespace reprise
