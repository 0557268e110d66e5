#include "reprise/base/figures.h"

#include <array>
#include <charconv>

#include "absl/strings/str_format.h"

namespace reprise {

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
