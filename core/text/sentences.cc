#include "reprise/text/sentences.h"

#include <algorithm>
#include <cstdint>

#include "reprise/base/utf8.h"
#include "reprise/text/unicode.h"

namespace reprise {
namespace {

bool IsLineBreak(char32_t c) {
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool IsSpace(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

// Ends a sentence where space follows.
bool IsStop(char32_t c) {
  constexpr std::u32string_view kStops =
      U".!?\u2026\u203C\u203D\u2047\u2048\u2049\u061F\u06D4\u0964\u0965\u0589\u1362\u1367\u1368";
  return kStops.find(c) != std::u32string_view::npos;
}

// Ends a sentence by itself.
bool IsFullWidthStop(char32_t c) {
  constexpr std::u32string_view kStops = U"\u3002\uFF01\uFF1F\uFF0E\uFF61";
  return kStops.find(c) != std::u32string_view::npos;
}

bool IsCloser(char32_t c) {
  constexpr std::u32string_view kClosers =
      U"\"')]}\u00BB\u2019\u201D\u203A\u3009\u300B\u300D\u300F\u3011\u3015\uFF09\uFF3D\uFF63";
  return kClosers.find(c) != std::u32string_view::npos;
}

// A letter with another, upper or title case form of itself is a small one; ASCII and what folds
// to itself need no look at the tables.
bool IsSmallLetter(std::string_view text, size_t pos) {
  const DecodedChar decoded = DecodeUtf8(text, pos);
  if (!decoded.valid) {
    return false;
  }
  const char32_t c = decoded.code_point;
  if (c < 0x80) {
    return c >= 'a' && c <= 'z';
  }
  // Scripts without case fold to themselves as small letters do; only those with case are asked.
  const bool has_case =
      (c >= 0xDF && c <= 0x24F) || (c >= 0x370 && c <= 0x587) || (c >= 0x1E00 && c <= 0x1FFF);
  return has_case && UnicodeTable::Class(c) == CharClass::kLetter &&
         UnicodeTable::HasSimpleFold(c) && UnicodeTable::SimpleFold(c) == c;
}

bool IsSingleLetter(std::string_view token) {
  return !token.empty() && DecodeUtf8(token, 0).size == token.size() &&
         UnicodeTable::Class(DecodeUtf8(token, 0).code_point) == CharClass::kLetter;
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

TextBoundaries::TextBoundaries(std::string_view text, absl::Span<const Token> tokens)
    : text_(text), tokens_(tokens) {
  constexpr size_t kNarrowestWrapped = 50;
  constexpr size_t kWidestWrapped = 120;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const size_t width = end - begin > 4 * kWidestWrapped
                             ? kWidestWrapped + 1
                             : CountCharacters(text.substr(begin, end - begin));
    width_ = std::max(width_, width);
    if (width_ > kWidestWrapped) {
      width_ = 0;
      return;
    }
    begin = end + 1;
  }
  if (width_ < kNarrowestWrapped) {
    width_ = 0;
  }
}

bool TextBoundaries::OnlyWraps(size_t line_break) const {
  if (width_ == 0) {
    return false;
  }
  const size_t before =
      line_break == 0 ? std::string_view::npos : text_.rfind('\n', line_break - 1);
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const size_t next = line_break + 1;
  const size_t word_end = std::min(text_.find_first_of(" \t\r\n", next), text_.size());
  // An indented line begins something.
  return word_end > next && CountCharacters(text_.substr(begin, line_break - begin)) + 1 +
                                    CountCharacters(text_.substr(next, word_end - next)) >
                                width_;
}

std::optional<TextBoundary> TextBoundaries::Before(size_t i) const {
  const size_t begin = i == 0 ? 0 : tokens_[i - 1].end;
  const size_t end = i == tokens_.size() ? text_.size() : tokens_[i].begin;
  std::optional<TextBoundary> lines;
  size_t line_breaks = 0;
  size_t sentence_open = 0;  // behind the space behind a stop
  enum class Seen : uint8_t { kNothing, kStop, kSpace } seen = Seen::kNothing;
  bool ends_line = false;  // whether a stop came before the first line break
  bool only_full_stops = true;
  for (size_t pos = begin, size = 0; pos < end; pos += size) {
    const DecodedChar decoded = DecodeUtf8(text_, pos);
    size = decoded.size;
    const char32_t c = decoded.valid ? decoded.code_point : 0;
    if (IsLineBreak(c)) {
      if (c == '\r' && pos + 1 < end && text_[pos + 1] == '\n') {
        size = 2;
      }
      ends_line = ends_line || (line_breaks == 0 && seen != Seen::kNothing);
      ++line_breaks;
      const size_t close = lines.has_value() ? lines->close : pos + size;
      lines = TextBoundary{close, pos + size};
    } else if (IsFullWidthStop(c)) {
      seen = Seen::kSpace;
      only_full_stops = false;
      sentence_open = pos + size;
    } else if (IsStop(c)) {
      seen = Seen::kStop;
      only_full_stops = only_full_stops && c == '.';
    } else if (IsSpace(c) && seen != Seen::kNothing) {
      seen = Seen::kSpace;
      sentence_open = pos + size;
    } else if (IsCloser(c) && c != '"' && c != '\'' && seen == Seen::kSpace &&
               sentence_open == pos) {
      sentence_open = pos + size;  // closes what a full-width stop ended
    }
  }
  if (i == 0 || i == tokens_.size()) {
    const size_t place = i == 0 ? 0 : text_.size();
    return lines.value_or(TextBoundary{place, place});
  }
  if (lines.has_value() && (line_breaks > 1 || ends_line || !OnlyWraps(lines->close - 1))) {
    return lines;
  }
  if (lines.has_value() || seen != Seen::kSpace || IsSmallLetter(text_, end)) {
    return std::nullopt;
  }
  const std::string_view before = text_.substr(tokens_[i - 1].begin, begin - tokens_[i - 1].begin);
  if (only_full_stops && IsSingleLetter(before)) {
    return std::nullopt;
  }
  return TextBoundary{sentence_open, sentence_open};
}

ByteRange TextBoundaries::WholeSentences(size_t begin, size_t end) const {
  const ByteRange nothing{tokens_[begin].begin, tokens_[begin].begin};
  size_t first = begin;
  std::optional<TextBoundary> open = Before(first);
  while (!open.has_value() && ++first < end) {
    open = Before(first);
  }
  if (!open.has_value()) {
    return nothing;
  }
  size_t last = end;
  std::optional<TextBoundary> close = Before(last);
  while (!close.has_value() && --last > first) {
    close = Before(last);
  }
  if (!close.has_value() || last <= first) {
    return nothing;
  }
  return {open->open, close->close};
}

}  // namespace reprise
