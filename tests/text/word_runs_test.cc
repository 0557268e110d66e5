#include "reprise/text/word_runs.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hwy/highway.h"
#include "reprise/base/simd.h"
#include "testing/forced_target.h"

namespace reprise {
namespace {

using Runs = std::vector<std::pair<size_t, size_t>>;

template <typename Find>
Runs RunsBy(Find find, std::string_view text) {
  // Guards catch what is written past the end.
  std::vector<uint16_t> edges(kMaxWordEdges + 4, 0xABCD);
  const size_t count = find(text, edges.data());
  for (size_t i = kMaxWordEdges; i < edges.size(); ++i) {
    EXPECT_EQ(edges[i], 0xABCD);
  }
  Runs runs;
  for (size_t i = 0; i < count; ++i) {
    runs.emplace_back(edges[2 * i], edges[2 * i + 1]);
  }
  return runs;
}

// Runs `check` once for every instruction set that was compiled and that this machine has.
template <typename Check>
void OnEveryTarget(Check check) {
  const std::vector<int64_t> targets = hwy::SupportedAndGeneratedTargets();
  ASSERT_FALSE(targets.empty());
  for (const int64_t target : targets) {
    const testing::ForcedTarget forced(target);
    ASSERT_EQ(SimdTarget(), hwy::TargetName(target));
    SCOPED_TRACE(hwy::TargetName(target));
    check();
  }
}

TEST(WordRunsTest, EveryByteAtEveryPlaceOfABlock) {
  OnEveryTarget([] {
    for (int byte = 0; byte < 256; ++byte) {
      const bool word =
          byte >= 0x80 || std::string_view(
                              "0123456789"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz")
                                  .find(static_cast<char>(byte)) != std::string_view::npos;
      for (size_t place = 0; place < 130; ++place) {
        std::string text(130, ' ');
        text[place] = static_cast<char>(byte);
        const Runs expected = word ? Runs{{place, place + 1}} : Runs{};
        ASSERT_EQ(RunsBy(WordRuns, text), expected) << byte << " at " << place;
        ASSERT_EQ(RunsBy(WordRunsScalar, text), expected) << byte << " at " << place;
      }
    }
  });
}

TEST(WordRunsTest, EqualsTheScalarFormOnRandomTexts) {
  SCOPED_TRACE("seed 1");
  OnEveryTarget([] {
    std::mt19937_64 random(1);
    for (int round = 0; round < 3000; ++round) {
      // From one run to one at every other byte.
      std::string text(random() % (kMaxWordRunsBytes + 1), '\0');
      const uint64_t spaces = 1 + random() % 100;
      for (char& c : text) {
        c = random() % 100 < spaces ? ' ' : static_cast<char>(random() % 256);
      }
      ASSERT_EQ(RunsBy(WordRuns, text), RunsBy(WordRunsScalar, text)) << round;
    }
  });
}

// What stands behind the text has no say.
TEST(WordRunsTest, EndsWhereTheTextEnds) {
  OnEveryTarget([] {
    const std::string text(300, 'a');
    for (size_t size = 1; size <= 200; ++size) {
      ASSERT_EQ(RunsBy(WordRuns, std::string_view(text).substr(0, size)), (Runs{{0, size}}));
    }
  });
}

TEST(WordRunsTest, TheMostAndTheLeast) {
  OnEveryTarget([] {
    EXPECT_EQ(RunsBy(WordRuns, ""), Runs{});
    EXPECT_EQ(RunsBy(WordRuns, std::string(kMaxWordRunsBytes, ' ')), Runs{});
    EXPECT_EQ(RunsBy(WordRuns, std::string(kMaxWordRunsBytes, 'a')),
              (Runs{{0, kMaxWordRunsBytes}}));
    std::string text;
    Runs expected;
    while (text.size() < kMaxWordRunsBytes) {
      expected.emplace_back(text.size(), text.size() + 1);
      text += "a ";
    }
    EXPECT_EQ(RunsBy(WordRuns, text), expected);
  });
}

}  // namespace
}  // namespace reprise
