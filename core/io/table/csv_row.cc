#include "reprise/io/table/csv_row.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

bool IsLineBreak(char c) { return c == '\n' || c == '\r'; }

// What is wrong with a field.
enum class Flaw { kNone, kUnclosedQuote, kTextAfterQuote };

struct ScannedField {
  CsvField field;
  size_t end = 0;  // of all that belongs to it: where a separator, a line break or nothing follows
  Flaw flaw = Flaw::kNone;
};

// Where a line break or, unless `lines_only`, a separator comes at or after `pos`; the end of
// `bytes` where nothing follows; nullopt where something may.
std::optional<size_t> FindEnd(const CsvFormat& format, std::string_view bytes, size_t pos,
                              bool lines_only, bool at_end) {
  const char separator = lines_only ? '\n' : format.separator;
  for (; pos < bytes.size(); ++pos) {
    if (bytes[pos] == separator || IsLineBreak(bytes[pos])) {
      return pos;
    }
  }
  return at_end ? std::optional(pos) : std::nullopt;
}

// Where the quoted field that begins behind the quote at `open` is closed; kNowhere where it is
// not; nullopt where more bytes are needed to say.
std::optional<size_t> FindClosingQuote(const CsvFormat& format, std::string_view bytes, size_t open,
                                       bool at_end, bool* has_doubled_quotes) {
  const std::string_view window = bytes.substr(open + 1, format.max_quoted_bytes);
  for (size_t pos = 0; (pos = window.find('"', pos)) != kNowhere; pos += 2) {
    const size_t next = open + 1 + pos + 1;
    if (next >= bytes.size() && !at_end) {
      return std::nullopt;
    }
    if (next >= bytes.size() || bytes[next] != '"') {
      return next - 1;
    }
    *has_doubled_quotes = true;
  }
  const bool whole = window.size() == format.max_quoted_bytes || at_end;
  return whole ? std::optional(kNowhere) : std::nullopt;
}

// Reads the field that begins at `pos`, which may be the end of `bytes`.
std::optional<ScannedField> ScanField(const CsvFormat& format, std::string_view bytes, size_t pos,
                                      bool at_end) {
  ScannedField scanned;
  scanned.field.begin = pos;
  std::optional<size_t> end;
  if (pos >= bytes.size() || bytes[pos] != '"') {
    end = FindEnd(format, bytes, pos, /*lines_only=*/false, at_end);
    scanned.field.end = end.value_or(0);
  } else {
    scanned.field.begin = pos + 1;
    scanned.field.is_quoted = true;
    const std::optional<size_t> close =
        FindClosingQuote(format, bytes, pos, at_end, &scanned.field.has_doubled_quotes);
    if (!close.has_value()) {
      return std::nullopt;
    }
    if (*close == kNowhere) {
      scanned.flaw = Flaw::kUnclosedQuote;
      end = FindEnd(format, bytes, pos, /*lines_only=*/true, at_end);
    } else {
      scanned.field.end = *close;
      end = FindEnd(format, bytes, *close + 1, /*lines_only=*/false, at_end);
      if (end.has_value() && *end != *close + 1) {
        scanned.flaw = Flaw::kTextAfterQuote;
      }
    }
  }
  if (!end.has_value()) {
    return std::nullopt;
  }
  scanned.end = *end;
  return scanned;
}

}  // namespace

std::optional<size_t> CsvRowSize(const CsvFormat& format, std::string_view bytes, bool at_end) {
  if (bytes.empty()) {
    return std::nullopt;
  }
  size_t pos = 0;
  while (true) {
    const std::optional<ScannedField> scanned = ScanField(format, bytes, pos, at_end);
    if (!scanned.has_value()) {
      return std::nullopt;
    }
    pos = scanned->end;
    if (pos >= bytes.size()) {
      return pos;
    }
    ++pos;
    if (bytes[pos - 1] == '\n') {
      return pos;
    }
    if (bytes[pos - 1] == '\r') {
      if (pos >= bytes.size()) {
        return at_end ? std::optional(pos) : std::nullopt;
      }
      return bytes[pos] == '\n' ? pos + 1 : pos;
    }
  }
}

absl::StatusOr<size_t> SplitCsvRow(const CsvFormat& format, std::string_view row,
                                   size_t most_fields, std::vector<CsvField>* fields) {
  fields->clear();
  size_t count = 0;
  for (size_t pos = 0;; ++pos) {
    const std::optional<ScannedField> scanned = ScanField(format, row, pos, /*at_end=*/true);
    if (scanned->flaw == Flaw::kUnclosedQuote) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the quote at byte ", pos + 1, " is not closed (within ", format.max_quoted_bytes,
          " bytes); close it, or write it twice within a field that is quoted itself"));
    }
    if (scanned->flaw == Flaw::kTextAfterQuote) {
      return absl::InvalidArgumentError(absl::StrCat("text follows the closing quote at byte ",
                                                     scanned->field.end + 1,
                                                     "; write quotes within a quoted field twice"));
    }
    if (count++ < most_fields) {
      fields->push_back(scanned->field);
    }
    pos = scanned->end;
    if (pos >= row.size() || IsLineBreak(row[pos])) {
      return count;
    }
  }
}

bool IsBlankCsvRow(const CsvFormat& format, std::string_view row) {
  return std::all_of(row.begin(), row.end(), [&](char c) {
    return IsLineBreak(c) || ((c == ' ' || c == '\t') && c != format.separator);
  });
}

}  // namespace reprise
