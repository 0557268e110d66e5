#include "reprise/io/web/charset.h"

#include <iconv.h>
#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "reprise/base/utf8.h"
#include "reprise/io/web/header_fields.h"
#include "reprise/io/web/html_elements.h"
#include "reprise/io/web/html_tokenizer.h"

namespace reprise {
namespace {

constexpr size_t kDeclarationBytes = 4096;
// That many suffice to recognise a language; a detector looks at each byte a few dozen times.
constexpr size_t kDetectionBytes = size_t{1} << 18;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// Bytes of UTF-8 that come out per byte, at most.
constexpr size_t kMostGrowth = 3;

struct ByteOrderMark {
  std::string_view bytes;
  std::string_view charset;
};

// UTF-32 first: its mark begins with that of UTF-16.
constexpr std::array<ByteOrderMark, 5> kMarks = {{{kByteOrderMark, "utf-8"},
                                                  {{"\xFF\xFE\0\0", 4}, "utf-32le"},
                                                  {{"\0\0\xFE\xFF", 4}, "utf-32be"},
                                                  {"\xFF\xFE", "utf-16le"},
                                                  {"\xFE\xFF", "utf-16be"}}};

const ByteOrderMark* MarkOf(std::string_view bytes) {
  const auto* mark = std::find_if(
      kMarks.begin(), kMarks.end(),
      [bytes](const ByteOrderMark& candidate) { return bytes.starts_with(candidate.bytes); });
  return mark == kMarks.end() ? nullptr : mark;
}

size_t FirstBeyondAscii(std::string_view bytes) {
  return static_cast<size_t>(
      std::find_if(bytes.begin(), bytes.end(),
                   [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) -
      bytes.begin());
}

// The steps that bytes beyond ASCII take when they are read as UTF-8.
struct Utf8Steps {
  size_t valid = 0;
  size_t broken = 0;
};

Utf8Steps CountUtf8(std::string_view bytes) {
  Utf8Steps steps;
  for (size_t pos = FirstBeyondAscii(bytes); pos < bytes.size();) {
    const DecodedChar decoded = DecodeUtf8(bytes, pos);
    steps.valid += decoded.valid && decoded.size > 1 ? 1 : 0;
    // A character that the end of the bytes cuts in two says nothing.
    steps.broken += !decoded.valid && pos + decoded.size < bytes.size() ? 1 : 0;
    pos += decoded.size;
  }
  return steps;
}

// Hands the bytes in UTF-8 to `take`, piece by piece, and returns how many of them make no sense.
// Nullopt, and nothing handed over, where this system's iconv does not know the charset.
template <typename Take>
std::optional<size_t> DecodeWithIconv(std::string_view bytes, const Charset& charset, Take take) {
  const iconv_t opened = iconv_open("UTF-8", std::string(charset.iconv).c_str());
  // iconv's own way to say that it failed.
  if (opened == reinterpret_cast<iconv_t>(-1)) {  // NOLINT(performance-no-int-to-ptr)
    return std::nullopt;
  }
  const std::unique_ptr<void, int (*)(iconv_t)> converter(opened, iconv_close);
  size_t broken = 0;
  std::array<char, 16384> piece{};
  // It does not write to its input.
  char* in = const_cast<char*>(bytes.data());
  size_t left = bytes.size();
  bool flushed = false;
  while (!flushed) {
    char* out = piece.data();
    size_t room = piece.size();
    flushed = left == 0;
    const size_t result = flushed ? iconv(converter.get(), nullptr, nullptr, &out, &room)
                                  : iconv(converter.get(), &in, &left, &out, &room);
    const int error = result == static_cast<size_t>(-1) ? errno : 0;
    take(std::string_view(piece.data(), piece.size() - room));
    if (left > 0 && (error == EILSEQ || error == EINVAL)) {
      take(kReplacement);
      ++broken;
      ++in;
      --left;
    }
  }
  return broken;
}

std::string RepairedUtf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  size_t taken = 0;
  for (size_t pos = FirstBeyondAscii(bytes); pos < bytes.size();) {
    const DecodedChar decoded = DecodeUtf8(bytes, pos);
    if (!decoded.valid) {
      text.append(bytes.substr(taken, pos - taken));
      text.append(kReplacement);
      taken = pos + decoded.size;
    }
    pos += decoded.size;
  }
  text.append(bytes.substr(taken));
  return text;
}

// What uchardet makes of the bytes; null where it does not know.
const Charset* GuessCharset(std::string_view bytes) {
  const std::unique_ptr<struct uchardet, void (*)(uchardet_t)> detector(uchardet_new(),
                                                                        uchardet_delete);
  // ASCII says little, and pages begin with a lot of it.
  const std::string_view telling = bytes.substr(FirstBeyondAscii(bytes)).substr(0, kDetectionBytes);
  if (uchardet_handle_data(detector.get(), telling.data(), telling.size()) != 0) {
    return nullptr;
  }
  uchardet_data_end(detector.get());
  const Charset* charset = FindCharset(uchardet_get_charset(detector.get()));
  return charset == nullptr || charset->kind == CharsetKind::kUtf16 ? nullptr : charset;
}

// Whether the bytes leave what is said of them possible.
bool Fits(const Charset& charset, std::string_view bytes, const Utf8Steps& steps) {
  switch (charset.kind) {
    case CharsetKind::kUtf8:
      return steps.valid >= steps.broken;
    case CharsetKind::kUtf16:
      return steps.broken > 0 || bytes.find('\0') != std::string_view::npos;
    case CharsetKind::kSingleByte:
      return steps.broken > 0 || steps.valid == 0;
    case CharsetKind::kMultiByte:
      if (steps.broken > 0 || steps.valid == 0) {
        return true;
      }
      return DecodeWithIconv(bytes, charset, [](std::string_view) {}) == size_t{0};
  }
  return true;
}

// The value behind `key` and '=' in a declaration, without quotes; empty where there is none.
std::string_view ValueBehind(std::string_view key, std::string_view declaration) {
  for (size_t pos = 0; pos + key.size() < declaration.size(); ++pos) {
    if (!SameIgnoringCase(declaration.substr(pos, key.size()), key)) {
      continue;
    }
    std::string_view rest = declaration.substr(pos + key.size());
    const auto pass_space = [&rest] {
      while (!rest.empty() && IsHtmlSpace(rest.front())) {
        rest.remove_prefix(1);
      }
    };
    pass_space();
    if (!rest.starts_with('=')) {
      continue;
    }
    rest.remove_prefix(1);
    pass_space();
    if (rest.starts_with('"') || rest.starts_with('\'')) {
      return rest.substr(1, rest.find(rest.front(), 1) - 1);
    }
    return rest.substr(0, rest.find_first_of(" \t\r\n\f;"));
  }
  return {};
}

}  // namespace

const Charset* DeclaredCharset(std::string_view bytes) {
  bytes = bytes.substr(0, kDeclarationBytes);
  std::string_view label;
  if (bytes.starts_with("<?xml")) {
    label = ValueBehind("encoding", bytes.substr(0, bytes.find("?>")));
  }
  const Charset* charset = FindCharset(label);
  HtmlTokenizer tokenizer(bytes);
  for (HtmlToken token; charset == nullptr && tokenizer.Next(false, &token);) {
    if (token.kind != HtmlToken::Kind::kStartTag) {
      continue;
    }
    const HtmlElement& element = FindHtmlElement(token.name);
    if (element.Is(kRawText)) {
      tokenizer.TakeRawText(token.name);
    } else if (element.tag == HtmlTag::kMeta) {
      label = FindHtmlAttribute(token.attributes, "charset").value_or("");
      if (label.empty() &&
          SameIgnoringCase(FindHtmlAttribute(token.attributes, "http-equiv").value_or(""),
                           "content-type")) {
        label = ValueBehind("charset", FindHtmlAttribute(token.attributes, "content").value_or(""));
      }
      charset = FindCharset(label);
    }
  }
  return charset != nullptr && charset->kind == CharsetKind::kUtf16 ? FindCharset("utf-8")
                                                                    : charset;
}

const Charset& DetectCharset(std::string_view bytes, std::string_view declared) {
  if (const ByteOrderMark* mark = MarkOf(bytes); mark != nullptr) {
    return *FindCharset(mark->charset);
  }
  const Charset& utf8 = *FindCharset("utf-8");
  const Charset& western = *FindCharset("windows-1252");
  const Utf8Steps steps = CountUtf8(bytes);
  for (const Charset* said : {FindCharset(declared), DeclaredCharset(bytes)}) {
    if (said != nullptr && Fits(*said, bytes, steps)) {
      return *said;
    }
  }
  if (steps.valid >= 9 * steps.broken) {
    return utf8;
  }
  const Charset* guess = GuessCharset(bytes);
  return guess != nullptr ? *guess : western;
}

std::string ToUtf8(std::string_view bytes, const Charset& charset) {
  if (const ByteOrderMark* mark = MarkOf(bytes); mark != nullptr && mark->charset == charset.name) {
    bytes.remove_prefix(mark->bytes.size());
  }
  if (charset.kind == CharsetKind::kUtf8) {
    return RepairedUtf8(bytes);
  }
  std::string text;
  // What is not written to takes no memory; growing by copies would.
  text.reserve(kMostGrowth * bytes.size());
  const bool known = DecodeWithIconv(bytes, charset, [&text](std::string_view piece) {
                       text.append(piece);
                     }).has_value();
  // ASCII is right in nearly all charsets, and all that is left without iconv's table.
  return known ? std::move(text) : RepairedUtf8(bytes);
}

std::string ToUtf8(std::string_view bytes, std::string_view declared) {
  return ToUtf8(bytes, DetectCharset(bytes, declared));
}

}  // namespace reprise
