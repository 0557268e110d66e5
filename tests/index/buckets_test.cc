#include "reprise/index/buckets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "testing/naive_groups.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Lists = std::vector<std::vector<uint32_t>>;

TEST(BucketsTest, WithoutDocumentsOrGroups) {
  Buckets none(0, 1);
  none.Finish();
  EXPECT_EQ(none.document_count(), 0u);
  EXPECT_EQ(none.bucket_count(), 0u);

  Buckets alone(3, 1);
  alone.Append(0, {});
  alone.Finish();
  EXPECT_EQ(alone.document_count(), 3u);
  EXPECT_EQ(alone.bucket_count(), 0u);
  for (uint32_t document = 0; document < 3; ++document) {
    std::vector<uint32_t> scratch;
    EXPECT_TRUE(alone.BucketsOf(document, &scratch).empty());
  }
}

// Keys of different calls are different buckets, numbered by section, size, then call and key.
TEST(BucketsTest, EqualMapsOverManyTables) {
  std::mt19937_64 random(2);
  KeyGrouper grouper;
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    const size_t documents = 1 + random() % 50;
    TinyBudget spill;
    const size_t sections = 1 + random() % 3;
    Buckets buckets(documents, sections, round % 2 == 0 ? nullptr : &spill);
    Lists expected;
    std::vector<size_t> section_begins;
    for (size_t section = 0; section < sections; ++section) {
      section_begins.push_back(expected.size());
      for (size_t tables = random() % 5; tables > 0; --tables) {
        std::vector<uint64_t> entries = testing::RandomEntries(
            documents, random() % 4, static_cast<uint32_t>(1 + random() % 80), random);
        for (const std::vector<uint32_t>& group : testing::NaiveGroups(entries)) {
          expected.push_back(group);
        }
        buckets.Append(section, grouper.Group(&entries));
      }
      std::stable_sort(expected.begin() + static_cast<std::ptrdiff_t>(section_begins.back()),
                       expected.end(),
                       [](const auto& x, const auto& y) { return x.size() < y.size(); });
    }
    buckets.Finish(static_cast<size_t>(1 + round % 3));
    ASSERT_TRUE(spill.status().ok()) << spill.status();

    ASSERT_EQ(buckets.document_count(), documents);
    ASSERT_EQ(buckets.bucket_count(), expected.size());
    Lists buckets_of(documents);
    std::vector<uint32_t> list;
    for (uint32_t bucket = 0; bucket < expected.size(); ++bucket) {
      ASSERT_EQ(buckets.Members(bucket, &list), absl::MakeConstSpan(expected[bucket])) << bucket;
      for (const uint32_t document : expected[bucket]) {
        buckets_of[document].push_back(bucket);
      }
    }
    section_begins.push_back(expected.size());
    for (size_t section = 0; section + 1 < section_begins.size(); ++section) {
      const auto begin = expected.begin() + static_cast<std::ptrdiff_t>(section_begins[section]);
      const auto end = expected.begin() + static_cast<std::ptrdiff_t>(section_begins[section + 1]);
      ASSERT_EQ(buckets.SectionBegin(section), section_begins[section]);
      for (size_t size = 0; size < 60; ++size) {
        const auto first =
            std::find_if(begin, end, [size](const auto& group) { return group.size() >= size; });
        ASSERT_EQ(buckets.FirstOfSize(section, size), first - expected.begin()) << size;
      }
    }
    ASSERT_EQ(buckets.SectionBegin(section_begins.size() - 1), expected.size());

    std::vector<uint32_t> some;
    for (uint32_t bucket = 0; bucket < expected.size(); ++bucket) {
      ASSERT_EQ(buckets.Size(bucket), expected[bucket].size());
      if (random() % 3 != 0) {
        some.push_back(bucket);
      }
    }
    size_t visited = 0;
    buckets.ForEachOf(some, &list, [&](uint32_t bucket, absl::Span<const uint32_t> members) {
      ASSERT_EQ(bucket, some[visited++]);
      ASSERT_EQ(members, absl::MakeConstSpan(expected[bucket]));
    });
    ASSERT_EQ(visited, some.size());

    for (uint32_t document = 0; document < documents; ++document) {
      ASSERT_EQ(buckets.BucketsOf(document, &list), absl::MakeConstSpan(buckets_of[document]))
          << document;
    }
  }
}

}  // namespace
}  // namespace reprise
