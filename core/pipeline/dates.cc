#include "reprise/pipeline/dates.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"

namespace reprise {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<int64_t> ParseSeconds(std::string_view digits) {
  int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end) {
    return std::nullopt;
  }
  constexpr int64_t kLeastMilliseconds = 100'000'000'000;
  return value >= kLeastMilliseconds ? value / 1000 : value;
}

}  // namespace

std::optional<int64_t> ParseDate(std::string_view date) {
  std::string text(date);
  absl::RemoveExtraAsciiWhitespace(&text);
  if (text.empty()) {
    return std::nullopt;
  }
  const bool only_digits = std::all_of(text.begin(), text.end(), IsDigit);
  if (only_digits && text.size() != 8) {
    return ParseSeconds(text);
  }
  constexpr const char* kFormats[] = {
      "%Y-%m-%d",
      "%Y-%m-%d%ET%H:%M:%E*S%Ez",
      "%Y-%m-%d%ET%H:%M:%E*S",
      "%Y-%m-%d%ET%H:%M%Ez",
      "%Y-%m-%d%ET%H:%M",
      "%Y-%m-%d %H:%M:%E*S%Ez",
      "%Y-%m-%d %H:%M:%E*S %Ez",
      "%Y-%m-%d %H:%M:%E*S",
      "%Y-%m-%d %H:%M",
      "%Y/%m/%d %H:%M:%E*S",
      "%Y/%m/%d",
      "%E4Y%m%d",
      "%a, %d %b %E4Y %H:%M:%S %z",
      "%a, %d %b %E4Y %H:%M:%S GMT",
      "%d %b %E4Y %H:%M:%S %z",
      "%d-%b-%E4Y %H:%M:%E*S",
      "%d-%b-%E4Y",
      "%d %b %E4Y",
      "%b %d, %E4Y",
  };
  for (const char* const format : kFormats) {
    absl::Time time;
    if (absl::ParseTime(format, text, &time, nullptr)) {
      return absl::ToUnixSeconds(time);
    }
  }
  return std::nullopt;
}

std::string_view HostOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  const size_t user = host.rfind('@');
  if (user != std::string_view::npos) {
    host.remove_prefix(user + 1);
  }
  if (!host.starts_with('[')) {
    host = host.substr(0, host.find(':'));
  }
  return host;
}

}  // namespace reprise
