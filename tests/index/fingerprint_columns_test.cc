#include "reprise/index/fingerprint_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Lists = std::vector<std::vector<uint32_t>>;  // per document

// Of many documents with few, of some with many (more than a byte counts), of some with none.
Lists RandomLists(size_t documents, uint64_t seed) {
  std::mt19937_64 random(seed);
  Lists lists(documents);
  for (std::vector<uint32_t>& list : lists) {
    const uint64_t kind = random() % 10;
    list.resize(kind == 0 ? 0 : kind == 1 ? 5000 + random() % 100 : random() % 40);
    for (uint32_t& fingerprint : list) {
      fingerprint = static_cast<uint32_t>(random());
    }
    if (kind == 2) {
      list = {0, std::numeric_limits<uint32_t>::max()};
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return lists;
}

void ExpectHolds(const FingerprintColumns& columns, const Lists& lists) {
  ASSERT_EQ(columns.documents(), lists.size());
  Lists gathered(lists.size());
  uint64_t total = 0;
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    size_t next = 0;
    uint64_t size = 0;
    columns.ForEach(column, [&](size_t document, absl::Span<const uint32_t> fingerprints) {
      ASSERT_EQ(document, next++);
      for (const uint32_t fingerprint : fingerprints) {
        ASSERT_EQ(FingerprintColumns::ColumnOf(fingerprint), column);
        gathered[document].push_back(fingerprint);
      }
      size += fingerprints.size();
    });
    EXPECT_EQ(next, lists.size());
    EXPECT_EQ(columns.Size(column), size);
    total += size;
  }
  EXPECT_EQ(gathered, lists);
  EXPECT_EQ(columns.total(), total);
  for (size_t i = 0; i < lists.size(); ++i) {
    ASSERT_EQ(columns.Count(i), lists[i].size()) << i;
  }
}

TEST(FingerprintColumnsTest, HoldsWhatWasAdded) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    TinyBudget spill;
    SpillBudget* const budget = seed % 2 == 0 ? &spill : nullptr;
    const Lists lists = RandomLists(seed * 30, seed);
    FingerprintColumns columns(budget);
    for (const std::vector<uint32_t>& list : lists) {
      columns.Add(list);
    }
    ExpectHolds(columns, lists);
    EXPECT_TRUE(spill.status().ok()) << spill.status();
  }
}

// Part by part, as threads read them, and column by column, as a file has them.
TEST(FingerprintColumnsTest, PartsAndColumnsMakeTheSame) {
  const Lists lists = RandomLists(200, 7);
  TinyBudget spill;
  FingerprintColumns whole(&spill);
  for (size_t begin = 0; begin < lists.size(); begin += 50) {
    FingerprintColumns part;
    for (size_t i = begin; i < begin + 50; ++i) {
      part.Add(lists[i]);
    }
    whole.Append(part);
  }
  ExpectHolds(whole, lists);
  FingerprintColumns copied;
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    whole.ForEach(column, [&](size_t /*document*/, absl::Span<const uint32_t> fingerprints) {
      copied.AddToColumn(column, fingerprints);
    });
  }
  ExpectHolds(copied, lists);
}

TEST(FingerprintColumnsTest, CountsOutliveWhatIsCleared) {
  const Lists lists = RandomLists(50, 8);
  FingerprintColumns columns;
  EXPECT_EQ(columns.Count(3), 0u);
  for (const std::vector<uint32_t>& list : lists) {
    columns.Add(list);
  }
  const uint64_t total = columns.total();
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    columns.Clear(column);
    EXPECT_EQ(columns.Size(column), 0u);
    columns.ForEach(column, [](size_t, absl::Span<const uint32_t>) { ADD_FAILURE(); });
  }
  EXPECT_EQ(columns.total(), total);
  for (size_t i = 0; i < lists.size(); ++i) {
    EXPECT_EQ(columns.Count(i), lists[i].size());
  }
}

}  // namespace
}  // namespace reprise
