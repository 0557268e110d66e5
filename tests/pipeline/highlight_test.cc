#include "reprise/pipeline/highlight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

namespace reprise {
namespace {

// Byte by byte.
std::vector<Segment> HighlightNaively(uint64_t size, const std::vector<ByteRange>& ranges) {
  std::vector<Segment> segments;
  for (uint64_t byte = 0; byte < size; ++byte) {
    std::vector<uint32_t> covers;
    for (uint32_t i = 0; i < ranges.size(); ++i) {
      if (ranges[i].begin <= byte && byte < ranges[i].end) {
        covers.push_back(i);
      }
    }
    std::sort(covers.begin(), covers.end(), [&](uint32_t x, uint32_t y) {
      return std::tuple(ranges[x].begin, ranges[y].end, x) <
             std::tuple(ranges[y].begin, ranges[x].end, y);
    });
    if (!segments.empty() && segments.back().covers == covers) {
      segments.back().range.end = byte + 1;
    } else {
      segments.push_back({{byte, byte + 1}, covers});
    }
  }
  return segments;
}

void ExpectSame(uint64_t size, const std::vector<ByteRange>& ranges) {
  const std::vector<Segment> expected = HighlightNaively(size, ranges);
  const std::vector<Segment> actual = Highlight(size, ranges);
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    EXPECT_EQ(actual[i].range, expected[i].range) << i;
    EXPECT_EQ(actual[i].covers, expected[i].covers) << i;
  }
}

TEST(Highlight, NothingToMark) {
  EXPECT_TRUE(Highlight(0, {}).empty());
  EXPECT_TRUE(Highlight(0, {{0, 5}}).empty());
  const std::vector<Segment> plain = Highlight(7, {});
  ASSERT_EQ(plain.size(), 1U);
  EXPECT_EQ(plain[0].range, (ByteRange{0, 7}));
  EXPECT_TRUE(plain[0].covers.empty());
}

TEST(Highlight, NestedPassagesComeOutermostFirst) {
  const std::vector<Segment> segments = Highlight(10, {{3, 5}, {1, 9}, {3, 9}});
  ASSERT_EQ(segments.size(), 5U);
  EXPECT_EQ(segments[2].range, (ByteRange{3, 5}));
  EXPECT_EQ(segments[2].covers, (std::vector<uint32_t>{1, 2, 0}));
}

TEST(Highlight, WhatLiesBeyondTheTextIsCutOff) {
  const std::vector<Segment> segments = Highlight(4, {{2, 9}, {4, 6}, {7, 8}, {3, 3}});
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_EQ(segments[1].range, (ByteRange{2, 4}));
  EXPECT_EQ(segments[1].covers, (std::vector<uint32_t>{0}));
}

// Every pair of ranges in a text of four bytes, ranges that touch, repeat and are empty included.
TEST(Highlight, AllPairsInASmallText) {
  for (uint64_t a = 0; a <= 4; ++a) {
    for (uint64_t b = a; b <= 5; ++b) {
      for (uint64_t c = 0; c <= 4; ++c) {
        for (uint64_t d = c; d <= 5; ++d) {
          ExpectSame(4, {{a, b}, {c, d}});
        }
      }
    }
  }
}

TEST(Highlight, AsTheNaiveTwin) {
  std::mt19937 random(20260101);
  for (int round = 0; round < 500; ++round) {
    const uint64_t size = random() % 60;
    std::vector<ByteRange> ranges(random() % 12);
    for (ByteRange& range : ranges) {
      range.begin = random() % (size + 1);
      range.end = range.begin + random() % 20;
    }
    ExpectSame(size, ranges);
  }
}

}  // namespace
}  // namespace reprise
