#include "reprise/base/figures.h"

#include <array>
#include <charconv>

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

std::string Plural(uint64_t count, std::string_view noun) {
  std::string text = FormatCount(count) + " ";
  text += noun;
  return count == 1 ? text : text + "s";
}

}  // namespace reprise
