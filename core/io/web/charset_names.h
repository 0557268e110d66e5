#ifndef REPRISE_IO_WEB_CHARSET_NAMES_H_
#define REPRISE_IO_WEB_CHARSET_NAMES_H_

#include <cstdint>
#include <string_view>

namespace reprise {

enum class CharsetKind : uint8_t {
  kUtf8,
  kUtf16,       // and UTF-32: 7-bit text is not itself in it
  kSingleByte,  // every byte is a character, or none
  kMultiByte,
};

// A way to write characters as bytes.
struct Charset {
  std::string_view name;   // small letters; that of the WHATWG encoding standard, where it has one
  std::string_view iconv;  // what iconv calls it
  CharsetKind kind = CharsetKind::kUtf8;
  std::string_view labels;  // other names it goes by, with a space around each
};

// The charset that a label, in whatever case and with white space around it, names; null for none.
// Labels mean what they mean to browsers (encoding.spec.whatwg.org, section 4.2): "iso-8859-1" and
// "us-ascii" are windows-1252, "gb2312" is gb18030. Besides, some that a detector names. The
// pointer is valid forever. Pure; safe from any thread.
const Charset* FindCharset(std::string_view label);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_CHARSET_NAMES_H_
