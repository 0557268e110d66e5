#include "reprise/io/web/warc_syntax.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "reprise/io/web/header_fields.h"

namespace reprise {
namespace {

constexpr std::string_view kMagic = "WARC/";
constexpr size_t kMaxHead = size_t{1} << 20;
constexpr uint64_t kMaxBody = uint64_t{1} << 40;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What names of fields are made of: "token" in the standard.
bool IsTokenChar(char c) {
  return c > ' ' && c < '\x7F' &&
         std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
}

// Steps through bytes that may end anywhere. Once a step did not match, the others do nothing.
class Matcher {
 public:
  explicit Matcher(std::string_view bytes) : bytes_(bytes) {}

  void One(char c) {
    Repeat([c](char other) { return c == other; }, 1, 1);
  }
  // `least` to `most` bytes, as many as there are.
  template <typename Predicate>
  void Repeat(Predicate predicate, size_t least, size_t most) {
    size_t count = 0;
    while (match_ == Match::kYes && count < most) {
      if (at_ == bytes_.size()) {
        match_ = Match::kMaybe;
      } else if (predicate(bytes_[at_])) {
        ++at_;
        ++count;
      } else {
        break;
      }
    }
    if (match_ == Match::kYes && count < least) {
      match_ = Match::kNo;
    }
  }
  Match match() const { return match_; }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
  Match match_ = Match::kYes;
};

std::optional<uint64_t> ParseLength(std::string_view digits) {
  uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, value);
  const bool valid = result.ec == std::errc() && result.ptr == end && value <= kMaxBody;
  return valid ? std::optional(value) : std::nullopt;
}

}  // namespace

Match WarcSyntax::ReadHead(std::string_view bytes, ArchiveHead* head) const {
  *head = {};
  if (const Match match = MayFollow(bytes); match != Match::kYes) {
    head->problem =
        "no WARC record: it does not begin with a line like \"WARC/1.0\"; the file is damaged here";
    return match;
  }
  const std::string_view block = bytes.substr(0, kMaxHead);
  for (size_t at = 0; head->size == 0;) {
    const size_t line_break = block.find('\n', at);
    if (line_break == std::string_view::npos) {
      head->problem = "the record's header does not end within 1 MiB; the file is damaged here";
      return block.size() == kMaxHead ? Match::kNo : Match::kMaybe;
    }
    const std::string_view line = block.substr(at, line_break - at);
    if (at > 0 && (line.empty() || line == "\r")) {
      head->size = line_break + 1;
    } else if (at > 0) {
      const Match other = StartsRecord(bytes.substr(at));
      if (other != Match::kNo) {
        head->problem = "the record breaks off in its header, where another one begins";
        return other == Match::kYes ? Match::kNo : Match::kMaybe;
      }
    }
    at = line_break + 1;
  }
  const std::optional<std::string> length =
      FindHeaderField(block.substr(0, head->size), "Content-Length");
  if (!length.has_value()) {
    head->problem = "the record has no Content-Length, so that nobody knows where it ends";
    return Match::kNo;
  }
  const std::optional<uint64_t> body_size = ParseLength(*length);
  if (!body_size.has_value()) {
    head->problem = "the record's Content-Length is not a number of bytes from 0 to 1 TiB";
    return Match::kNo;
  }
  head->body_size = *body_size;
  return Match::kYes;
}

Match WarcSyntax::StartsRecord(std::string_view bytes) const {
  constexpr size_t kMaxDigits = 3;
  constexpr size_t kMaxSpaces = 16;
  constexpr size_t kMaxName = 128;
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  Matcher matcher(bytes);
  std::for_each(kMagic.begin(), kMagic.end(), [&](char c) { matcher.One(c); });
  matcher.Repeat(IsDigit, 1, kMaxDigits);
  matcher.One('.');
  matcher.Repeat(IsDigit, 1, kMaxDigits);
  matcher.Repeat(is_space, 0, kMaxSpaces);
  matcher.Repeat([](char c) { return c == '\r'; }, 0, 1);
  matcher.One('\n');
  matcher.Repeat(IsTokenChar, 1, kMaxName);
  matcher.Repeat(is_space, 0, kMaxSpaces);
  matcher.One(':');
  return matcher.match();
}

Match WarcSyntax::MayFollow(std::string_view bytes) const {
  Matcher matcher(bytes);
  std::for_each(kMagic.begin(), kMagic.end(), [&](char c) { matcher.One(c); });
  return matcher.match();
}

}  // namespace reprise
