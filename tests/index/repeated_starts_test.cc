#include "reprise/index/repeated_starts.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reprise/base/byte_range.h"
#include "reprise/index/rolling_hash.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

std::vector<bool> RepeatedByDefinition(std::string_view all, const TextSpans& spans, size_t width) {
  std::unordered_map<std::string_view, int> counts;
  spans.ForEachStarts(0, all.size(), width, [&](const ByteRange&, const ByteRange& part) {
    for (uint64_t i = part.begin; i < part.end; ++i) {
      ++counts[all.substr(i, width)];
    }
  });
  std::vector<bool> repeated(all.size());
  spans.ForEachStarts(0, all.size(), width, [&](const ByteRange&, const ByteRange& part) {
    for (uint64_t i = part.begin; i < part.end; ++i) {
      repeated[i] = counts[all.substr(i, width)] >= 2;
    }
  });
  return repeated;
}

// With windows and hashes as small as one likes: `hash_bits` 0 makes all hashes collide.
std::vector<bool> Repeated(std::string_view all, const TextSpans& spans, const Winnowing& winnowing,
                           int hash_bits) {
  const size_t width = winnowing.span();
  const uint64_t mask = hash_bits == 64 ? ~uint64_t{0} : (uint64_t{1} << hash_bits) - 1;
  RepeatedStarts starts(all, spans, width);
  std::vector<HashedAnchor> anchors;
  spans.ForEachStarts(0, all.size(), width, [&](const ByteRange& text, const ByteRange& part) {
    AnchorScanner scanner(winnowing, all.data() + text.begin, part.end - part.begin);
    scanner.Scan(0, part.end - part.begin, [&](Anchor anchor) {
      anchor.position += text.begin;
      anchor.starts_begin += text.begin;
      anchor.starts_end += text.begin;
      const std::string_view gram = all.substr(anchor.position, winnowing.gram);
      anchors.push_back({HashKey(gram) & mask, anchor});
    });
  });
  AnchorTable anchor_table(anchors.size() + 1, all.size());
  EXPECT_TRUE(starts.LookUpAnchors(winnowing, &anchor_table, anchors));

  const PositionSet& undecided = starts.SettleUndecided();
  std::vector<HashedAnchor> runs;
  for (uint64_t i = 0; i < all.size(); ++i) {
    if (undecided.ContainsAll(i, i + 1)) {
      runs.push_back({HashKey(all.substr(i, width)) & mask, {i, i, i + 1}});
    }
  }
  AnchorTable run_table(runs.size() + 1, all.size());
  EXPECT_TRUE(starts.LookUpRuns(&run_table, runs));
  const PositionSet& settled = starts.SettleRepeated();
  std::vector<bool> repeated(all.size());
  for (uint64_t i = 0; i < all.size(); ++i) {
    repeated[i] = settled.ContainsAll(i, i + 1);
  }
  return repeated;
}

// A hash that says too little, or nothing, neither adds nor loses a start.
TEST(RepeatedStartsTest, HashesAreNotTrusted) {
  for (uint64_t seed = 1; seed <= 600; ++seed) {
    std::mt19937_64 random(seed);
    std::string all;
    std::vector<uint64_t> ends;
    for (size_t texts = 1 + random() % 4; texts > 0; --texts) {
      const size_t letters = 1 + random() % 3;
      for (size_t size = random() % 60; size > 0; --size) {
        all.push_back(static_cast<char>('a' + random() % letters));
      }
      if (!all.empty() && random() % 2 == 0) {
        all += all.substr(random() % all.size(), 50);
      }
      ends.push_back(all.size());
    }
    const TextSpans spans(ends);
    for (const size_t window : {1, 2, 5, 12}) {
      const Winnowing winnowing = {8, window};
      const auto expected = RepeatedByDefinition(all, spans, winnowing.span());
      for (const int hash_bits : {0, 1, 4, 64}) {
        ASSERT_EQ(Repeated(all, spans, winnowing, hash_bits), expected)
            << "seed " << seed << ", window " << window << ", hash bits " << hash_bits;
      }
    }
  }
}

TEST(RepeatedStartsTest, SaysWhenATableIsFull) {
  std::string all;
  std::mt19937_64 random(1);
  for (size_t i = 0; i < 200; ++i) {
    all.push_back(static_cast<char>(random()));
  }
  const std::vector<uint64_t> ends = {all.size()};
  RepeatedStarts starts(all, TextSpans(ends), 10);
  std::vector<HashedAnchor> runs;
  for (uint64_t i = 0; i < 20; ++i) {
    runs.push_back({HashKey(all.substr(i, 10)), {i, i, i + 1}});
  }
  AnchorTable small(19, all.size());
  EXPECT_FALSE(starts.LookUpRuns(&small, runs));
  AnchorTable smaller(19, all.size());
  EXPECT_FALSE(starts.LookUpAnchors({8, 3}, &smaller, runs));
  AnchorTable enough(20, all.size());
  EXPECT_TRUE(starts.LookUpRuns(&enough, runs));
}

}  // namespace
}  // namespace reprise
