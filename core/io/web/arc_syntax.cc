#include "reprise/io/web/arc_syntax.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "reprise/io/web/header_fields.h"

namespace reprise {
namespace {

constexpr size_t kMaxLine = size_t{1} << 14;
constexpr uint64_t kMaxLength = uint64_t{1} << 40;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsAddress(std::string_view word) {
  const auto is_part = [](char c) { return IsHexDigit(c) || c == '.' || c == ':'; };
  return word == "-" || (word.find_first_of(".:") != std::string_view::npos &&
                         std::all_of(word.begin(), word.end(), is_part));
}

bool IsDate(std::string_view word) {
  constexpr size_t kDay = 8;
  constexpr size_t kMilliseconds = 17;
  return word.size() >= kDay && word.size() <= kMilliseconds &&
         std::all_of(word.begin(), word.end(), IsDigit);
}

// A scheme and its colon (RFC 3986, section 3.1), of at most 32 characters.
Match BeginsWithScheme(std::string_view bytes) {
  constexpr size_t kMaxScheme = 32;
  for (size_t i = 0; i < bytes.size() && i < kMaxScheme; ++i) {
    const char c = bytes[i];
    if (c == ':') {
      return i > 0 ? Match::kYes : Match::kNo;
    }
    if (!IsLetter(c) && (i == 0 || (!IsDigit(c) && c != '+' && c != '-' && c != '.'))) {
      return Match::kNo;
    }
  }
  return bytes.size() < kMaxScheme ? Match::kMaybe : Match::kNo;
}

// Takes the first word, and the space behind it, off `*rest`.
std::string_view TakeWord(std::string_view* rest) {
  const size_t space = rest->find(' ');
  const std::string_view word = rest->substr(0, space);
  rest->remove_prefix(space == std::string_view::npos ? rest->size() : space + 1);
  return word;
}

}  // namespace

std::optional<ArcLine> ParseArcLine(std::string_view line) {
  line = TrimSpace(line);
  const size_t last_space = line.rfind(' ');
  if (BeginsWithScheme(line) != Match::kYes || last_space == std::string_view::npos) {
    return std::nullopt;
  }
  ArcLine parsed;
  const std::string_view length = line.substr(last_space + 1);
  const char* end = length.data() + length.size();
  const auto result = std::from_chars(length.data(), end, parsed.length);
  if (result.ec != std::errc() || result.ptr != end || parsed.length > kMaxLength) {
    return std::nullopt;
  }
  // URLs and types may hold spaces; an address with a date behind it tells where one ends and the
  // other begins.
  std::string_view rest = line.substr(0, last_space);
  TakeWord(&rest);
  while (!rest.empty()) {
    const size_t word_begin = last_space - rest.size();
    const std::string_view word = TakeWord(&rest);
    std::string_view behind = rest;
    const std::string_view date = TakeWord(&behind);
    if (IsAddress(word) && IsDate(date)) {
      parsed.url = TrimSpace(line.substr(0, word_begin));
      parsed.ip = word;
      parsed.date = date;
      parsed.type = TrimSpace(behind);
      return parsed;
    }
  }
  return std::nullopt;
}

Match ArcSyntax::ReadHead(std::string_view bytes, ArchiveHead* head) const {
  *head = {};
  const Match match = StartsRecord(bytes);
  if (match == Match::kYes) {
    const size_t line_size = bytes.find('\n') + 1;
    head->size = line_size;
    head->body_size = ParseArcLine(bytes.substr(0, line_size))->length;
  } else {
    head->problem =
        "no ARC record: it does not begin with a line \"<URL> <IP address> <date> <type> "
        "<length>\"; "
        "the file is damaged here";
  }
  return match;
}

Match ArcSyntax::StartsRecord(std::string_view bytes) const {
  if (const Match match = BeginsWithScheme(bytes); match != Match::kYes) {
    return match;
  }
  const std::string_view block = bytes.substr(0, kMaxLine);
  const size_t line_break = block.find('\n');
  if (line_break == std::string_view::npos) {
    return block.size() == kMaxLine ? Match::kNo : Match::kMaybe;
  }
  return ParseArcLine(block.substr(0, line_break)).has_value() ? Match::kYes : Match::kNo;
}

}  // namespace reprise
