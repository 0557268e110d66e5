#include "reprise/base/spill_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <tuple>
#include <vector>

#include "reprise/base/spill_window.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

struct Record {
  uint32_t key;
  uint32_t number;

  friend bool operator==(const Record&, const Record&) = default;
};

struct ByKey {
  bool operator()(const Record& a, const Record& b) const {
    return std::tuple(a.key, a.number) < std::tuple(b.key, b.number);
  }
};

std::vector<Record> RandomRecords(size_t count, uint32_t keys, std::mt19937* random) {
  std::vector<Record> records;
  for (size_t i = 0; i < count; ++i) {
    records.push_back({static_cast<uint32_t>((*random)() % keys), static_cast<uint32_t>(i)});
  }
  return records;
}

// Both ways to take what is sorted, against std::sort.
void ExpectSorts(const std::vector<Record>& records, SpillBudget* budget, bool spills) {
  std::vector<Record> expected = records;
  std::sort(expected.begin(), expected.end(), ByKey());
  for (const bool take : {false, true}) {
    SpillSorter<Record, ByKey> sorter(budget);
    for (const Record& record : records) {
      sorter.Add(record);
    }
    ASSERT_EQ(sorter.size(), records.size());
    ASSERT_EQ(sorter.spilled(), spills);
    std::vector<Record> sorted;
    if (take) {
      const SpillVector<Record> taken = sorter.Take();
      ASSERT_EQ(taken.spilled(), spills);
      for (uint64_t i = 0; i < taken.size(); ++i) {
        sorted.push_back(taken[i]);
      }
    } else {
      sorter.ForEach([&sorted](const Record& record) { sorted.push_back(record); });
    }
    ASSERT_EQ(sorted, expected);
    ASSERT_EQ(sorter.size(), 0u) << "it is left empty";
    sorter.Add({1, 2});
    ASSERT_EQ(sorter.Take()[0], (Record{1, 2})) << "and can be used again";
  }
}

TEST(SpillSorterTest, EverySmallSize) {
  std::mt19937 random(1);
  for (size_t count = 0; count < 1000; count += 1 + count / 20) {
    SCOPED_TRACE("seed 1, records " + std::to_string(count));
    const std::vector<Record> records = RandomRecords(count, 50, &random);
    ASSERT_NO_FATAL_FAILURE(ExpectSorts(records, nullptr, false));
    TinyBudget tiny;
    // 16 pieces of 64 bytes are in memory; more are a run on disk.
    ASSERT_NO_FATAL_FAILURE(ExpectSorts(records, &tiny, count > 128));
    EXPECT_EQ(tiny.used(), 0u);
    EXPECT_TRUE(tiny.status().ok()) << tiny.status();
  }
}

// Hundreds of runs, merged one record at a time; and a budget that is exceeded on the way.
TEST(SpillSorterTest, ManyRecords) {
  std::mt19937 random(2);
  const std::vector<Record> records = RandomRecords(300000, 1000000, &random);
  TinyBudget tiny;
  ASSERT_NO_FATAL_FAILURE(ExpectSorts(records, &tiny, true)) << "seed 2";
  SpillBudget some(uint64_t{1} << 20, ::testing::TempDir(), /*piece_bytes=*/4096);
  ASSERT_NO_FATAL_FAILURE(ExpectSorts(records, &some, true)) << "seed 2";
  SpillBudget enough(uint64_t{64} << 20, ::testing::TempDir());
  ASSERT_NO_FATAL_FAILURE(ExpectSorts(records, &enough, false)) << "seed 2";
  EXPECT_EQ(some.used() + enough.used(), 0u);
}

TEST(SpillSorterTest, EndsWhereItIsTold) {
  TinyBudget tiny;
  for (const uint64_t count : {10, 1000}) {
    SpillSorter<uint64_t> sorter(&tiny);
    for (uint64_t i = count; i > 0; --i) {
      sorter.Add(i);
    }
    std::vector<uint64_t> seen;
    sorter.ForEachWhile([&seen](uint64_t i) {
      seen.push_back(i);
      return i < 3;
    });
    EXPECT_EQ(seen, (std::vector<uint64_t>{1, 2, 3})) << count;
    EXPECT_EQ(sorter.size(), 0u) << "the others are lost";
  }
}

