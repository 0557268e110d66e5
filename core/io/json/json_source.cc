#include "reprise/io/json/json_source.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "reprise/base/utf8.h"
#include "reprise/io/json/json_field.h"

namespace reprise {
namespace {

// The code unit of the escape \uXXXX at `pos`; nothing where there is none.
std::optional<uint32_t> EscapedUnit(std::string_view raw, size_t pos) {
  if (pos + 6 > raw.size() || raw[pos] != '\\' || raw[pos + 1] != 'u') {
    return std::nullopt;
  }
  uint32_t unit = 0;
  const char* const end = raw.data() + pos + 6;
  const auto [stop, error] = std::from_chars(raw.data() + pos + 2, end, unit, 16);
  return error == std::errc() && stop == end ? std::optional<uint32_t>(unit) : std::nullopt;
}

// One step through the inside of a string literal.
struct Step {
  size_t raw = 1;      // bytes of the literal
  size_t decoded = 1;  // bytes that they stand for
  std::optional<char32_t> escaped;
};

Step StepAt(std::string_view raw, size_t pos) {
  if (raw[pos] != '\\') {
    return {};
  }
  const std::optional<uint32_t> unit = EscapedUnit(raw, pos);
  if (!unit.has_value()) {
    return {2, 1, std::nullopt};
  }
  if (*unit >= 0xD800 && *unit < 0xDC00) {
    const std::optional<uint32_t> low = EscapedUnit(raw, pos + 6);
    if (low.has_value() && *low >= 0xDC00 && *low < 0xE000) {
      return {12, 4, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00)};
    }
  }
  return {6, *unit < 0x80 ? 1U : *unit < 0x800 ? 2U : 3U, *unit};
}

// A member's name as it is meant. Names with lone surrogates are no names that a user can give.
std::string Decoded(std::string_view raw) {
  std::string text;
  for (size_t pos = 0; pos < raw.size();) {
    const Step step = StepAt(raw, pos);
    if (step.escaped.has_value()) {
      AppendUtf8(*step.escaped, &text);
    } else if (step.raw == 2) {
      constexpr std::string_view kLetters = "bfnrt";
      constexpr std::string_view kMeanings = "\b\f\n\r\t";
      const size_t letter = kLetters.find(raw[pos + 1]);
      text += letter == std::string_view::npos ? raw[pos + 1] : kMeanings[letter];
    } else {
      text += raw[pos];
    }
    pos += step.raw;
  }
  return text;
}

// Walks through a line that is known to be JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : line_(line) {}

  // The bytes of the value that `path` leads to; nothing where there is none.
  std::optional<ByteRange> Find(const JsonFieldPath& path) {
    pos_ = 0;
    for (const std::string& step : path.steps) {
      if (!Enter(step)) {
        return std::nullopt;
      }
    }
    SkipSpace();
    const size_t begin = pos_;
    SkipValue();
    return ByteRange{begin, pos_};
  }

 private:
  // Goes on to the value of a member or item of the container that comes next.
  bool Enter(const std::string& step) {
    SkipSpace();
    if (pos_ >= line_.size() || (line_[pos_] != '{' && line_[pos_] != '[')) {
      return false;
    }
    const bool is_object = line_[pos_] == '{';
    const std::optional<size_t> wanted = is_object ? std::nullopt : JsonArrayIndex(step);
    if (!is_object && !wanted.has_value()) {
      return false;
    }
    ++pos_;
    for (size_t index = 0;; ++index) {
      SkipSpace();
      if (pos_ >= line_.size() || line_[pos_] == '}' || line_[pos_] == ']') {
        return false;
      }
      bool found = wanted.has_value() && index == *wanted;
      if (is_object) {
        const size_t begin = pos_;
        SkipString();
        found = Decoded(line_.substr(begin + 1, pos_ - begin - 2)) == step;
        SkipSpace();
        ++pos_;  // the colon
      }
      if (found) {
        return true;
      }
      SkipSpace();
      SkipValue();
      SkipSpace();
      if (pos_ < line_.size() && line_[pos_] == ',') {
        ++pos_;
      }
    }
  }

  void SkipSpace() {
    while (pos_ < line_.size() &&
           std::string_view(" \t\r\n").find(line_[pos_]) != std::string_view::npos) {
      ++pos_;
    }
  }

  void SkipString() {
    for (++pos_; pos_ < line_.size() && line_[pos_] != '"';) {
      pos_ += line_[pos_] == '\\' ? 2 : 1;
    }
    ++pos_;
  }

  void SkipValue() {
    size_t depth = 0;
    do {
      const char c = pos_ < line_.size() ? line_[pos_] : '}';
      if (c == '"') {
        SkipString();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++pos_;
      } else if (c == '}' || c == ']') {
        depth -= depth > 0 ? 1 : 0;
        ++pos_;
      } else if (depth > 0) {
        ++pos_;
      } else {
        pos_ = line_.find_first_of(",]} \t\r\n", pos_);
      }
    } while (depth > 0 && pos_ < line_.size());
    pos_ = std::min(pos_, line_.size());
  }

  std::string_view line_;
  size_t pos_ = 0;
};

// Appends what of `parts` lies in a text member. `literal` is its string, quotes excluded, in the
// line; `text_begin` where its text begins in the record's. Returns where that ends.
size_t MapMember(std::string_view line, const ByteRange& literal, size_t text_begin,
                 absl::Span<const ByteRange> parts, std::vector<ByteRange>* ranges) {
  const std::string_view raw = line.substr(literal.begin, literal.size());
  size_t decoded = text_begin;
  size_t part = 0;
  constexpr size_t kClosed = std::string_view::npos;
  size_t open = kClosed;  // where the current part begins in the line
  const auto settle = [&](size_t at) {
    while (part < parts.size()) {
      if (open != kClosed && decoded >= parts[part].end) {
        if (at > open) {
          ranges->push_back({open, at});
        }
        open = kClosed;
        ++part;
      } else if (open == kClosed && parts[part].end <= decoded) {
        ++part;
      } else if (open == kClosed && decoded >= parts[part].begin) {
        open = at;
      } else {
        return;
      }
    }
  };
  size_t pos = 0;
  while (true) {
    settle(literal.begin + pos);
    if (pos >= raw.size()) {
      break;
    }
    const Step step = StepAt(raw, pos);
    pos += step.raw;
    decoded += step.decoded;
  }
  if (open != kClosed && literal.end > open) {
    ranges->push_back({open, literal.end});
  }
  return decoded;
}

}  // namespace

absl::StatusOr<std::vector<ByteRange>> JsonSourceRanges(std::string_view line,
                                                        const RecordFields& fields,
                                                        absl::Span<const ByteRange> parts) {
  std::vector<ByteRange> ranges;
  Scanner scanner(line);
  size_t text_begin = 0;
  bool any = false;
  for (const std::string& name : fields.text) {
    const absl::StatusOr<JsonFieldPath> path = ParseJsonFieldPath(name);
    const std::optional<ByteRange> value = path.ok() ? scanner.Find(*path) : std::nullopt;
    if (!value.has_value() || value->size() < 2 || line[value->begin] != '"') {
      continue;  // absent or null, as the reader has found it
    }
    text_begin += any ? 1 : 0;  // the line break that joins members
    any = true;
    text_begin = MapMember(line, {value->begin + 1, value->end - 1}, text_begin, parts, &ranges);
  }
  if (!parts.empty() && (!any || parts.back().end > text_begin)) {
    return absl::InternalError("the text is not that of the JSON line");
  }
  // Members may be named in another order than the line has them.
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  return ranges;
}

}  // namespace reprise
