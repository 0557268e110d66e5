#include "reprise/base/growing_array.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace reprise {
namespace {

std::vector<uint64_t> Values(const GrowingArray<uint64_t>& array) {
  return {array.begin(), array.end()};
}

TEST(GrowingArrayTest, EqualsAVector) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    GrowingArray<uint64_t> array;
    std::vector<uint64_t> expected;
    for (uint64_t step = random() % 40; step > 0; --step) {
      switch (random() % 9) {
        case 0:
          array.clear();
          expected.clear();
          break;
        case 1:
          array.Free();
          expected.clear();
          ASSERT_EQ(array.capacity(), 0u);
          break;
        case 2: {
          GrowingArray<uint64_t> moved = std::move(array);
          array = std::move(moved);
          break;
        }
        case 3:
          if (!array.empty()) {
            array.push_back(array[0]);  // one of its own, while it may move
            expected.push_back(expected.front());
          }
          break;
        case 4: {
          std::vector<uint64_t> more(random() % 3000);
          for (uint64_t& value : more) {
            value = random();
          }
          array.Append(more);
          expected.insert(expected.end(), more.begin(), more.end());
          break;
        }
        case 5: {
          const size_t capacity = random() % 200;
          array.reserve(capacity);
          ASSERT_GE(array.capacity(), capacity);
          break;
        }
        default:
          array.push_back(step);
          expected.push_back(step);
      }
      ASSERT_EQ(array.empty(), expected.empty());
      ASSERT_GE(array.capacity(), array.size());
      ASSERT_EQ(Values(array), expected);
    }
  }
}

TEST(GrowingArrayTest, DoublesWhenItIsFull) {
  GrowingArray<uint32_t> array;
  size_t moves = 0;
  for (uint32_t i = 0; i < 1 << 16; ++i) {
    const size_t before = array.capacity();
    array.push_back(i);
    moves += array.capacity() != before ? 1 : 0;
  }
  EXPECT_LE(moves, 17u);
}

}  // namespace
}  // namespace reprise