TEST(SpillSorterTest, KeepsToTheBudget) {
  constexpr uint64_t kBytes = uint64_t{1} << 20;
  SpillBudget budget(kBytes, ::testing::TempDir(), /*piece_bytes=*/4096);
  SpillSorter<uint64_t> sorter(&budget);
  uint64_t most = 0;
  for (uint64_t i = 0; i < 1000000; ++i) {
    sorter.Add(i);
    most = std::max(most, budget.used());
  }
  EXPECT_TRUE(sorter.spilled());
  EXPECT_LE(most, kBytes);
  EXPECT_GE(most, kBytes / 4) << "it uses what there is";
}

TEST(SpillSorterTest, SaysWhatTheDiskSays) {
  SpillBudget budget(0, "/nonexistent", /*piece_bytes=*/64);
  SpillSorter<uint64_t> sorter(&budget);
  for (uint64_t i = 0; i < 1000; ++i) {
    sorter.Add(i);
  }
  size_t count = 0;
  sorter.ForEach([&count](uint64_t) { ++count; });
  EXPECT_EQ(count, 1000u) << "as many, if of zeros";
  EXPECT_FALSE(budget.status().ok());
}

// Reads of all sizes, forwards, backwards and anywhere, in windows smaller and larger than these.
TEST(SpillWindowTest, EqualsTheVector) {
  std::mt19937 random(4);
  for (const size_t window_bytes : {1, 40, 1000, 100000}) {
    SCOPED_TRACE("seed 4, window " + std::to_string(window_bytes));
    TinyBudget tiny;
    SpillVector<uint32_t> on_disk(&tiny);
    SpillVector<uint32_t> in_memory;
    std::vector<uint32_t> expected;
    for (size_t i = 0; i < 3000; ++i) {
      expected.push_back(static_cast<uint32_t>(random()));
      on_disk.push_back(expected.back());
      in_memory.push_back(expected.back());
    }
    ASSERT_TRUE(on_disk.spilled());
    SpillWindow<uint32_t> windows[] = {SpillWindow<uint32_t>(on_disk, window_bytes),
                                       SpillWindow<uint32_t>(in_memory, window_bytes)};
    for (SpillWindow<uint32_t>& window : windows) {
      uint64_t next = 0;
      for (int i = 0; i < 3000; ++i) {
        const uint64_t begin = random() % 8 == 0 ? random() % 3001 : next;
        const auto count = static_cast<size_t>(random() % 50) % (3001 - begin);
        const absl::Span<const uint32_t> read = window.Read(begin, count);
        ASSERT_EQ(read.size(), count);
        ASSERT_TRUE(
            std::equal(read.begin(), read.end(), expected.begin() + static_cast<ptrdiff_t>(begin)));
        next = begin + count;
      }
      for (uint64_t i = 0; i < 3000; ++i) {
        ASSERT_EQ(window[i], expected[i]);
      }
    }
  }
}

TEST(SpillClaimTest, CountsWhatIsHeld) {
  SpillBudget budget(100, ::testing::TempDir());
  {
    SpillClaim claim(&budget);
    claim.Set(60);
    EXPECT_EQ(budget.used(), 60u);
    EXPECT_TRUE(budget.HasRoom(40));
    EXPECT_FALSE(budget.HasRoom(41));
    claim.Set(30);
    SpillClaim other = std::move(claim);
    EXPECT_EQ(budget.used(), 30u);
    claim = SpillClaim(&budget);
    EXPECT_EQ(budget.used(), 30u);
    other = SpillClaim(&budget);
    EXPECT_EQ(budget.used(), 0u);
    other.Set(7);
  }
  EXPECT_EQ(budget.used(), 0u);
  SpillClaim none;
  none.Set(5);  // counted nowhere
}

}  // namespace
}  // namespace reprise
