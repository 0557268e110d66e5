#include "reprise/pipeline/time_axis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

constexpr int64_t kDay = 86400;
constexpr int64_t k2003March3 = 12114 * kDay;

std::vector<std::string> Labels(int64_t begin, int64_t end, size_t most) {
  std::vector<std::string> labels;
  for (const TimeTick& tick : TimeTicks(begin, end, most)) {
    labels.push_back(tick.label + (tick.scope.empty() ? "" : " | " + tick.scope));
  }
  return labels;
}

using Strings = std::vector<std::string>;

TEST(TimeTicks, Minutes) {
  EXPECT_EQ(Labels(k2003March3 + 36061, k2003March3 + 36061 + 840, 4),
            (Strings{"10:05 | 3 Mar 2003", "10:10 | 3 Mar 2003", "10:15 | 3 Mar 2003"}));
}

TEST(TimeTicks, AcrossMidnight) {
  EXPECT_EQ(Labels(k2003March3 - 7200, k2003March3 + 7200, 3),
            (Strings{"22:00 | 2 Mar 2003", "00:00 | 3 Mar 2003", "02:00 | 3 Mar 2003"}));
}

TEST(TimeTicks, WeeksBeginOnMonday) {
  EXPECT_EQ(Labels(k2003March3 - kDay, k2003March3 + 20 * kDay, 4),
            (Strings{"3 Mar | 2003", "10 Mar | 2003", "17 Mar | 2003"}));
}

TEST(TimeTicks, Months) {
  EXPECT_EQ(Labels(k2003March3, k2003March3 + 130 * kDay, 4),
            (Strings{"Apr | 2003", "May | 2003", "Jun | 2003", "Jul | 2003"}));
}

TEST(TimeTicks, Decades) {
  EXPECT_EQ(Labels(-70 * 365 * kDay, 30 * 365 * kDay, 6),
            (Strings{"1920", "1940", "1960", "1980"}));
  EXPECT_EQ(Labels(INT64_MIN, INT64_MAX, 3).back(), "5000");
}

TEST(TimeTicks, None) { EXPECT_TRUE(TimeTicks(10, 9, 5).empty()); }

// Whatever the span: in order, within it, not too many, and not too few.
TEST(TimeTicks, AnySpan) {
  std::mt19937_64 random(5);
  for (int64_t span = 8; span < 40'000'000'000; span += span / 7 + 1) {
    for (size_t most = 2; most < 9; ++most) {
      const auto begin = static_cast<int64_t>(random() % 4'000'000'000) - 2'000'000'000;
      const std::vector<TimeTick> ticks = TimeTicks(begin, begin + span, most);
      ASSERT_LE(ticks.size(), most) << begin << " " << span;
      if (most >= 6) {
        ASSERT_GE(ticks.size(), 2U) << begin << " " << span;
      }
      for (size_t i = 0; i < ticks.size(); ++i) {
        ASSERT_GE(ticks[i].seconds, begin);
        ASSERT_LE(ticks[i].seconds, begin + span);
        ASSERT_TRUE(i == 0 || ticks[i - 1].seconds < ticks[i].seconds);
      }
    }
  }
}

TEST(FormatTime, ShowsWhatThereIs) {
  EXPECT_EQ(FormatTime(0), "1 Jan 1970");
  EXPECT_EQ(FormatTime(k2003March3 + 50700), "3 Mar 2003, 14:05");
  EXPECT_EQ(FormatTime(k2003March3 + 50701), "3 Mar 2003, 14:05:01");
  EXPECT_EQ(FormatTime(-1), "31 Dec 1969, 23:59:59");
  EXPECT_EQ(FormatTime(INT64_MAX), "31 Dec 9999, 23:59:59");
}

}  // namespace
}  // namespace reprise
