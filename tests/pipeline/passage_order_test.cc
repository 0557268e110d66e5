#include "reprise/pipeline/passage_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace reprise {
namespace {

Passage At(uint64_t a, uint64_t b, uint64_t tokens) {
  return {{a, a + 1}, {b, b + 1}, tokens, 1.0};
}

bool IsChain(const std::vector<Passage>& passages, const std::vector<bool>& chosen) {
  for (size_t i = 0; i < passages.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (chosen[i] && chosen[j] &&
          (passages[i].a.begin < passages[j].a.begin) !=
              (passages[i].b.begin < passages[j].b.begin)) {
        return false;
      }
      if (chosen[i] && chosen[j] &&
          (passages[i].a.begin == passages[j].a.begin ||
           passages[i].b.begin == passages[j].b.begin)) {
        return false;
      }
    }
  }
  return true;
}

uint64_t Tokens(const std::vector<Passage>& passages, const std::vector<bool>& chosen) {
  uint64_t tokens = 0;
  for (size_t i = 0; i < passages.size(); ++i) {
    tokens += chosen[i] ? passages[i].tokens : 0;
  }
  return tokens;
}

TEST(InSameOrder, None) { EXPECT_TRUE(InSameOrder({}).empty()); }

TEST(InSameOrder, TheLongPassageStaysTheShortOneWasMoved) {
  EXPECT_EQ(InSameOrder({At(0, 50, 9), At(10, 20, 100), At(60, 70, 8)}),
            (std::vector<bool>{false, true, true}));
}

TEST(InSameOrder, OneSideRepeatedIsNoOrder) {
  EXPECT_EQ(InSameOrder({At(5, 1, 10), At(5, 9, 11)}), (std::vector<bool>{false, true}));
  EXPECT_EQ(InSameOrder({At(1, 5, 11), At(9, 5, 10)}), (std::vector<bool>{true, false}));
}

// All subsets of a few passages: none that is in order has more tokens.
TEST(InSameOrder, IsTheHeaviestOfAllChains) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<Passage> passages(random() % 9);
    for (Passage& passage : passages) {
      passage = At(random() % 8, random() % 8, 1 + random() % 20);
    }
    std::sort(passages.begin(), passages.end(),
              [](const Passage& x, const Passage& y) { return x.a.begin < y.a.begin; });
    uint64_t most = 0;
    for (uint32_t subset = 0; subset < (1U << passages.size()); ++subset) {
      std::vector<bool> chosen;
      for (size_t i = 0; i < passages.size(); ++i) {
        chosen.push_back((subset >> i & 1) != 0);
      }
      if (IsChain(passages, chosen)) {
        most = std::max(most, Tokens(passages, chosen));
      }
    }
    const std::vector<bool> chosen = InSameOrder(passages);
    EXPECT_TRUE(IsChain(passages, chosen));
    EXPECT_EQ(Tokens(passages, chosen), most);
  }
}

}  // namespace
}  // namespace reprise
