#include "reprise/base/spill.h"

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace reprise {
namespace {

std::string Folder() {
  const std::string folder = ::testing::TempDir() + "/spill_test";
  std::filesystem::create_directories(folder);
  return folder;
}

// In memory, on disk from the first piece on, and from some point in between.
TEST(SpillVectorTest, EqualsAVector) {
  constexpr uint64_t kNever = ~uint64_t{0};
  for (const uint64_t bytes : {uint64_t{0}, uint64_t{1} << 20, uint64_t{3} << 20, kNever}) {
    SCOPED_TRACE("seed 1, budget " + std::to_string(bytes));
    std::mt19937_64 random(1);
    SpillBudget budget(bytes, Folder());
    SpillVector<uint32_t> spilled(&budget);
    std::vector<uint32_t> expected;
    while (expected.size() < 1000000) {
      std::vector<uint32_t> part(random() % 3000);
      for (uint32_t& value : part) {
        value = static_cast<uint32_t>(random());
      }
      spilled.Append(part);
      spilled.push_back(7);
      expected.insert(expected.end(), part.begin(), part.end());
      expected.push_back(7);
    }
    ASSERT_EQ(spilled.size(), expected.size());
    EXPECT_EQ(spilled.spilled(), bytes != kNever);
    std::vector<uint32_t> scratch;
    const auto equals = [&](uint64_t begin, size_t count) {
      const absl::Span<const uint32_t> read = spilled.Read(begin, count, &scratch);
      return std::equal(read.begin(), read.end(), expected.begin() + static_cast<ptrdiff_t>(begin),
                        expected.begin() + static_cast<ptrdiff_t>(begin + count));
    };
    ASSERT_TRUE(equals(0, expected.size()));
    for (int i = 0; i < 2000; ++i) {
      const uint64_t begin = random() % (expected.size() + 1);
      const size_t count = random() % (expected.size() + 1 - begin) % (1 + random() % 100000);
      ASSERT_TRUE(equals(begin, count)) << begin << ' ' << count;
      const uint64_t index = random() % expected.size();
      ASSERT_EQ(spilled[index], expected[index]);
    }
    EXPECT_TRUE(budget.status().ok()) << budget.status();

    SpillVector<uint32_t> moved = std::move(spilled);
    EXPECT_EQ(moved.size(), expected.size());
    EXPECT_EQ(moved[12345], expected[12345]);
    moved.Clear();
    EXPECT_TRUE(moved.empty());
  }
}

TEST(SpillVectorTest, TheBudgetKnowsWhatIsInMemory) {
  SpillBudget budget(uint64_t{8} << 20, Folder());
  {
    SpillVector<uint64_t> first(&budget);
    SpillVector<uint64_t> second(&budget);
    for (uint64_t i = 0; i < uint64_t{4} << 20; ++i) {
      first.push_back(i);
      second.push_back(i);
      ASSERT_LE(budget.used(), uint64_t{17} << 20);  // a vector doubles before it spills
    }
    EXPECT_TRUE(first.spilled());
    EXPECT_TRUE(second.spilled());
    EXPECT_LE(budget.used(), uint64_t{2} << 20);
    EXPECT_EQ(first[(uint64_t{4} << 20) - 1], (uint64_t{4} << 20) - 1);
  }
  EXPECT_EQ(budget.used(), 0u);
}

TEST(SpillVectorTest, WithoutAFolderNothingSpills) {
  SpillBudget budget(0, "");
  SpillVector<uint32_t> vector(&budget);
  for (uint32_t i = 0; i < 200000; ++i) {
    vector.push_back(i);
  }
  EXPECT_FALSE(vector.spilled());
}

TEST(SpillVectorTest, ErrorsAreKeptAndReadAsZeros) {
  SpillBudget budget(0, Folder() + "/missing");
  SpillVector<uint32_t> vector(&budget);
  for (uint32_t i = 0; i < 200000; ++i) {
    vector.push_back(5);
  }
  EXPECT_TRUE(vector.spilled());
  EXPECT_EQ(vector[0], 0u);
  ASSERT_FALSE(budget.status().ok());
  EXPECT_NE(budget.status().message().find("missing"), absl::string_view::npos);
}

TEST(SpillFileTest, LeavesNoName) {
  const std::string folder = Folder() + "/empty";
  std::filesystem::create_directories(folder);
  SpillBudget budget(0, folder);
  SpillFile file(&budget);
  file.Append("abc", 3);
  char read[3];
  file.Read(0, read, 3);
  EXPECT_EQ(std::string(read, 3), "abc");
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  file.Read(2, read, 3);
  EXPECT_EQ(std::string(read, 3), std::string("c\0\0", 3));
  EXPECT_FALSE(budget.status().ok());
}

}  // namespace
}  // namespace reprise
