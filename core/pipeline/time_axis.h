#ifndef REPRISE_PIPELINE_TIME_AXIS_H_
#define REPRISE_PIPELINE_TIME_AXIS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reprise {

// A mark on an axis of time. All times are seconds since 1970-01-01 UTC.
struct TimeTick {
  int64_t seconds = 0;
  std::string label;  // "14:05:10", "14:05", "3 Mar", "Mar", "2003"
  std::string scope;  // what a label leaves open: "3 Mar 2003", "2003", or nothing
};

// Marks at round times within [begin, end], at most `most` (at least 2) of them and as many as the
// steps that people count in allow: from a second to thousands of years. Times before the year 1
// and after 9999 are cut off. None where end < begin. Pure.
std::vector<TimeTick> TimeTicks(int64_t begin, int64_t end, size_t most);

// "3 Mar 2003, 14:05", the time left out at midnight, seconds only where there are any.
std::string FormatTime(int64_t seconds);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TIME_AXIS_H_
