#include "reprise/io/formats.h"

#include <array>
#include <string>

#include "absl/strings/match.h"
#include "reprise/base/utf8.h"
#include "reprise/io/json/json_lines.h"
#include "reprise/io/table/csv_records.h"
#include "reprise/io/text_records.h"
#include "reprise/io/web/arc_records.h"
#include "reprise/io/web/html_records.h"
#include "reprise/io/web/warc_records.h"

namespace reprise {
namespace {

using Reader = absl::StatusOr<std::unique_ptr<RecordReader>>;

constexpr CsvFormat kCommas = {','};
constexpr CsvFormat kTabs = {'\t'};

Reader NewJsonLines(std::string_view /*header*/, const RecordFields& fields) {
  return CreateJsonLinesReader(fields);
}
Reader NewText(std::string_view /*header*/, const RecordFields& fields) {
  return CreateTextReader(fields);
}
Reader NewHtml(std::string_view /*header*/, const RecordFields& fields) {
  return CreateHtmlReader(fields);
}
Reader NewCsv(std::string_view header, const RecordFields& fields) {
  return CreateCsvReader(kCommas, header, fields);
}
Reader NewTsv(std::string_view header, const RecordFields& fields) {
  return CreateCsvReader(kTabs, header, fields);
}
Reader NewWarc(std::string_view /*header*/, const RecordFields& fields) {
  return CreateWarcReader(fields);
}
Reader NewArc(std::string_view /*header*/, const RecordFields& fields) {
  return CreateArcReader(fields);
}

// All that is known of a format.
struct Entry {
  Format format;
  std::string_view name;
  std::array<std::string_view, 3> endings = {};  // of file names
  bool whole_file = false;
  bool can_be_cut = false;
  bool archive = false;
  const CsvFormat* csv = nullptr;                  // where its records are rows of a table
  bool (*magic)(std::string_view head) = nullptr;  // where it can be told from content
  Reader (*create)(std::string_view header, const RecordFields& fields) = nullptr;
};

// By number. A new format is a line here.
constexpr std::array<Entry, 7> kFormats = {{
    {.format = Format::kJsonLines,
     .name = "jsonl",
     .endings = {".jsonl", ".ndjson"},
     .can_be_cut = true,
     .create = NewJsonLines},
    {.format = Format::kText,
     .name = "text",
     .endings = {".txt", ".text", ".md"},
     .whole_file = true,
     .can_be_cut = true,
     .create = NewText},
    {.format = Format::kHtml,
     .name = "html",
     .endings = {".html", ".htm", ".xhtml"},
     .whole_file = true,
     .create = NewHtml},
    {.format = Format::kCsv,
     .name = "csv",
     .endings = {".csv"},
     .can_be_cut = true,
     .csv = &kCommas,
     .create = NewCsv},
    {.format = Format::kTsv,
     .name = "tsv",
     .endings = {".tsv", ".tab"},
     .can_be_cut = true,
     .csv = &kTabs,
     .create = NewTsv},
    {.format = Format::kWarc,
     .name = "warc",
     .endings = {".warc", ".wet"},
     .archive = true,
     .magic = LooksLikeWarc,
     .create = NewWarc},
    {.format = Format::kArc,
     .name = "arc",
     .endings = {".arc"},
     .archive = true,
     .magic = LooksLikeArc,
     .create = NewArc},
}};

const Entry& EntryOf(Format format) { return kFormats[static_cast<size_t>(format)]; }

}  // namespace

std::string_view FormatName(Format format) { return EntryOf(format).name; }

std::optional<Format> FormatOfName(std::string_view name) {
  for (const Entry& entry : kFormats) {
    if (entry.name == name) {
      return entry.format;
    }
  }
  return std::nullopt;
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const Entry& entry : kFormats) {
    names.emplace_back(entry.name);
  }
  return names;
}

std::optional<Format> FormatOfFileName(std::string_view file_name) {
  const std::string name(file_name);
  for (const Entry& entry : kFormats) {
    for (const std::string_view ending : entry.endings) {
      if (!ending.empty() && absl::EndsWithIgnoreCase(name, std::string(ending))) {
        return entry.format;
      }
    }
  }
  return std::nullopt;
}

std::optional<Format> FormatOfMagic(std::string_view head) {
  for (const Entry& entry : kFormats) {
    if (entry.magic != nullptr && entry.magic(head)) {
      return entry.format;
    }
  }
  return std::nullopt;
}

Format FormatOfContent(std::string_view head) {
  head = WithoutByteOrderMark(head);
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return Format::kText;
  }
  head.remove_prefix(first);
  if (head.front() == '{' || head.front() == '[') {
    return Format::kJsonLines;
  }
  const std::string begin(head.substr(0, 16));
  return absl::StartsWithIgnoreCase(begin, "<!doctype html") ||
                 absl::StartsWithIgnoreCase(begin, "<html")
             ? Format::kHtml
             : Format::kText;
}

bool IsWholeFile(Format format) { return EntryOf(format).whole_file; }

bool IsArchive(Format format) { return EntryOf(format).archive; }

const CsvFormat* CsvFormatOf(Format format) { return EntryOf(format).csv; }

bool CanBeCut(Format format) { return EntryOf(format).can_be_cut; }

std::optional<size_t> HeaderSize(Format format, std::string_view head, bool at_end) {
  const CsvFormat* const csv = EntryOf(format).csv;
  return csv == nullptr ? 0 : CsvHeaderSize(*csv, head, at_end);
}

absl::StatusOr<std::unique_ptr<RecordReader>> CreateRecordReader(Format format,
                                                                 std::string_view header,
                                                                 const RecordFields& fields) {
  return EntryOf(format).create(header, fields);
}

}  // namespace reprise
