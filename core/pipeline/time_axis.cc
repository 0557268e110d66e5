#include "reprise/pipeline/time_axis.h"

#include <algorithm>
#include <chrono>

namespace reprise {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kYear1 = -62135596800;
constexpr int64_t kYear9999 = 253402300799;
constexpr int64_t kMonthsOfYear = 12;
constexpr int64_t kMonday = 4 * kDay;  // 1970-01-05
constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// A step is so many seconds, or so many months.
struct Step {
  int64_t seconds;
  int64_t months;
  int64_t Length() const { return months > 0 ? months * 28 * kDay : seconds; }
};
constexpr Step kSteps[] = {{1, 0},
                           {2, 0},
                           {5, 0},
                           {10, 0},
                           {15, 0},
                           {30, 0},
                           {60, 0},
                           {120, 0},
                           {300, 0},
                           {600, 0},
                           {900, 0},
                           {1800, 0},
                           {kHour, 0},
                           {2 * kHour, 0},
                           {3 * kHour, 0},
                           {6 * kHour, 0},
                           {12 * kHour, 0},
                           {kDay, 0},
                           {2 * kDay, 0},
                           {7 * kDay, 0},
                           {14 * kDay, 0},
                           {0, 1},
                           {0, 2},
                           {0, 3},
                           {0, 6},
                           {0, kMonthsOfYear},
                           {0, 2 * kMonthsOfYear},
                           {0, 5 * kMonthsOfYear},
                           {0, 10 * kMonthsOfYear},
                           {0, 20 * kMonthsOfYear},
                           {0, 50 * kMonthsOfYear},
                           {0, 100 * kMonthsOfYear},
                           {0, 200 * kMonthsOfYear},
                           {0, 500 * kMonthsOfYear},
                           {0, 1000 * kMonthsOfYear},
                           {0, 2000 * kMonthsOfYear},
                           {0, 5000 * kMonthsOfYear},
                           {0, 10000 * kMonthsOfYear}};

int64_t FloorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

int64_t CeilTo(int64_t value, int64_t step, int64_t origin) {
  return -FloorDivide(origin - value, step) * step + origin;
}

std::chrono::year_month_day DateOf(int64_t seconds) {
  return std::chrono::sys_days(std::chrono::days(FloorDivide(seconds, kDay)));
}

int64_t MonthOf(int64_t seconds) {
  const std::chrono::year_month_day date = DateOf(seconds);
  return int64_t{static_cast<int>(date.year())} * 12 +
         static_cast<int64_t>(static_cast<unsigned>(date.month())) - 1;
}

int64_t BeginOfMonth(int64_t month) {
  const int64_t year = FloorDivide(month, 12);
  const std::chrono::year_month_day date(
      std::chrono::year(static_cast<int>(year)),
      std::chrono::month(static_cast<unsigned>(month - year * 12 + 1)), std::chrono::day(1));
  return int64_t{std::chrono::sys_days(date).time_since_epoch().count()} * kDay;
}

std::string TwoDigits(int64_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

std::string ClockOf(int64_t seconds, bool with_seconds) {
  const int64_t of_day = seconds - FloorDivide(seconds, kDay) * kDay;
  const std::string clock = TwoDigits(of_day / 3600) + ":" + TwoDigits(of_day / 60 % 60);
  return with_seconds ? clock + ":" + TwoDigits(of_day % 60) : clock;
}

std::string YearOf(int64_t seconds) {
  return std::to_string(static_cast<int>(DateOf(seconds).year()));
}
const char* MonthNameOf(int64_t seconds) {
  return kMonths[static_cast<unsigned>(DateOf(seconds).month()) - 1];
}
std::string DayOf(int64_t seconds) {
  return std::to_string(static_cast<unsigned>(DateOf(seconds).day())) + " " + MonthNameOf(seconds);
}

TimeTick MakeTick(int64_t seconds, const Step& step) {
  if (step.months >= 12) {
    return {seconds, YearOf(seconds), ""};
  }
  if (step.months > 0) {
    return {seconds, MonthNameOf(seconds), YearOf(seconds)};
  }
  if (step.seconds >= kDay) {
    return {seconds, DayOf(seconds), YearOf(seconds)};
  }
  return {seconds, ClockOf(seconds, step.seconds < 60), DayOf(seconds) + " " + YearOf(seconds)};
}

// The times of one step within [begin, end]; stops when there are more than `most`.
std::vector<int64_t> TimesOf(const Step& step, int64_t begin, int64_t end, size_t most) {
  std::vector<int64_t> times;
  if (step.months == 0) {
    const int64_t origin = step.seconds % (7 * kDay) == 0 ? kMonday : 0;
    for (int64_t time = CeilTo(begin, step.seconds, origin); time <= end && times.size() <= most;
         time += step.seconds) {
      times.push_back(time);
    }
    return times;
  }
  for (int64_t month = CeilTo(MonthOf(begin), step.months, 0); times.size() <= most;
       month += step.months) {
    const int64_t time = BeginOfMonth(month);
    if (time > end) {
      break;
    }
    if (time >= begin) {
      times.push_back(time);
    }
  }
  return times;
}

}  // namespace

std::vector<TimeTick> TimeTicks(int64_t begin, int64_t end, size_t most) {
  begin = std::max(begin, kYear1);
  end = std::min(end, kYear9999);
  most = std::max<size_t>(most, 2);
  std::vector<TimeTick> ticks;
  for (const Step& step : kSteps) {
    if (end < begin || (end - begin) / step.Length() > 2 * static_cast<int64_t>(most) + 2) {
      continue;
    }
    const std::vector<int64_t> times = TimesOf(step, begin, end, most);
    if (times.size() <= most) {
      for (const int64_t time : times) {
        ticks.push_back(MakeTick(time, step));
      }
      break;
    }
  }
  return ticks;
}

std::string FormatTime(int64_t seconds) {
  seconds = std::clamp(seconds, kYear1, kYear9999);
  std::string text = DayOf(seconds) + " " + YearOf(seconds);
  const std::string clock = ClockOf(seconds, seconds % 60 != 0);
  return clock == "00:00" ? text : text + ", " + clock;
}

}  // namespace reprise
