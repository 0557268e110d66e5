#include "reprise/base/figures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "absl/strings/str_format.h"

namespace reprise {
namespace {

// In units of the last decimal: 0.049 is a little more than 49 of a thousand, as numbers go.
constexpr double kSlack = 1e-9;

}  // namespace

std::string FormatCount(uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, 1, ',');
  }
  return digits;
}

std::string FormatPercent(double share, int decimals) {
  // The largest finite number takes 309 digits before the point.
  std::array<char, 400> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                          share * 100.0, std::chars_format::fixed, decimals);
  return error == std::errc() ? std::string(buffer.data(), end) + " %" : "? %";
}

std::string FormatPercentUp(double share, int decimals) {
  const double scale = std::pow(10.0, decimals + 2);
  // ceil gives -0 of what is a little below 0.
  return FormatPercent(std::max(0.0, std::ceil(share * scale - kSlack)) / scale, decimals);
}

std::string FormatPercentDown(double share, int decimals) {
  const double scale = std::pow(10.0, decimals + 2);
  return FormatPercent(std::floor(share * scale + kSlack) / scale, decimals);
}

std::string FormatBytes(double bytes) {
  constexpr std::array<const char*, 6> kUnits = {"B", "kB", "MB", "GB", "TB", "PB"};
  size_t unit = 0;
  while (bytes >= 999.95 && unit + 1 < kUnits.size()) {
    bytes /= 1000.0;
    ++unit;
  }
  return absl::StrFormat("%.*f %s", unit == 0 ? 0 : 1, bytes, kUnits[unit]);
}

std::string FormatSeconds(double seconds) {
  return absl::StrFormat("%.*f s", seconds < 10.0 ? 2 : 0, seconds);
}

std::string Plural(uint64_t count, std::string_view noun) {
  std::string text = FormatCount(count) + " ";
  text += noun;
  return count == 1 ? text : text + "s";
}

}  // namespace reprise
