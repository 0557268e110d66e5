#include "reprise/cluster/mean_containment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reprise/verify/shingle_set.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Texts = std::vector<std::pair<std::set<uint64_t>, uint64_t>>;  // with copies, largest first

// The mean over all pairs of texts, one by one.
double NaiveMean(const Texts& texts) {
  std::vector<const std::set<uint64_t>*> all;
  for (const auto& [set, copies] : texts) {
    all.insert(all.end(), copies, &set);
  }
  double sum = 0.0;
  size_t pairs = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t k = i + 1; k < all.size(); ++k, ++pairs) {
      const auto shared = std::count_if(all[k]->begin(), all[k]->end(),
                                        [&](uint64_t value) { return all[i]->contains(value); });
      sum += static_cast<double>(shared) /
             static_cast<double>(std::min(all[i]->size(), all[k]->size()));
    }
  }
  return pairs == 0 ? 1.0 : sum / static_cast<double>(pairs);
}

// One for all: nothing of a collection may be left for the next. `large` has a bit for each text,
// whether it is large, and thus on disk.
double Mean(const Texts& texts, uint64_t large = 0) {
  static TinyBudget budget;
  static MeanContainment containment(&budget);
  containment.Reset();
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto& [values, copies] = texts[i];
    ShingleSet set;
    set.shingles.assign(values.begin(), values.end());
    if ((large >> i & 1) != 0) {
      auto list = std::make_shared<LargeSet>(&budget);
      list->Append(set.shingles);
      list->Finish();
      set.large = std::move(list);
      set.shingles.clear();
    } else {
      std::reverse(set.shingles.begin(), set.shingles.end());
    }
    containment.Add(set, copies, i + 1 == texts.size());
  }
  return containment.Mean();
}

TEST(MeanContainmentTest, EqualsNaiveMean) {
  std::mt19937_64 random(1);
  const auto below = [&](uint64_t bound) { return random() % bound; };
  for (int round = 0; round < 3000; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const uint64_t values = 1 + below(60);
    const uint64_t most_copies = 1 + below(5);
    Texts texts(below(9));
    for (auto& [set, copies] : texts) {
      for (uint64_t i = 0; i <= values / 2; ++i) {
        set.insert(below(values) * (below(2) == 0 ? 1 : 0x9e3779b97f4a7c15ULL));
      }
      copies = 1 + below(most_copies);
    }
    std::stable_sort(texts.begin(), texts.end(),
                     [](const auto& x, const auto& y) { return x.first.size() > y.first.size(); });
    const double expected = NaiveMean(texts);
    ASSERT_NEAR(Mean(texts), expected, 1e-12);
    ASSERT_NEAR(Mean(texts, ~uint64_t{0}), expected, 1e-12);
    ASSERT_NEAR(Mean(texts, random()), expected, 1e-12);
  }
}

// What is known of two texts says the same, to the last bit.
TEST(MeanContainmentTest, CountedTextsAreLikeOthers) {
  for (uint64_t shared = 0; shared <= 7; ++shared) {
    for (const uint64_t copies_of_a : {1, 3}) {
      for (const uint64_t copies_of_b : {1, 2}) {
        std::set<uint64_t> a;
        std::set<uint64_t> b;
        for (uint64_t i = 0; i < 7; ++i) {
          a.insert(i);
          b.insert(7 - shared + i);
        }
        MeanContainment counted;
        counted.AddCounted(0, a.size(), copies_of_a);
        counted.AddCounted(copies_of_a * shared, b.size(), copies_of_b);
        EXPECT_EQ(counted.Mean(), Mean({{a, copies_of_a}, {b, copies_of_b}}));
      }
    }
  }
}

TEST(MeanContainmentTest, FewerThanTwoTextsHoldAllOfEachOther) {
  EXPECT_EQ(Mean({}), 1.0);
  EXPECT_EQ(Mean({{{1, 2, 3}, 1}}), 1.0);
}

TEST(MeanContainmentTest, CopiesAreTexts) {
  EXPECT_EQ(Mean({{{1, 2, 3}, 2}}), 1.0);
  EXPECT_EQ(Mean({{{1, 2, 3}, 1}, {{4, 5}, 1}}), 0.0);
  EXPECT_EQ(Mean({{{1, 2, 3}, 1}, {{3, 4}, 1}}), 0.5);
  // Two of three pairs hold half of the smaller text, one of them is of equal texts.
  EXPECT_DOUBLE_EQ(Mean({{{1, 2, 3}, 1}, {{3, 4}, 2}}), 2.0 / 3);
  EXPECT_DOUBLE_EQ(Mean({{{1, 2, 3}, 2}, {{3, 4}, 1}}), 2.0 / 3);
}

}  // namespace
}  // namespace reprise
