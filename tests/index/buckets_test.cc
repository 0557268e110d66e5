#include "reprise/index/buckets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "reprise/index/radix_sort.h"

namespace reprise {
namespace {

using Lists = std::vector<std::vector<uint32_t>>;

Lists ToLists(const KeyGroups& groups) {
  Lists lists;
  uint64_t begin = 0;
  for (const uint64_t end : groups.ends) {
    lists.emplace_back(groups.members.begin() + static_cast<std::ptrdiff_t>(begin),
                       groups.members.begin() + static_cast<std::ptrdiff_t>(end));
    begin = end;
  }
  EXPECT_EQ(begin, groups.members.size());
  return lists;
}

// Twin of GroupEntries: groups of two or more, by key, then document.
Lists NaiveGroups(const std::vector<uint64_t>& entries) {
  std::map<uint32_t, std::vector<uint32_t>> by_key;
  for (const uint64_t entry : entries) {
    by_key[EntryKey(entry)].push_back(EntryDocument(entry));
  }
  Lists groups;
  for (auto& [key, documents] : by_key) {
    if (documents.size() >= 2) {
      std::sort(documents.begin(), documents.end());
      groups.push_back(documents);
    }
  }
  return groups;
}

// Up to `per_document` different keys below `keys` for every document, documents ascending. The
// lowest and highest keys stand for the ends of the 32-bit range.
std::vector<uint64_t> RandomEntries(size_t documents, size_t per_document, uint32_t keys,
                                    std::mt19937_64& random) {
  std::vector<uint64_t> entries;
  for (uint32_t document = 0; document < documents; ++document) {
    std::vector<uint32_t> mine;
    for (size_t i = random() % (per_document + 1); i > 0; --i) {
      const auto key = static_cast<uint32_t>(random() % keys);
      mine.push_back(key == 0 ? 0xffffffff : key);
    }
    std::sort(mine.begin(), mine.end());
    mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
    for (const uint32_t key : mine) {
      entries.push_back(PackEntry(key, document));
    }
  }
  return entries;
}

TEST(GroupEntriesTest, LeavesOutKeysOfOneDocument) {
  std::vector<uint64_t> scratch;
  std::vector<uint64_t> entries = {PackEntry(7, 0), PackEntry(3, 1), PackEntry(7, 2),
                                   PackEntry(5, 2), PackEntry(3, 4), PackEntry(7, 9)};
  EXPECT_EQ(ToLists(GroupEntries(&entries, &scratch)), (Lists{{1, 4}, {0, 2, 9}}));
  entries = {PackEntry(7, 0), PackEntry(8, 1)};
  EXPECT_EQ(ToLists(GroupEntries(&entries, &scratch)), Lists{});
  entries.clear();
  EXPECT_EQ(ToLists(GroupEntries(&entries, &scratch)), Lists{});
}

TEST(GroupEntriesTest, EqualsMap) {
  std::mt19937_64 random(1);
  std::vector<uint64_t> scratch;
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    std::vector<uint64_t> entries = RandomEntries(random() % 40, random() % 6,
                                                  static_cast<uint32_t>(1 + random() % 60), random);
    const Lists expected = NaiveGroups(entries);
    ASSERT_EQ(ToLists(GroupEntries(&entries, &scratch)), expected);
  }
}

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
  std::vector<uint64_t> scratch;
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    const size_t documents = 1 + random() % 50;
    Buckets buckets(documents);
    Lists expected;
    for (size_t tables = random() % 5; tables > 0; --tables) {
      std::vector<uint64_t> entries =
          RandomEntries(documents, random() % 4, static_cast<uint32_t>(1 + random() % 80), random);
      for (const std::vector<uint32_t>& group : NaiveGroups(entries)) {
        expected.push_back(group);
      }
      buckets.Append(GroupEntries(&entries, &scratch));
    }
    buckets.Finish();

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
