#include "reprise/cluster/holder_list.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

TEST(HolderListTest, EqualsAMap) {
  std::mt19937_64 random(1);
  TinyBudget budget;
  // One for all: nothing of a collection may be left for the next.
  HolderList in_memory;
  HolderList on_disk(&budget);
  for (int round = 0; round < 5000; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    HolderList& list = random() % 2 == 0 ? in_memory : on_disk;
    list.Free();
    ASSERT_TRUE(list.empty());
    std::map<uint64_t, uint64_t> naive;
    const uint64_t values = 1 + random() % 40;
    for (uint64_t text = 1 + random() % 6; text > 0; --text) {
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
      const uint64_t copies = 1 + random() % 3;
      for (const uint64_t value : ascending) {
        naive[value] += copies;
      }
      ShingleStream stream(ascending);
      ASSERT_EQ(list.Add(&stream, static_cast<uint32_t>(copies), /*last=*/text == 1), expected);
    }
  }
  EXPECT_TRUE(budget.status().ok()) << budget.status();
}

}  // namespace
}  // namespace reprise
