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

namespace reprise {
namespace {

using Lists = std::vector<std::vector<uint32_t>>;

TEST(BucketsTest, WithoutDocumentsOrGroups) {
  Buckets none(0);
  none.Finish();
  EXPECT_EQ(none.document_count(), 0u);
  EXPECT_EQ(none.bucket_count(), 0u);

  Buckets alone(3);
  alone.Append({});
  alone.Finish();
  EXPECT_EQ(alone.document_count(), 3u);
  EXPECT_EQ(alone.bucket_count(), 0u);
  for (uint32_t document = 0; document < 3; ++document) {
    std::vector<uint32_t> scratch;
    EXPECT_TRUE(alone.BucketsOf(document, &scratch).empty());
  }
}

// Keys of different calls are different buckets, numbered call after call.
TEST(BucketsTest, EqualMapsOverManyTables) {
  std::mt19937_64 random(2);
  KeyGrouper grouper;
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    const size_t documents = 1 + random() % 50;
    Buckets buckets(documents);
    Lists expected;
    for (size_t tables = random() % 5; tables > 0; --tables) {
      std::vector<uint64_t> entries = testing::RandomEntries(
          documents, random() % 4, static_cast<uint32_t>(1 + random() % 80), random);
      for (const std::vector<uint32_t>& group : testing::NaiveGroups(entries)) {
        expected.push_back(group);
      }
      buckets.Append(grouper.Group(&entries));
    }
    buckets.Finish(static_cast<size_t>(1 + round % 3));

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
    for (uint32_t document = 0; document < documents; ++document) {
      ASSERT_EQ(buckets.BucketsOf(document, &list), absl::MakeConstSpan(buckets_of[document]))
          << document;
    }
  }
}

}  // namespace
}  // namespace reprise
