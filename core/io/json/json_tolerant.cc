#include "reprise/io/json/json_tolerant.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "reprise/base/utf8.h"
#include "reprise/io/json/json_text.h"

namespace reprise {
namespace {

constexpr std::string_view kMarker = "\xef\xb7\x90";  // U+FDD0
constexpr uint32_t kMarkerCodePoint = 0xfdd0;
constexpr char kNumberTag = 'n';
constexpr std::string_view kHexDigits = "0123456789abcdef";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Value of a hex digit in either case; -1 for anything else.
int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsHighSurrogate(uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool IsLowSurrogate(uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// What may stand together in a number, a literal, or in something that was meant to be one.
bool IsWordByte(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' ||
         c == '.' || c == '_';
}

// Removes the digits at the start of `text`; false if there are none.
bool ConsumeDigits(std::string_view* text) {
  const size_t count =
      static_cast<size_t>(std::find_if_not(text->begin(), text->end(), IsDigit) - text->begin());
  text->remove_prefix(count);
  return count > 0;
}

// Whether `word` is a number by the grammar of RFC 8259, section 6.
bool IsJsonNumber(std::string_view word) {
  if (word.starts_with('-')) word.remove_prefix(1);
  if (word.starts_with('0')) {
    word.remove_prefix(1);
  } else if (!ConsumeDigits(&word)) {
    return false;
  }
  if (word.starts_with('.')) {
    word.remove_prefix(1);
    if (!ConsumeDigits(&word)) return false;
  }
  if (word.starts_with('e') || word.starts_with('E')) {
    word.remove_prefix(1);
    if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
    if (!ConsumeDigits(&word)) return false;
  }
  return word.empty();
}

// What `rest` begins with, in words.
std::string Describe(std::string_view rest) {
  if (rest.empty()) return "the line ends";
  const auto byte = static_cast<unsigned char>(rest.front());
  if (byte == '"') return "a string";
  if (byte == '\'') return "a single quote";
  if (rest.starts_with(kByteOrderMark)) return "a byte order mark";
  const size_t length = Utf8SequenceLength(rest);
  if (byte >= 0x20 && byte != 0x7f && length > 0) {
    return absl::StrCat("'", std::string(rest.substr(0, length)), "'");
  }
  return absl::StrCat("byte 0x", absl::Hex(byte, absl::kZeroPad2));
}

// One pass over a line: checks the grammar with an explicit stack and writes the rewritten form.
class Rewriter {
 public:
  Rewriter(std::string_view line, std::string* out) : line_(line), out_(out) {}

  absl::Status Run();

 private:
  enum class Expect { kValue, kFirstValue, kName, kFirstName, kColon, kNext };

  std::string_view Rest() const { return line_.substr(pos_); }
  bool At(char c) const { return pos_ < line_.size() && line_[pos_] == c; }
  void Copy(size_t count) {
    out_->append(line_.substr(pos_, count));
    pos_ += count;
  }
  void AppendMarkedByte(uint32_t byte) {
    out_->append(kMarker);
    out_->push_back(kHexDigits[byte >> 4]);
    out_->push_back(kHexDigits[byte & 0xf]);
  }
  // The three bytes that UTF-8 has for a code point of U+0800 to U+FFFF, surrogates included.
  void AppendMarkedUnit(uint32_t unit) {
    AppendMarkedByte(0xe0 | (unit >> 12));
    AppendMarkedByte(0x80 | ((unit >> 6) & 0x3f));
    AppendMarkedByte(0x80 | (unit & 0x3f));
  }
  // The code unit of the escape \uXXXX at `pos`; -1 if there is none.
  int32_t EscapedUnit(size_t pos) const;

  static absl::Status Error(size_t pos, std::string_view what);
  absl::Status Misplaced(std::string_view expected) const;
  absl::Status Step();
  absl::Status Value();
  absl::Status Word(std::string_view expected);
  absl::Status String();
  absl::Status Escape();
  absl::Status Next();
  void Open(Expect expect);
  void Close();

  std::string_view line_;
  std::string* out_;
  size_t pos_ = 0;
  std::string open_;  // the brackets and braces that are open, outermost first
  Expect expect_ = Expect::kValue;
};

absl::Status Rewriter::Error(size_t pos, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("not valid JSON at byte ", pos + 1, ": ", std::string(what)));
}

absl::Status Rewriter::Misplaced(std::string_view expected) const {
  return Error(pos_,
               absl::StrCat(Describe(Rest()), " where ", std::string(expected), " should be"));
}

absl::Status Rewriter::Run() {
  while (true) {
    while (At(' ') || At('\t') || At('\n') || At('\r')) ++pos_;
    if (pos_ == line_.size()) {
      if (expect_ == Expect::kNext && open_.empty()) return absl::OkStatus();
      if (expect_ == Expect::kValue && open_.empty()) {
        return absl::InvalidArgumentError("a blank line, not a JSON object");
      }
    }
    if (absl::Status status = Step(); !status.ok()) return status;
  }
}

absl::Status Rewriter::Step() {
  switch (expect_) {
    case Expect::kFirstValue:
      if (At(']')) {
        Close();
        return absl::OkStatus();
      }
      break;
    case Expect::kFirstName:
      if (At('}')) {
        Close();
        return absl::OkStatus();
      }
      break;
    case Expect::kColon:
      if (!At(':')) return Misplaced("a colon");
      Copy(1);
      expect_ = Expect::kValue;
      return absl::OkStatus();
    case Expect::kNext:
      return Next();
    case Expect::kValue:
    case Expect::kName:
      break;
  }
  // Only here is it known that the innermost level holds something.
  if (open_.size() > kMaxJsonDepth) {
    return absl::InvalidArgumentError(
        absl::StrCat("nested deeper than ", kMaxJsonDepth, " levels at byte ", pos_ + 1));
  }
  if (expect_ == Expect::kValue || expect_ == Expect::kFirstValue) return Value();
  if (!At('"')) {
    return Misplaced(expect_ == Expect::kName ? "a member name in double quotes"
                                              : "a member name in double quotes or closing brace");
  }
  if (absl::Status status = String(); !status.ok()) return status;
  expect_ = Expect::kColon;
  return absl::OkStatus();
}

absl::Status Rewriter::Value() {
  if (At('{')) {
    Open(Expect::kFirstName);
    return absl::OkStatus();
  }
  if (At('[')) {
    Open(Expect::kFirstValue);
    return absl::OkStatus();
  }
  const bool first = expect_ == Expect::kFirstValue;
  expect_ = Expect::kNext;
  if (At('"')) return String();
  return Word(first ? "a value or closing bracket" : "a value");
}

absl::Status Rewriter::Word(std::string_view expected) {
  std::string_view word = Rest();
  word = word.substr(0, static_cast<size_t>(std::find_if_not(word.begin(), word.end(), IsWordByte) -
                                            word.begin()));
  if (word.empty()) return Misplaced(expected);
  if (word == "true" || word == "false" || word == "null") {
    out_->append(word);
  } else if (IsJsonNumber(word)) {
    out_->push_back('"');
    out_->append(kMarker);
    out_->push_back(kNumberTag);
    out_->append(word);
    out_->push_back('"');
  } else {
    constexpr size_t kShown = 40;
    return Error(pos_, absl::StrCat("\"", std::string(word.substr(0, kShown)),
                                    word.size() > kShown ? "...\"" : "\"", " is not a JSON value"));
  }
  pos_ += word.size();
  return absl::OkStatus();
}

absl::Status Rewriter::String() {
  const size_t start = pos_;
  Copy(1);
  while (pos_ < line_.size()) {
    const auto is_plain = [](char c) {
      return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\';
    };
    const std::string_view rest = Rest();
    const auto plain =
        static_cast<size_t>(std::find_if_not(rest.begin(), rest.end(), is_plain) - rest.begin());
    if (plain > 0) {
      Copy(plain);
    } else if (At('"')) {
      Copy(1);
      return absl::OkStatus();
    } else if (At('\\')) {
      if (absl::Status status = Escape(); !status.ok()) return status;
    } else if (const size_t length = Utf8SequenceLength(rest);
               length > 1 && !rest.starts_with(kMarker)) {
      Copy(length);
    } else {
      AppendMarkedByte(static_cast<unsigned char>(rest.front()));
      ++pos_;
    }
  }
  return Error(start, "a string without its closing quote");
}

absl::Status Rewriter::Escape() {
  const std::string_view rest = Rest();
  if (rest.size() > 1 && std::string_view("\"\\/bfnrt").find(rest[1]) != std::string_view::npos) {
    Copy(2);
    return absl::OkStatus();
  }
  if (rest.size() < 2 || rest[1] != 'u') {
    return Error(pos_, absl::StrCat("a backslash, then ", Describe(rest.substr(1)),
                                    ": no escape that JSON has"));
  }
  const int32_t unit = EscapedUnit(pos_);
  if (unit < 0) return Error(pos_, "\\u without four hex digits");
  const auto code = static_cast<uint32_t>(unit);
  if (IsHighSurrogate(code)) {
    const int32_t partner = EscapedUnit(pos_ + 6);
    if (partner >= 0 && IsLowSurrogate(static_cast<uint32_t>(partner))) {
      Copy(12);
      return absl::OkStatus();
    }
  }
  if (IsHighSurrogate(code) || IsLowSurrogate(code) || code == kMarkerCodePoint) {
    AppendMarkedUnit(code);
    pos_ += 6;
  } else {
    Copy(6);
  }
  return absl::OkStatus();
}

int32_t Rewriter::EscapedUnit(size_t pos) const {
  if (line_.size() - pos < 6 || line_[pos] != '\\' || line_[pos + 1] != 'u') return -1;
  int32_t unit = 0;
  for (size_t i = pos + 2; i < pos + 6; ++i) {
    const int value = HexValue(line_[i]);
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  return unit;
}

absl::Status Rewriter::Next() {
  if (open_.empty()) {
    return Error(pos_, absl::StrCat(Describe(Rest()), " after the end of the JSON value"));
  }
  const bool in_object = open_.back() == '{';
  if (At(in_object ? '}' : ']')) {
    Close();
    return absl::OkStatus();
  }
  if (!At(','))
    return Misplaced(in_object ? "a comma or closing brace" : "a comma or closing bracket");
  Copy(1);
  expect_ = in_object ? Expect::kName : Expect::kValue;
  return absl::OkStatus();
}

void Rewriter::Open(Expect expect) {
  open_.push_back(line_[pos_]);
  Copy(1);
  expect_ = expect;
}

void Rewriter::Close() {
  open_.pop_back();
  Copy(1);
  expect_ = Expect::kNext;
}

}  // namespace

absl::Status RewriteTolerant(std::string_view line, std::string* rewritten) {
  // Without its line break the position of a missing piece is the one that an editor shows.
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  rewritten->clear();
  // Mostly little is added, and a long line had better not be copied while it grows.
  rewritten->reserve(line.size() + line.size() / 16 + 64);
  return Rewriter(line, rewritten).Run();
}

std::optional<std::string_view> TolerantNumber(std::string_view parsed) {
  if (!parsed.starts_with(kMarker) || parsed.size() == kMarker.size() ||
      parsed[kMarker.size()] != kNumberTag) {
    return std::nullopt;
  }
  return parsed.substr(kMarker.size() + 1);
}

std::string_view TolerantString(std::string_view parsed, std::string* buffer) {
  size_t marker = parsed.find(kMarker);
  if (marker == std::string_view::npos) return parsed;
  buffer->clear();
  buffer->reserve(parsed.size());
  while (marker != std::string_view::npos) {
    buffer->append(parsed.substr(0, marker));
    parsed.remove_prefix(marker + kMarker.size());
    buffer->push_back(static_cast<char>(HexValue(parsed[0]) * 16 + HexValue(parsed[1])));
    parsed.remove_prefix(2);
    marker = parsed.find(kMarker);
  }
  buffer->append(parsed);
  return *buffer;
}

}  // namespace reprise
