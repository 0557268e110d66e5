#include "reprise/index/member_probe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

size_t NaiveShared(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  return static_cast<size_t>(std::count_if(b.begin(), b.end(), [&](uint32_t element) {
    return std::find(a.begin(), a.end(), element) != a.end();
  }));
}

// All pairs of sets of up to six elements, of which some meet in a slot.
TEST(MemberProbeTest, AllSmallLists) {
  const std::vector<uint32_t> elements = {0, 1, 2, 0x80000000, 0xfffffffe, 0x12345678};
  std::vector<std::vector<uint32_t>> lists(size_t{1} << elements.size());
  for (size_t code = 0; code < lists.size(); ++code) {
    for (size_t i = 0; i < elements.size(); ++i) {
      if ((code >> i & 1) != 0) {
        lists[code].push_back(elements[i]);
      }
    }
  }
  MemberProbe probe;
  EXPECT_EQ(probe.CountShared(elements), 0u);
  for (const std::vector<uint32_t>& loaded : lists) {
    probe.Load(loaded);
    for (const std::vector<uint32_t>& other : lists) {
      ASSERT_EQ(probe.CountShared(other), NaiveShared(loaded, other));
    }
  }
}

TEST(MemberProbeTest, EqualsNaiveCountOnRandomLists) {
  std::mt19937_64 random(1);
  MemberProbe probe;  // one for all: nothing of a list may be left for the next
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const auto list = [&] {
      const uint64_t range = round % 2 == 0 ? 200 : 0xffffffff;
      std::vector<uint32_t> values(random() % 150);
      for (uint32_t& value : values) {
        value = static_cast<uint32_t>(random() % range);
      }
      std::sort(values.begin(), values.end());
      values.erase(std::unique(values.begin(), values.end()), values.end());
      return values;
    };
    const std::vector<uint32_t> loaded = list();
    std::vector<uint32_t> other = list();
    other.insert(other.end(), loaded.begin(),
                 loaded.begin() + static_cast<std::ptrdiff_t>(loaded.size() / 2));
    std::sort(other.begin(), other.end());
    other.erase(std::unique(other.begin(), other.end()), other.end());
    probe.Load(loaded);
    ASSERT_EQ(probe.CountShared(other), NaiveShared(loaded, other));
  }
}

}  // namespace
}  // namespace reprise
