#include "reprise/pipeline/dedup_examples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace reprise {
namespace {

Removal Of(Verdict verdict, uint64_t shared, uint64_t a, uint64_t b, bool variant = false) {
  Removal removal;
  removal.verdict = verdict;
  removal.figures = {shared, a, b};
  removal.variant = variant;
  return removal;
}

bool Any(const Removal& /*removal*/) { return true; }

std::vector<size_t> Chosen(const std::vector<Removal>& removals, size_t per_kind,
                           uint64_t most_shingles = 1000) {
  std::vector<size_t> chosen;
  const auto suitable = [&](const Removal& removal) {
    return removal.figures.size_b <= most_shingles;
  };
  for (const RemovalExample& example : ChooseExamples(removals, per_kind, suitable)) {
    chosen.push_back(example.removal);
  }
  return chosen;
}

TEST(DedupExamplesTest, TheNearestToEitherThresholdThenTheDearest) {
  const std::vector<Removal> removals = {
      Of(Verdict::kExact, 10, 10, 10),      Of(Verdict::kJaccard, 95, 100, 100),
      Of(Verdict::kJaccard, 85, 100, 100),  Of(Verdict::kCoverage, 99, 100, 900),
      Of(Verdict::kCoverage, 90, 100, 900), Of(Verdict::kJaccard, 900, 1000, 1000),
  };
  // Jaccard .74 and .82; coverage .90; then 100 not held.
  EXPECT_EQ(Chosen(removals, 1), (std::vector<size_t>{2, 4, 5}));
  EXPECT_EQ(Chosen(removals, 2), (std::vector<size_t>{2, 5, 4, 3, 1}));
  EXPECT_EQ(ChooseExamples(removals, 1, Any)[1].why, "closest to the coverage threshold");
}

TEST(DedupExamplesTest, VariantsAreShown) {
  std::vector<Removal> removals;
  for (uint32_t kept = 0; kept < 4; ++kept) {
    removals.push_back(Of(Verdict::kJaccard, 85, 100, 100));
    removals.back().kept = kept;
  }
  removals.push_back(Of(Verdict::kJaccard, 99, 100, 100, true));
  EXPECT_EQ(Chosen(removals, 1), (std::vector<size_t>{0, 1, 4}));
}

TEST(DedupExamplesTest, CopiesOfOneTextAreShownOnce) {
  std::vector<Removal> removals(5, Of(Verdict::kJaccard, 85, 100, 100));
  removals.push_back(Of(Verdict::kJaccard, 90, 100, 100));
  EXPECT_EQ(Chosen(removals, 3), (std::vector<size_t>{0, 5}));
}

TEST(DedupExamplesTest, NothingToShow) {
  EXPECT_TRUE(Chosen({}, 3).empty());
  EXPECT_TRUE(Chosen({Of(Verdict::kExact, 10, 10, 10)}, 3).empty());
  EXPECT_TRUE(Chosen({Of(Verdict::kJaccard, 85, 100, 100)}, 0).empty());
  EXPECT_TRUE(Chosen({Of(Verdict::kCoverage, 95, 100, 1001)}, 3).empty());
}

TEST(DedupExamplesTest, NoneTwiceAndNoneBetterLeftOut) {
  SCOPED_TRACE("seed 1");
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<Removal> removals(random() % 40);
    for (Removal& removal : removals) {
      const uint64_t a = 1 + random() % 50;
      const uint64_t b = a + random() % 50;
      removal =
          Of(static_cast<Verdict>(1 + random() % 3), random() % (a + 1), a, b, random() % 4 == 0);
      removal.kept = static_cast<uint32_t>(&removal - removals.data());  // no two of one text
    }
    const size_t per_kind = 1 + random() % 4;
    const std::vector<RemovalExample> examples = ChooseExamples(removals, per_kind, Any);
    std::set<size_t> seen;
    for (const RemovalExample& example : examples) {
      EXPECT_TRUE(seen.insert(example.removal).second);
      EXPECT_NE(removals[example.removal].verdict, Verdict::kExact);
    }
    // The first kind, by hand.
    std::vector<std::pair<double, size_t>> nearest;
    for (size_t i = 0; i < removals.size(); ++i) {
      if (removals[i].verdict == Verdict::kJaccard) {
        nearest.emplace_back(removals[i].figures.Jaccard(), i);
      }
    }
    std::sort(nearest.begin(), nearest.end());
    ASSERT_GE(examples.size(), std::min(per_kind, nearest.size()));
    for (size_t i = 0; i < std::min(per_kind, nearest.size()); ++i) {
      EXPECT_EQ(examples[i].removal, nearest[i].second);
    }
  }
}

}  // namespace
}  // namespace reprise
