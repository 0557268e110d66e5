#ifndef REPRISE_TESTS_TESTING_NAIVE_GROUPS_H_
#define REPRISE_TESTS_TESTING_NAIVE_GROUPS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "reprise/index/radix_sort.h"

namespace reprise::testing {

// Twin of KeyGrouper: groups of two or more, by size, then key; documents ascend.
inline std::vector<std::vector<uint32_t>> NaiveGroups(const std::vector<uint64_t>& entries) {
  std::map<uint32_t, std::vector<uint32_t>> by_key;
  for (const uint64_t entry : entries) {
    by_key[EntryKey(entry)].push_back(EntryDocument(entry));
  }
  std::vector<std::vector<uint32_t>> groups;
  for (auto& [key, documents] : by_key) {
    if (documents.size() >= 2) {
      std::sort(documents.begin(), documents.end());
      groups.push_back(documents);
    }
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& x, const auto& y) { return x.size() < y.size(); });
  return groups;
}

// Up to `per_document` different keys below `keys` for every document, documents ascending. The
// lowest and highest keys stand for the ends of the 32-bit range.
inline std::vector<uint64_t> RandomEntries(size_t documents, size_t per_document, uint32_t keys,
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

}  // namespace reprise::testing

#endif  // REPRISE_TESTS_TESTING_NAIVE_GROUPS_H_
