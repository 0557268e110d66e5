#include "reprise/index/repeated_hashes.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Documents = std::vector<std::vector<uint64_t>>;

void ExpectFindsRepeated(const Documents& documents, SpillBudget* spill) {
  std::map<uint64_t, std::set<size_t>> documents_of;
  RepeatedHashes hashes(spill);
  for (size_t d = 0; d < documents.size(); ++d) {
    hashes.Add(documents[d]);
    for (const uint64_t hash : documents[d]) {
      documents_of[hash].insert(d);
    }
  }
  hashes.Finish();
  ASSERT_EQ(hashes.documents(), documents.size());
  for (uint32_t d = 0; d < documents.size(); ++d) {
    bool any = false;
    for (size_t i = 0; i < documents[d].size(); ++i) {
      const bool repeated = documents_of[documents[d][i]].size() > 1;
      ASSERT_EQ(hashes.IsRepeated(d, i), repeated) << d << ' ' << i;
      any = any || repeated;
    }
    ASSERT_EQ(hashes.AnyRepeated(d), any) << d;
  }
}

TEST(RepeatedHashesTest, Empty) {
  ExpectFindsRepeated({}, nullptr);
  ExpectFindsRepeated({{}, {}, {7}}, nullptr);
}

// All ways to put up to three of three hashes, which differ in the first and last bits only, into
// three documents.
TEST(RepeatedHashesTest, AllTinyDocuments) {
  const std::vector<uint64_t> hashes = {0, 1, uint64_t{1} << 63};
  Documents lists;
  for (size_t size = 0; size <= 3; ++size) {
    for (size_t choice = 0; choice < (size == 3   ? 27u
                                      : size == 2 ? 9u
                                      : size == 1 ? 3u
                                                  : 1u);
         ++choice) {
      std::vector<uint64_t> list;
      for (size_t rest = choice; list.size() < size; rest /= 3) {
        list.push_back(hashes[rest % 3]);
      }
      lists.push_back(list);
    }
  }
  for (const auto& a : lists) {
    for (const auto& b : lists) {
      for (const auto& c : lists) {
        ASSERT_NO_FATAL_FAILURE(ExpectFindsRepeated({a, b, c}, nullptr));
      }
    }
  }
}

// In memory and on disk; hashes as good as random, and such as agree in most bits.
TEST(RepeatedHashesTest, RandomDocuments) {
  std::mt19937_64 random(1);
  for (const size_t different : {10, 1000, 20000}) {
    for (const bool alike : {false, true}) {
      Documents documents(200);
      for (std::vector<uint64_t>& document : documents) {
        document.resize(random() % 200);
        for (uint64_t& hash : document) {
          hash = random() % different;
          hash = alike ? hash << 32 : hash * 0x9e3779b97f4a7c15;
        }
      }
      TinyBudget spill;
      ASSERT_NO_FATAL_FAILURE(ExpectFindsRepeated(documents, nullptr)) << "seed 1, " << different;
      ASSERT_NO_FATAL_FAILURE(ExpectFindsRepeated(documents, &spill)) << "seed 1, " << different;
      EXPECT_TRUE(spill.status().ok()) << spill.status();
      EXPECT_EQ(spill.used(), 0u);
    }
  }
}

}  // namespace
}  // namespace reprise
