#ifndef REPRISE_TESTS_TEXT_UNICODE_DATA_H_
#define REPRISE_TESTS_TEXT_UNICODE_DATA_H_

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "reprise/text/unicode.h"

namespace reprise {

// One past the last code point.
inline constexpr char32_t kEnd = 0x110000;

// A line of a file of the Unicode character database: code points first..last, and the fields after
// them without the blanks around them.
struct UnicodeDataLine {
  char32_t first = 0;
  char32_t last = 0;
  std::vector<std::string> fields;
};

// Code points written in hexadecimal with blanks between them.
inline std::u32string ParseCodePoints(const std::string& text) {
  std::u32string code_points;
  std::istringstream in(text);
  in >> std::hex;
  for (unsigned long c = 0; in >> c;) {
    code_points.push_back(static_cast<char32_t>(c));
  }
  return code_points;
}

// All lines of a file of Debian's package unicode-data. Empty where the package is not installed
// or holds another version than kUnicodeVersion: tests then skip with kNoUnicodeData.
inline constexpr const char* kNoUnicodeData =
    "needs the files of Unicode 15.0.0 in /usr/share/unicode (Debian package unicode-data)";

inline std::vector<UnicodeDataLine> ReadUnicodeData(const std::string& name) {
  const std::string folder = "/usr/share/unicode/";
  // UnicodeData.txt does not say its version, so another file speaks for all.
  std::ifstream version_in(folder + "Scripts.txt");
  std::string line;
  std::getline(version_in, line);
  if (line != std::string("# Scripts-") + kUnicodeVersion + ".txt") {
    return {};
  }
  std::vector<UnicodeDataLine> lines;
  std::ifstream in(folder + name);
  while (std::getline(in, line)) {
    line.resize(std::min(line.find('#'), line.size()));
    UnicodeDataLine parsed;
    std::istringstream fields(line + ";");
    std::string field;
    bool is_range = true;
    while (std::getline(fields, field, ';')) {
      const size_t begin = std::min(field.find_first_not_of(' '), field.size());
      const size_t end = field.find_last_not_of(' ') + 1;
      field = begin < end ? field.substr(begin, end - begin) : "";
      if (!is_range) {
        parsed.fields.push_back(field);
        continue;
      }
      is_range = false;
      const size_t dots = std::min(field.find(".."), field.size());
      const std::u32string first = ParseCodePoints(field.substr(0, dots));
      const std::u32string last =
          ParseCodePoints(dots < field.size() ? field.substr(dots + 2) : field);
      if (first.size() != 1 || last.size() != 1) {
        break;
      }
      parsed.first = first[0];
      parsed.last = last[0];
    }
    if (!parsed.fields.empty()) {
      lines.push_back(parsed);
    }
  }
  return lines;
}

}  // namespace reprise

#endif  // REPRISE_TESTS_TEXT_UNICODE_DATA_H_
