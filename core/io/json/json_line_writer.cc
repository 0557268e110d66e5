#include "reprise/io/json/json_line_writer.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "reprise/io/json/json_text.h"

namespace reprise {

absl::Status JsonLineWriter::Open(const std::string& path) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(path);
  if (!file.ok()) {
    return file.status();
  }
  file_.emplace(*std::move(file));
  return absl::OkStatus();
}

JsonLineWriter& JsonLineWriter::Text(std::string_view name, std::string_view value) {
  Name(name);
  AppendJsonString(value, &line_);
  return *this;
}

JsonLineWriter& JsonLineWriter::Count(std::string_view name, uint64_t value) {
  Name(name);
  absl::StrAppend(&line_, value);
  return *this;
}

JsonLineWriter& JsonLineWriter::Figure(std::string_view name, double value) {
  Name(name);
  AppendFixed6(value, &line_);
  return *this;
}

JsonLineWriter& JsonLineWriter::Flag(std::string_view name, bool value) {
  Name(name);
  line_ += value ? "true" : "false";
  return *this;
}

JsonLineWriter& JsonLineWriter::Json(std::string_view name, std::string_view value) {
  Name(name);
  line_ += value;
  return *this;
}

absl::Status JsonLineWriter::EndLine() {
  line_ += "}\n";
  absl::Status status = file_->Append(line_);
  line_.clear();
  return status;
}

void JsonLineWriter::Name(std::string_view name) {
  line_ += line_.empty() ? '{' : ',';
  AppendJsonString(name, &line_);
  line_ += ':';
}

}  // namespace reprise
