#include "format.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "reprise/base/utf8.h"

namespace reprise::cli {
namespace {

constexpr size_t kTabWidth = 4;

// A piece of text that fits into a column, with the number of terminal columns it takes.
struct Row {
  std::string text;
  size_t width = 0;
};

// One character for display: its bytes (or a stand-in) and its width in terminal columns.
Row Display(std::string_view text, size_t pos, size_t* size) {
  const DecodedChar decoded = DecodeUtf8(text, pos);
  *size = decoded.size;
  const auto code_point = static_cast<utf8proc_int32_t>(decoded.code_point);
  if (!decoded.valid) {
    return {"\xEF\xBF\xBD", 1};
  }
  if (decoded.code_point == '\t') {
    return {std::string(kTabWidth, ' '), kTabWidth};
  }
  const utf8proc_category_t category = utf8proc_category(code_point);
  // Format characters include those that turn the writing direction around.
  if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF) {
    return {category == UTF8PROC_CATEGORY_CC ? "?" : "",
            category == UTF8PROC_CATEGORY_CC ? size_t{1} : size_t{0}};
  }
  return {std::string(text.substr(pos, decoded.size)),
          static_cast<size_t>(std::max(0, utf8proc_charwidth(code_point)))};
}

// Wraps one line at blanks; what is longer than a row is cut.
void WrapLine(std::string_view line, size_t width, std::vector<Row>* rows) {
  Row row;
  Row word;
  const auto flush_word = [&] {
    if (row.width != 0 && row.width + 1 + word.width > width) {
      rows->push_back(std::move(row));
      row = {};
    }
    if (row.width != 0) {
      row.text += ' ';
      row.width += 1;
    }
    row.text += word.text;
    row.width += word.width;
    word = {};
  };
  for (size_t pos = 0, size = 0; pos < line.size(); pos += size) {
    if (line[pos] == ' ') {
      size = 1;
      flush_word();
      continue;
    }
    const Row display = Display(line, pos, &size);
    if (word.width + display.width > width) {
      flush_word();
    }
    word.text += display.text;
    word.width += display.width;
  }
  flush_word();
  rows->push_back(std::move(row));
}

std::vector<Row> Wrap(std::string_view text, size_t width) {
  std::vector<Row> rows;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (begin < text.size() || rows.empty()) {
      WrapLine(line, width, &rows);
    }
    begin = end + 1;
  }
  return rows;
}

}  // namespace

std::string FormatCount(uint64_t count) {
  std::string digits = absl::StrCat(count);
  for (size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, 1, ',');
  }
  return digits;
}

std::string FormatBytes(double bytes) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  size_t unit = 0;
  while (bytes >= 999.95 && unit + 1 < std::size(kUnits)) {
    bytes /= 1000.0;
    ++unit;
  }
  return unit == 0 ? absl::StrFormat("%.0f %s", bytes, kUnits[unit])
                   : absl::StrFormat("%.1f %s", bytes, kUnits[unit]);
}

std::string FormatPercent(double share, int decimals) {
  return absl::StrFormat("%.*f %%", decimals, share * 100.0);
}

std::string FormatDuration(double seconds) {
  const auto whole = static_cast<uint64_t>(std::llround(std::max(0.0, seconds)));
  const uint64_t hours = whole / 3600;
  const uint64_t minutes = whole / 60 % 60;
  return hours > 0 ? absl::StrFormat("%d:%02d:%02d", hours, minutes, whole % 60)
                   : absl::StrFormat("%d:%02d", minutes, whole % 60);
}

std::string FormatSeconds(double seconds) {
  return absl::StrFormat(seconds < 10.0 ? "%.2f s" : "%.0f s", seconds);
}

std::string Plural(uint64_t count, std::string_view noun) {
  return absl::StrCat(FormatCount(count), " ", Absl(noun), count == 1 ? "" : "s");
}

std::string SideBySide(std::string_view left_title, std::string_view left,
                       std::string_view right_title, std::string_view right, size_t width) {
  constexpr std::string_view kGap = " | ";
  const size_t column = std::max<size_t>(20, (std::max<size_t>(width, 43) - kGap.size()) / 2);
  std::vector<Row> lefts = Wrap(left_title, column);
  std::vector<Row> rights = Wrap(right_title, column);
  const size_t titles = std::max(lefts.size(), rights.size());
  lefts.resize(titles);
  rights.resize(titles);
  const Row rule{std::string(column, '-'), column};
  lefts.push_back(rule);
  rights.push_back(rule);
  for (const auto& [text, rows] : {std::pair(left, &lefts), std::pair(right, &rights)}) {
    const std::vector<Row> wrapped = Wrap(text, column);
    rows->insert(rows->end(), wrapped.begin(), wrapped.end());
  }
  std::string out;
  for (size_t i = 0; i < std::max(lefts.size(), rights.size()); ++i) {
    const Row left_row = i < lefts.size() ? lefts[i] : Row{};
    out += left_row.text;
    out.append(column - std::min(column, left_row.width), ' ');
    out += kGap;
    out += i < rights.size() ? rights[i].text : "";
    while (!out.empty() && out.back() == ' ') {
      out.pop_back();
    }
    out += '\n';
  }
  return out;
}

size_t TerminalWidth() {
  struct winsize size {};
  constexpr size_t kDefault = 100;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kDefault;
  }
  return size.ws_col;
}

}  // namespace reprise::cli
