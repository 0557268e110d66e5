#ifndef REPRISE_IO_PARQUET_ISO_TIME_H_
#define REPRISE_IO_PARQUET_ISO_TIME_H_

#include <cstdint>
#include <string>

namespace reprise {

// ISO 8601 in the proleptic Gregorian calendar. Pure apart from the string they append to.

// Appends the date `days` after 1970-01-01: "2024-02-29". Years outside of 0 to 9999 have a sign
// and at least four digits ("-0044-03-15"); year 0 is the one before year 1.
void AppendIsoDate(int64_t days, std::string* out);

// Appends a time of day, `units` of 10^-`digits` seconds after midnight: "07:08:09", and a fraction
// with that many digits where it is not zero. 0 <= units < 86400 * 10^digits; digits <= 9.
void AppendIsoTime(int64_t units, int digits, std::string* out);

// 10 to the power of `digits`; digits <= 18.
int64_t PowerOfTen(int digits);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_ISO_TIME_H_
