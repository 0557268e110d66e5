#include "reprise/io/web/html_entities.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"
#include "reprise/base/utf8.h"

namespace reprise {
namespace {

struct Entity {
  std::string_view name;  // ends with ';' unless it also counts without one
  char32_t first;
  char32_t second;  // 0: there is none
};

// In byte order of the names.
constexpr Entity kEntities[] = {
#include "reprise/io/web/html_entities.inc"
};

constexpr size_t kLongestName = 32;
// Of the names that count without ';'.
constexpr size_t kLongestOpenName = 6;

const Entity* Find(std::string_view name) {
  const Entity* found = std::lower_bound(
      std::begin(kEntities), std::end(kEntities), name,
      [](const Entity& entity, std::string_view wanted) { return entity.name < wanted; });
  return found != std::end(kEntities) && found->name == name ? found : nullptr;
}

// What numbers 128 to 159 mean: pages were written as if they were windows-1252.
constexpr std::array<char32_t, 32> kControls = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

constexpr char32_t kReplacementCharacter = 0xFFFD;
constexpr char32_t kBeyondUnicode = 0x110000;

char32_t CharacterOfNumber(char32_t number) {
  if (number >= 0x80 && number < 0xA0) {
    return kControls[number - 0x80];
  }
  const bool surrogate = number >= 0xD800 && number < 0xE000;
  return number == 0 || surrogate || number >= kBeyondUnicode ? kReplacementCharacter : number;
}

// Each of these takes what follows '&' and returns how many bytes of it the reference has; 0 where
// it is none, with nothing appended.

size_t AppendNumeric(std::string_view rest, std::string* out) {
  size_t pos = 1;  // behind '#'
  const bool hexadecimal = pos < rest.size() && (rest[pos] == 'x' || rest[pos] == 'X');
  pos += hexadecimal ? 1 : 0;
  const size_t digits = pos;
  char32_t number = 0;
  for (; pos < rest.size(); ++pos) {
    const auto c = static_cast<unsigned char>(rest[pos]);
    if (hexadecimal ? !absl::ascii_isxdigit(c) : !absl::ascii_isdigit(c)) {
      break;
    }
    const auto digit =
        static_cast<char32_t>(absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10);
    // Any number of digits may come.
    number = std::min<char32_t>(kBeyondUnicode, number * (hexadecimal ? 16 : 10) + digit);
  }
  if (pos == digits) {
    return 0;
  }
  AppendUtf8(CharacterOfNumber(number), out);
  return pos < rest.size() && rest[pos] == ';' ? pos + 1 : pos;
}

size_t AppendNamed(std::string_view rest, HtmlPlace place, std::string* out) {
  const auto is_alnum = [rest](size_t pos) {
    return pos < rest.size() && absl::ascii_isalnum(static_cast<unsigned char>(rest[pos]));
  };
  size_t size = 0;
  while (size < kLongestName && is_alnum(size)) {
    ++size;
  }
  const Entity* entity = nullptr;
  if (size < rest.size() && rest[size] == ';') {
    entity = Find(rest.substr(0, size + 1));
  }
  for (size = std::min(size, kLongestOpenName); entity == nullptr && size > 0; --size) {
    entity = Find(rest.substr(0, size));
  }
  if (entity == nullptr) {
    return 0;
  }
  const size_t end = entity->name.size();
  if (place == HtmlPlace::kAttribute && entity->name.back() != ';' &&
      (is_alnum(end) || (end < rest.size() && rest[end] == '='))) {
    return 0;
  }
  AppendUtf8(entity->first, out);
  if (entity->second != 0) {
    AppendUtf8(entity->second, out);
  }
  return end;
}

}  // namespace

std::string DecodedHtml(std::string_view source, HtmlPlace place) {
  std::string decoded;
  AppendDecodedHtml(source, place, std::string::npos, &decoded);
  return decoded;
}

size_t AppendDecodedHtml(std::string_view source, HtmlPlace place, size_t size, std::string* out) {
  std::string_view rest = source;
  while (!rest.empty() && out->size() < size) {
    const std::string_view piece = rest.substr(0, size - out->size());
    if (piece.front() != '&') {
      const std::string_view plain = piece.substr(0, piece.find('&'));
      out->append(plain);
      rest.remove_prefix(plain.size());
      continue;
    }
    rest.remove_prefix(1);
    const size_t taken =
        rest.starts_with('#') ? AppendNumeric(rest, out) : AppendNamed(rest, place, out);
    if (taken == 0) {
      out->push_back('&');
    }
    rest.remove_prefix(taken);
  }
  return source.size() - rest.size();
}

size_t MostDecodedGrowth(std::string_view source) {
  size_t growth = 0;
  for (size_t pos = source.find('&'); pos != std::string_view::npos; pos = source.find('&', pos)) {
    ++pos;
    const std::string_view name = source.substr(pos, 4);
    growth += name == "nGt;" || name == "nLt;" ? 1 : 0;
  }
  return growth;
}

}  // namespace reprise
