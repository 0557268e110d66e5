#include "reprise/io/parquet/iso_time.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

namespace reprise {
namespace {

std::string Date(int64_t days) {
  std::string text;
  AppendIsoDate(days, &text);
  return text;
}

std::string Time(int64_t units, int digits) {
  std::string text;
  AppendIsoTime(units, digits, &text);
  return text;
}

// By the calendar of the standard library.
std::string NaiveDate(int days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  const int year = static_cast<int>(date.year());
  std::array<char, 64> text = {};
  std::snprintf(text.data(), text.size(), "%s%04d-%02u-%02u",
                year < 0      ? "-"
                : year > 9999 ? "+"
                              : "",
                year < 0 ? -year : year, static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text.data();
}

TEST(IsoTimeTest, EveryDayOfManyCenturies) {
  for (int days = -800'000; days <= 800'000; ++days) {
    ASSERT_EQ(Date(days), NaiveDate(days));
  }
}

TEST(IsoTimeTest, DaysFarAway) {
  EXPECT_EQ(Date(0), "1970-01-01");
  EXPECT_EQ(Date(std::numeric_limits<int32_t>::max()), "+5881580-07-11");
  EXPECT_EQ(Date(std::numeric_limits<int32_t>::min()), "-5877641-06-23");
  // 400 years have the same days again, at both ends of the range too.
  for (const int64_t days :
       {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    const std::string text = Date(days);
    const int64_t cycle = 146'097;
    EXPECT_EQ(text.substr(text.rfind('-') - 3), Date(days % cycle).substr(4)) << text;
  }
}

TEST(IsoTimeTest, TimesOfDay) {
  for (int64_t second = 0; second < 86'400; ++second) {
    std::array<char, 64> text = {};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(second / 3600),
                  static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
    ASSERT_EQ(Time(second, 0), text.data());
    ASSERT_EQ(Time(second * 1'000'000'000, 9), text.data());
    ASSERT_EQ(Time(second * 1'000 + 7, 3), std::string(text.data()) + ".007");
    ASSERT_EQ(Time(second * 1'000'000 + 999'999, 6), std::string(text.data()) + ".999999");
  }
  EXPECT_EQ(Time(86'400 * PowerOfTen(9) - 1, 9), "23:59:59.999999999");
  EXPECT_EQ(PowerOfTen(0), 1);
  EXPECT_EQ(PowerOfTen(18), 1'000'000'000'000'000'000);
}

}  // namespace
}  // namespace reprise
