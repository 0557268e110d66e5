#include "reprise/io/parquet/iso_time.h"

#include <string_view>

namespace reprise {
namespace {

void AppendPadded(int64_t value, size_t digits, std::string* out) {
  const std::string text = std::to_string(value);
  out->append(digits > text.size() ? digits - text.size() : 0, '0').append(text);
}

bool IsLeapYear(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace

int64_t PowerOfTen(int digits) {
  int64_t power = 1;
  for (int i = 0; i < digits; ++i) {
    power *= 10;
  }
  return power;
}

void AppendIsoDate(int64_t days, std::string* out) {
  constexpr int64_t kDaysOf400Years = 146'097;
  constexpr int64_t kDaysBefore1970 = 719'528;  // since 0000-01-01
  // `days` may be at either end of its range, where a sum would overflow.
  int64_t cycles = days / kDaysOf400Years;
  int64_t day = days % kDaysOf400Years + kDaysBefore1970 + kDaysOf400Years;
  cycles += day / kDaysOf400Years - 1;
  day %= kDaysOf400Years;
  // Years of the cycle: at least this many are over before the day.
  int64_t year = day / 366;
  const auto days_before = [](int64_t y) {
    return y * 365 + (y + 3) / 4 - (y + 99) / 100 + (y + 399) / 400;
  };
  while (days_before(year + 1) <= day) {
    ++year;
  }
  day -= days_before(year);
  constexpr int kDaysOfMonths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  const auto days_of_month = [&] {
    return kDaysOfMonths[month] + (month == 1 && IsLeapYear(year) ? 1 : 0);
  };
  while (day >= days_of_month()) {
    day -= days_of_month();
    ++month;
  }
  const int64_t full_year = cycles * 400 + year;
  if (full_year < 0 || full_year > 9999) {
    out->push_back(full_year < 0 ? '-' : '+');
  }
  AppendPadded(full_year < 0 ? -full_year : full_year, 4, out);
  out->push_back('-');
  AppendPadded(month + 1, 2, out);
  out->push_back('-');
  AppendPadded(day + 1, 2, out);
}

void AppendIsoTime(int64_t units, int digits, std::string* out) {
  const int64_t per_second = PowerOfTen(digits);
  const int64_t seconds = units / per_second;
  AppendPadded(seconds / 3600, 2, out);
  out->push_back(':');
  AppendPadded(seconds / 60 % 60, 2, out);
  out->push_back(':');
  AppendPadded(seconds % 60, 2, out);
  if (units % per_second != 0) {
    out->push_back('.');
    AppendPadded(units % per_second, static_cast<size_t>(digits), out);
  }
}

}  // namespace reprise
