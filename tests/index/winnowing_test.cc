#include "reprise/index/winnowing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {
namespace {

std::string RandomText(size_t size, size_t letters, std::mt19937_64* random) {
  std::string text(size, '\0');
  for (char& c : text) {
    c = static_cast<char>((*random)() % letters);
  }
  return text;
}

std::vector<Anchor> Anchors(const Winnowing& winnowing, const std::string& text, uint64_t part) {
  const uint64_t starts = text.size() - winnowing.span() + 1;
  std::vector<Anchor> anchors;
  AnchorScanner scanner(winnowing, text.data(), starts);
  for (uint64_t begin = 0; begin < starts; begin += part) {
    scanner.Scan(begin, std::min(starts, begin + part),
                 [&](const Anchor& anchor) { anchors.push_back(anchor); });
  }
  return anchors;
}

TEST(WinnowingTest, PlansFit) {
  for (size_t min_bytes = kLeastWinnowedBytes; min_bytes < 2000; ++min_bytes) {
    const Winnowing winnowing = PlanWinnowing(min_bytes);
    EXPECT_LE(winnowing.span(), min_bytes);
    EXPECT_GE(winnowing.gram, 8u);
    EXPECT_GE(winnowing.window, 1u);
  }
}

// Every start has one anchor, within its window; anchors ascend; cutting changes nothing; and runs
// of equal bytes have their anchors at the same distance, whatever surrounds them.
TEST(WinnowingTest, KeepsItsPromises) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const Winnowing winnowing = {8 + random() % 5, 1 + random() % 20};
    const std::string text =
        RandomText(winnowing.span() + random() % 300, 1 + random() % 4, &random);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::vector<Anchor> anchors = Anchors(winnowing, text, text.size());
    std::map<std::string_view, uint64_t> distances;
    uint64_t start = 0;
    for (size_t i = 0; i < anchors.size(); ++i) {
      ASSERT_EQ(anchors[i].starts_begin, start);
      ASSERT_LT(start, anchors[i].starts_end);
      ASSERT_TRUE(i == 0 || anchors[i - 1].position < anchors[i].position);
      for (; start < anchors[i].starts_end; ++start) {
        ASSERT_LE(start, anchors[i].position);
        ASSERT_LT(anchors[i].position, start + winnowing.window);
        const std::string_view run = std::string_view(text).substr(start, winnowing.span());
        const auto [known, added] = distances.emplace(run, anchors[i].position - start);
        ASSERT_EQ(known->second, anchors[i].position - start) << start;
      }
    }
    ASSERT_EQ(start, text.size() - winnowing.span() + 1);

    for (const uint64_t part : {1, 2, 7, 50}) {
      const std::vector<Anchor> parts = Anchors(winnowing, text, part);
      ASSERT_EQ(parts.size(), anchors.size()) << part;
      for (size_t i = 0; i < parts.size(); ++i) {
        ASSERT_EQ(parts[i].position, anchors[i].position);
        ASSERT_EQ(parts[i].starts_begin, anchors[i].starts_begin);
        ASSERT_EQ(parts[i].starts_end, anchors[i].starts_end);
      }
    }
  }
}

// 2 / (window + 1) anchors per byte of random text, within 3 %.
TEST(WinnowingTest, AnchorsAreAsRareAsTheorySays) {
  std::mt19937_64 random(1);
  const std::string text = RandomText(1'000'000, 256, &random);
  for (const size_t window : {9, 51, 200}) {
    const double expected = 2e6 / static_cast<double>(window + 1);
    const auto found = static_cast<double>(Anchors({16, window}, text, 100'000).size());
    EXPECT_NEAR(found / expected, 1, 0.03) << window;
  }
}

}  // namespace
}  // namespace reprise
