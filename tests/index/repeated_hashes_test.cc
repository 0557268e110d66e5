#include "reprise/index/repeated_hashes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

namespace reprise {
namespace {

void ExpectFindsRepeated(const std::vector<uint64_t>& added, const std::vector<uint64_t>& asked) {
  std::map<uint64_t, size_t> counts;
  RepeatedHashes hashes;
  for (size_t i = 0; i < added.size(); i += 7) {
    hashes.Add(absl::MakeConstSpan(added).subspan(i, std::min<size_t>(7, added.size() - i)));
  }
  for (const uint64_t hash : added) {
    ++counts[hash];
  }
  hashes.Finish();
  size_t repeated = 0;
  for (const auto& [hash, count] : counts) {
    ASSERT_EQ(hashes.Contains(hash), count > 1) << hash;
    repeated += static_cast<size_t>(count > 1);
  }
  ASSERT_EQ(hashes.size(), repeated);
  for (const uint64_t hash : asked) {
    ASSERT_EQ(hashes.Contains(hash), counts.contains(hash) && counts[hash] > 1) << hash;
  }
}

TEST(RepeatedHashesTest, Empty) { ExpectFindsRepeated({}, {0, 1, ~uint64_t{0}}); }

// Hashes that differ in the first or the last bits only.
TEST(RepeatedHashesTest, AllBitsCount) {
  const uint64_t high = 0xffffffff00000000;
  const std::vector<uint64_t> hashes = {0, 1, 2, high, high + 1, uint64_t{1} << 32, ~uint64_t{0}};
  for (size_t choice = 0; choice < 7 * 7 * 7 * 7; ++choice) {
    std::vector<uint64_t> added;
    for (size_t rest = choice, i = 0; i < 4; ++i, rest /= 7) {
      added.push_back(hashes[rest % 7]);
    }
    ASSERT_NO_FATAL_FAILURE(ExpectFindsRepeated(added, hashes)) << choice;
  }
}

// Not as good as random at all.
TEST(RepeatedHashesTest, ManyHashesThatAgreeInMostBits) {
  std::mt19937_64 random(3);
  std::vector<uint64_t> added(20000);
  for (uint64_t& hash : added) {
    hash = ((random() % 5) << 32) | (random() % 4000);
  }
  ASSERT_NO_FATAL_FAILURE(ExpectFindsRepeated(added, {0, 1})) << "seed 3";
}

TEST(RepeatedHashesTest, RandomHashes) {
  std::mt19937_64 random(1);
  for (const size_t size : {10, 1000, 100000}) {
    std::vector<uint64_t> different(size);
    for (uint64_t& hash : different) {
      hash = random();
    }
    std::vector<uint64_t> added;
    for (size_t i = 0; i < size; ++i) {
      added.push_back(different[random() % size]);
    }
    ASSERT_NO_FATAL_FAILURE(ExpectFindsRepeated(added, different)) << "seed 1, " << size;
  }
}

}  // namespace
}  // namespace reprise
