#include "reprise/io/table/csv_records.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/base/utf8.h"
#include "reprise/io/json/json_field.h"

namespace reprise {
namespace {

// Each takes some memory per row, whatever the row holds.
constexpr size_t kMostColumns = 100'000;

// Appends what a field means.
void AppendDecoded(std::string_view row, const CsvField& field, std::string* out) {
  std::string_view raw = row.substr(field.begin, field.end - field.begin);
  while (field.has_doubled_quotes) {
    const size_t quote = raw.find('"');
    if (quote == std::string_view::npos) {
      break;
    }
    out->append(raw.substr(0, quote + 1));
    raw.remove_prefix(quote + 2);
  }
  out->append(raw);
}

// What a field means, kept in `buffer` where it is not in the row.
std::string_view Decoded(std::string_view row, const CsvField& field, std::string* buffer) {
  if (!field.has_doubled_quotes) {
    return row.substr(field.begin, field.end - field.begin);
  }
  buffer->clear();
  AppendDecoded(row, field, buffer);
  return *buffer;
}

// The header's row: what comes after the byte order mark and blank lines.
std::string_view HeaderRow(const CsvFormat& format, std::string_view header) {
  std::string_view rest = WithoutByteOrderMark(header);
  while (!rest.empty()) {
    const std::string_view row = rest.substr(0, *CsvRowSize(format, rest, /*at_end=*/true));
    if (!IsBlankCsvRow(format, row)) {
      return row;
    }
    rest.remove_prefix(row.size());
  }
  return {};
}

std::optional<size_t> FindColumn(const std::vector<std::string>& names, const std::string& field) {
  const absl::StatusOr<JsonFieldPath> path = ParseJsonFieldPath(field);
  if (!path.ok() || path->steps.size() != 1) {
    return std::nullopt;
  }
  const auto found = std::find(names.begin(), names.end(), path->steps.front());
  return found == names.end() ? std::nullopt : std::optional<size_t>(found - names.begin());
}

// At most so much of a name as a message can hold, in whole characters.
std::string Shortened(const std::string& name) {
  constexpr size_t kMostBytes = 80;
  if (name.size() <= kMostBytes) {
    return name;
  }
  size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
    --end;
  }
  return absl::StrCat(name.substr(0, end), "...");
}

absl::Status NoColumn(const std::string& field, const std::vector<std::string>& names) {
  std::string message = absl::StrCat("no column \"", field, "\"; the header names");
  constexpr size_t kMostNames = 20;
  for (size_t i = 0; i < std::min(names.size(), kMostNames); ++i) {
    absl::StrAppend(&message, i == 0 ? " \"" : ", \"", Shortened(names[i]), "\"");
  }
  if (names.size() > kMostNames) {
    absl::StrAppend(&message, " and ", names.size() - kMostNames, " more");
  }
  return absl::InvalidArgumentError(absl::StrCat(message, ": name the one that holds the text"));
}

class CsvReader : public RecordReader {
 public:
  explicit CsvReader(CsvColumns columns)
      : columns_(std::move(columns)), others_(columns_.others.size()) {}

  std::optional<size_t> RecordSize(std::string_view bytes, bool at_end) const override {
    return CsvRowSize(columns_.format, bytes, at_end);
  }

  absl::StatusOr<bool> Read(std::string_view bytes, bool /*first*/, Record* record) override {
    *record = {};
    if (IsBlankCsvRow(columns_.format, bytes)) {
      return false;
    }
    if (absl::Status status = SplitCsvRecord(columns_, bytes, &fields_); !status.ok()) {
      return status;
    }
    record->text = Text(bytes);
    if (columns_.id.has_value()) {
      record->id = Decoded(bytes, fields_[*columns_.id], &id_);
      record->has_id = !record->id.empty();
    }
    for (size_t i = 0; i < columns_.others.size(); ++i) {
      const std::optional<size_t> column = columns_.others[i];
      record->others.push_back(column.has_value() ? Decoded(bytes, fields_[*column], &others_[i])
                                                  : std::string_view());
    }
    return true;
  }

