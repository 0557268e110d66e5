#include "reprise/io/table/table_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/utf8.h"
#include "reprise/io/file.h"

namespace reprise {
namespace {

using Json = nlohmann::json;

// Takes the values of some members of the outermost object, numbers as they are written. Of members
// of one name the first counts.
class MemberReader : public nlohmann::json_sax<Json> {
 public:
  MemberReader(const std::vector<std::string>& columns, TableRow* row)
      : columns_(columns), row_(row), seen_(columns.size(), false) {}

  bool is_object() const { return is_object_; }
  // The first of the asked members that is an object or an array; null where there is none.
  const std::string* structured() const { return structured_; }

  bool null() override { return true; }
  bool boolean(bool value) override { return Value(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return Value(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Value(std::to_string(value)); }
  bool number_float(number_float_t /*value*/, const string_t& source) override {
    return Value(source);
  }
  bool string(string_t& value) override { return Value(value); }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(size_t /*size*/) override {
    is_object_ = is_object_ || depth_ == 0;
    return Enter();
  }
  bool end_object() override { return Leave(); }
  bool start_array(size_t /*size*/) override { return Enter(); }
  bool end_array() override { return Leave(); }
  bool key(string_t& name) override {
    if (depth_ == 1) {
      column_ =
          static_cast<size_t>(std::find(columns_.begin(), columns_.end(), name) - columns_.begin());
      if (column_ < columns_.size() && IsSecond(column_)) {
        column_ = columns_.size();
      }
    }
    return true;
  }
  bool parse_error(size_t /*place*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  bool Value(std::string value) {
    if (depth_ == 1 && column_ < columns_.size()) {
      row_->present[column_] = true;
      row_->values[column_] = std::move(value);
    }
    return true;
  }
  // Whether the member has been there before.
  bool IsSecond(size_t column) {
    const bool second = seen_[column];
    seen_[column] = true;
    return second;
  }
  bool Enter() {
    if (depth_ == 1 && column_ < columns_.size() && structured_ == nullptr) {
      structured_ = &columns_[column_];
    }
    ++depth_;
    return true;
  }
  bool Leave() {
    --depth_;
    return true;
  }

  const std::vector<std::string>& columns_;
  TableRow* row_;
  size_t depth_ = 0;
  size_t column_ = ~size_t{0};  // of the current member, if it is asked for
  std::vector<bool> seen_;      // per column
  bool is_object_ = false;
  const std::string* structured_ = nullptr;
};

absl::Status JsonRow(std::string_view line, const std::vector<std::string>& columns,
                     TableRow* row) {
  MemberReader reader(columns, row);
  if (!Json::sax_parse(line, &reader) || !reader.is_object()) {
    return absl::InvalidArgumentError("not a JSON object");
  }
  if (reader.structured() != nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", *reader.structured(), "\" is neither a string nor a number"));
  }
  return absl::OkStatus();
}

// The fields of a line; none where a quote does not end.
std::optional<std::vector<std::string>> Split(std::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (separator == ',' && c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back().push_back('"');
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (c == separator && !quoted) {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  return quoted ? std::nullopt : std::optional(std::move(fields));
}

// Turns the lines of a table into rows.
class RowReader {
 public:
  explicit RowReader(const std::vector<std::string>& columns) : columns_(columns) {}

  // Whether the line is a row rather than the names of the columns.
  absl::StatusOr<bool> Read(std::string_view line, TableRow* row) {
    row->values.assign(columns_.size(), {});
    row->present.assign(columns_.size(), false);
    if (!is_json_.has_value()) {
      is_json_ = line.find_first_not_of(" \t") != std::string_view::npos &&
                 line[line.find_first_not_of(" \t")] == '{';
      separator_ = line.find('\t') != std::string_view::npos ? '\t' : ',';
    }
    if (*is_json_) {
      absl::Status status = JsonRow(line, columns_, row);
      return status.ok() ? absl::StatusOr<bool>(true) : status;
    }
    std::optional<std::vector<std::string>> fields = Split(line, separator_);
    if (!fields.has_value()) {
      return absl::InvalidArgumentError("a quote does not end on its line");
    }
    if (names_.empty()) {
      names_ = *std::move(fields);
      return false;
    }
    for (size_t i = 0; i < columns_.size(); ++i) {
      const auto column = static_cast<size_t>(std::find(names_.begin(), names_.end(), columns_[i]) -
                                              names_.begin());
      row->present[i] = column < std::min(names_.size(), fields->size());
      row->values[i] = row->present[i] ? std::move((*fields)[column]) : std::string();
    }
    return true;
  }

 private:
  const std::vector<std::string>& columns_;
  std::optional<bool> is_json_;
  char separator_ = '\t';
  std::vector<std::string> names_;
};

}  // namespace

absl::Status ReadTable(const std::string& path, const std::vector<std::string>& columns,
                       const std::function<absl::Status(const TableRow&)>& visit) {
  const absl::StatusOr<std::string> content = ReadWholeFile(path);
  if (!content.ok()) {
    return content.status();
  }
  std::string_view rest = WithoutByteOrderMark(*content);
  RowReader reader(columns);
  TableRow row;
  for (row.line = 1; !rest.empty(); ++row.line) {
    const size_t line_break = rest.find('\n');
    std::string_view line = rest.substr(0, line_break);
    rest.remove_prefix(line_break == std::string_view::npos ? rest.size() : line_break + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.find_first_not_of(" \t") == std::string_view::npos) {
      continue;
    }
    const absl::StatusOr<bool> is_row = reader.Read(line, &row);
    if (!is_row.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", row.line, ": ", is_row.status().message()));
    }
    if (*is_row) {
      if (absl::Status status = visit(row); !status.ok()) {
        return status;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace reprise