 private:
  std::string_view Text(std::string_view row) {
    if (columns_.text.size() == 1) {
      return Decoded(row, fields_[columns_.text.front()], &text_);
    }
    text_.clear();
    for (size_t i = 0; i < columns_.text.size(); ++i) {
      if (i > 0) {
        text_.push_back('\n');
      }
      AppendDecoded(row, fields_[columns_.text[i]], &text_);
    }
    return text_;
  }

  const CsvColumns columns_;
  std::vector<CsvField> fields_;
  std::string text_;
  std::string id_;
  std::vector<std::string> others_;
};

}  // namespace

std::optional<size_t> CsvHeaderSize(const CsvFormat& format, std::string_view bytes, bool at_end) {
  if (!at_end && kByteOrderMark.starts_with(bytes)) {
    return std::nullopt;
  }
  std::string_view rest = WithoutByteOrderMark(bytes);
  while (true) {
    const std::optional<size_t> size = CsvRowSize(format, rest, at_end);
    if (!size.has_value()) {
      return at_end ? std::optional(bytes.size()) : std::nullopt;  // nothing but blank lines
    }
    const std::string_view row = rest.substr(0, *size);
    rest.remove_prefix(*size);
    if (!IsBlankCsvRow(format, row)) {
      return bytes.size() - rest.size();
    }
  }
}

absl::StatusOr<CsvColumns> FindCsvColumns(const CsvFormat& format, std::string_view header,
                                          const RecordFields& fields) {
  if (absl::Status status = ValidateRecordFields(fields); !status.ok()) {
    return status;
  }
  if (std::string_view("\"\r\n").find(format.separator) != std::string_view::npos) {
    return absl::InvalidArgumentError("quotes and line breaks cannot separate fields");
  }
  const std::string_view row = HeaderRow(format, header);
  if (row.empty()) {
    return absl::InvalidArgumentError("there is no header: the first row must name the columns");
  }
  std::vector<CsvField> name_fields;
  const absl::StatusOr<size_t> count = SplitCsvRow(format, row, kMostColumns, &name_fields);
  if (!count.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("in the header, ", count.status().message()));
  }
  if (*count > kMostColumns) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the header names ", *count, " columns; at most ", kMostColumns, " can be read"));
  }
  std::vector<std::string> names;
  for (const CsvField& field : name_fields) {
    AppendDecoded(row, field, &names.emplace_back());
  }
  CsvColumns columns;
  columns.format = format;
  columns.count = names.size();
  for (const std::string& field : fields.text) {
    const std::optional<size_t> column = FindColumn(names, field);
    if (!column.has_value()) {
      return NoColumn(field, names);
    }
    columns.text.push_back(*column);
  }
  columns.id = FindColumn(names, fields.id);
  for (const std::string& field : fields.others) {
    columns.others.push_back(FindColumn(names, field));
  }
  return columns;
}

std::unique_ptr<RecordReader> CreateCsvReader(const CsvColumns& columns) {
  return std::make_unique<CsvReader>(columns);
}

absl::StatusOr<std::unique_ptr<RecordReader>> CreateCsvReader(const CsvFormat& format,
                                                              std::string_view header,
                                                              const RecordFields& fields) {
  const absl::StatusOr<CsvColumns> columns = FindCsvColumns(format, header, fields);
  if (!columns.ok()) {
    return columns.status();
  }
  return CreateCsvReader(*columns);
}

absl::Status SplitCsvRecord(const CsvColumns& columns, std::string_view row,
                            std::vector<CsvField>* fields) {
  const absl::StatusOr<size_t> count = SplitCsvRow(columns.format, row, columns.count, fields);
  if (!count.ok()) {
    return count.status();
  }
  if (*count != columns.count) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a row of ", Plural(*count, "field"), " where the header names ",
        Plural(columns.count, "column"), "; quote fields that hold separators or line breaks"));
  }
  return absl::OkStatus();
}

}  // namespace reprise
