#include "reprise/pipeline/result_folder.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "reprise/io/output_folder.h"
#include "reprise/io/parquet_file.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/result_files.h"

namespace reprise {
namespace {

using JsonValue = nlohmann::json;

// Members that are absent or of another type leave what was there: a result of a newer release
// stays readable.
template <typename Value>
void Take(const JsonValue& json, const char* name, Value* value) {
  const auto member = json.find(name);
  if (member == json.end()) {
    return;
  }
  if constexpr (std::is_same_v<Value, std::string>) {
    *value = member->is_string() ? member->get<std::string>() : *value;
  } else if constexpr (std::is_same_v<Value, bool>) {
    *value = member->is_boolean() ? member->get<bool>() : *value;
  } else {
    *value = member->is_number() ? member->get<Value>() : *value;
  }
}

// Reads a line at a time, of any length, from a file that may be missing (as good as empty)..
class LineSource {
 public:
  // Errors: those of opening, but for a missing file.
  static absl::StatusOr<LineSource> Open(const std::string& path);

  // Replaces `*line` by the next line with its line break; false at the end.
  absl::StatusOr<bool> Next(std::string* line);

 private:
  std::shared_ptr<const InputFileHandle> file_;
  std::string buffer_;
  size_t begin_ = 0;
};

absl::StatusOr<LineSource> LineSource::Open(const std::string& path) {
  LineSource source;
  absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = InputFileHandle::Open(path);
  if (!file.ok() && file.status().code() != absl::StatusCode::kNotFound) {
    return file.status();
  }
  if (file.ok()) {
    source.file_ = *std::move(file);
  }
  return source;
}

absl::StatusOr<bool> LineSource::Next(std::string* line) {
  line->clear();
  while (true) {
    const size_t line_break = buffer_.find('\n', begin_);
    if (line_break != std::string::npos) {
      line->append(buffer_, begin_, line_break + 1 - begin_);
      begin_ = line_break + 1;
      return true;
    }
    line->append(buffer_, begin_);
    begin_ = 0;
    constexpr size_t kPiece = size_t{1} << 18;
    buffer_.resize(file_ == nullptr ? 0 : kPiece);
    const absl::StatusOr<size_t> count =
        file_ == nullptr ? 0 : file_->ReadNext(buffer_.data(), buffer_.size());
    if (!count.ok()) {
      return count.status();
    }
    buffer_.resize(*count);
    if (*count == 0) {
      return !line->empty();
    }
  }
}

// Calls visit(object, line number) for each line of a JSON Lines file of ours.
absl::Status ForEachObject(const std::string& path,
                           const std::function<bool(const JsonValue&)>& visit) {
  absl::StatusOr<LineSource> source = LineSource::Open(path);
  if (!source.ok()) {
    return source.status();
  }
  std::string line;
  for (uint64_t number = 1;; ++number) {
    const absl::StatusOr<bool> more = source->Next(&line);
    if (!more.ok() || !*more) {
      return more.status();
    }
    const JsonValue json = JsonValue::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) {
      return absl::DataLossError(
          absl::StrCat(path, ":", number, ": not a record of a result; was the file edited?"));
    }
    if (!visit(json)) {
      return absl::OkStatus();
    }
  }
}

void TakeShare(const JsonValue& json, const char* name, std::optional<double>* share) {
  const auto member = json.find(name);
  if (member != json.end()) {
    *share = member->is_number() ? std::optional<double>(member->get<double>()) : std::nullopt;
  }
}

void Take(const JsonValue& json, const char* name, std::vector<std::string>* strings) {
  const auto member = json.find(name);
  if (member != json.end() && member->is_array()) {
    strings->clear();
    for (const JsonValue& value : *member) {
      strings->push_back(value.is_string() ? value.get<std::string>() : "");
    }
  }
}

void TakeSettings(const JsonValue& json, Settings* settings) {
  Take(json, "text_fields", &settings->fields.text);
  Take(json, "id_field", &settings->fields.id);
  Take(json, "shingle", &settings->shingle);
  Take(json, "min_coverage_tokens", &settings->rule.min_coverage_tokens);
  TakeShare(json, "jaccard", &settings->rule.jaccard);
  TakeShare(json, "coverage", &settings->rule.coverage);
}

// Whether `name` stays below the folder that it is relative to, whoever wrote it.
bool StaysInside(const std::string& name) {
  const std::filesystem::path path(name);
  return !name.empty() && path.is_relative() && path.lexically_normal() == path &&
         *path.begin() != ".." && *path.begin() != ".";
}

}  // namespace

absl::StatusOr<ResultFolder> ResultFolder::Open(const std::string& path) {
  const std::string report_path = (std::filesystem::path(path) / kReportFile).string();
  const absl::StatusOr<std::string> report = ReadWholeFile(report_path);
  if (!report.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " holds no finished result of reprise (", report.status().message(), ")"));
  }
  const JsonValue json = JsonValue::parse(*report, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("settings")) {
    return absl::DataLossError(absl::StrCat(report_path, ":1: not a report of reprise"));
  }
  ResultFolder folder;
  folder.path_ = path;
  bool dry_run = false;
  bool annotated = false;
  Take(json, "dry_run", &dry_run);
  Take(json, "annotated", &annotated);
  Take(json, "job", &folder.job_);
  folder.without_documents_ = dry_run || annotated || folder.job_ == "groups";
  TakeSettings(json["settings"], &folder.settings_);
  bool stay_inside = true;
  const absl::Status status =
      ForEachObject(folder.Path("inputs.jsonl"), [&](const JsonValue& line) {
        InputRecord record;
        Take(line, "file", &record.file);
        std::string hex;
        Take(line, "name_hex", &hex);
        record.path = hex.empty() ? record.file : absl::HexStringToBytes(hex);
        stay_inside = stay_inside && StaysInside(record.path);
        Take(line, "format", &record.format);
        Take(line, "packing", &record.packing);
        Take(line, "columns", &record.columns);
        Take(line, "bytes", &record.bytes);
        Take(line, "xxh3_128", &record.hash);
        Take(line, "reference", &record.reference);
        folder.inputs_.push_back(std::move(record));
        return true;
      });
  if (!status.ok()) {
    return status;
  }
  if (!stay_inside) {
    return absl::DataLossError(
        absl::StrCat(folder.Path("inputs.jsonl"), ":1: a name leads out of the folder"));
  }
  return folder;
}

absl::StatusOr<ResultFolder::InputFormat> ResultFolder::FormatOf(const InputRecord& input) const {
  if (input.format == PackingName(Packing::kParquet)) {
    return InputFormat{Format::kJsonLines, Packing::kParquet};
  }
  const std::optional<Format> format = FormatOfName(std::string_view(input.format));
  const std::optional<Packing> packing = PackingOfName(std::string_view(input.packing));
  if (!format.has_value() || !packing.has_value()) {
    return absl::DataLossError(absl::StrCat(Path("inputs.jsonl"), ":1: ", input.file,
                                            " is of a format that this release does not know"));
  }
  return InputFormat{*format, *packing};
}

absl::StatusOr<RecordCursor> ResultFolder::OpenRecords(const InputRecord& input,
                                                       const std::string& path) const {
  const absl::StatusOr<InputFormat> format = FormatOf(input);
  if (!format.ok()) {
    return format.status();
  }
  absl::StatusOr<std::unique_ptr<ByteStream>> stream =
      format->packing == Packing::kParquet
          ? OpenParquetAsJsonLines(path, OutermostMembers(settings_.fields))
          : OpenUnpacked(path, format->packing, kOurOwn);
  return stream.ok() ? RecordCursor::Open(*std::move(stream), format->format, settings_.fields)
                     : stream.status();
}

absl::Status ResultFolder::ForEachRemoval(
    const std::function<bool(const RemovalRecord&)>& visit) const {
  return ForEachObject(Path("removals.jsonl"), [&](const JsonValue& line) {
    RemovalRecord record;
    Take(line, "id", &record.id);
    Take(line, "file", &record.file);
    Take(line, "line", &record.line);
    Take(line, "kept_id", &record.kept_id);
    Take(line, "kept_file", &record.kept_file);
    Take(line, "kept_line", &record.kept_line);
    Take(line, "rule", &record.rule);
    Take(line, "jaccard", &record.jaccard);
    Take(line, "coverage", &record.coverage);
    Take(line, "variant", &record.variant);
    return visit(record);
  });
}

absl::Status ResultFolder::ForEachGroup(
    const std::function<void(const std::vector<std::string>& members)>& visit) const {
  return ForEachObject(Path("groups.jsonl"), [&](const JsonValue& line) {
    std::vector<std::string> members;
    Take(line, "members", &members);
    visit(members);
    return true;
  });
}

absl::StatusOr<std::unordered_map<std::string, std::vector<CutBytes>>> ResultFolder::Cuts() const {
  std::unordered_map<std::string, std::vector<CutBytes>> cuts;
  const absl::Status status = ForEachObject(Path(kCutsFile), [&](const JsonValue& line) {
    std::string file;
    CutBytes cut;
    std::string hex;
    Take(line, "file", &file);
    Take(line, "offset", &cut.offset);
    Take(line, "bytes", &cut.bytes);
    Take(line, "bytes_hex", &hex);
    if (!hex.empty()) {
      cut.bytes = absl::HexStringToBytes(hex);
    }
    cuts[file].push_back(std::move(cut));
    return true;
  });
  if (!status.ok()) {
    return status;
  }
  for (auto& [file, list] : cuts) {
    std::sort(list.begin(), list.end(),
              [](const CutBytes& a, const CutBytes& b) { return a.offset < b.offset; });
  }
  return cuts;
}

absl::StatusOr<std::unordered_map<std::string, std::vector<RecordPlace>>> ResultFolder::Places()
    const {
  std::unordered_map<std::string, std::vector<RecordPlace>> places;
  const absl::Status status = ForEachObject(Path(kPlacesFile), [&](const JsonValue& line) {
    std::string file;
    RecordPlace place;
    Take(line, "file", &file);
    Take(line, "line", &place.line);
    Take(line, "offset", &place.offset);
    Take(line, "bytes", &place.bytes);
    places[file].push_back(place);
    return true;
  });
  if (!status.ok()) {
    return status;
  }
  return places;
}

absl::StatusOr<std::unordered_map<std::string, LineFates>> ResultFolder::Fates() const {
  std::unordered_map<std::string, LineFates> fates;
  absl::Status status = ForEachRemoval([&](const RemovalRecord& record) {
    fates[record.file].removed.push_back(record.line);
    return true;
  });
  if (status.ok()) {
    status = ForEachObject(Path("rejected.jsonl"), [&](const JsonValue& line) {
      std::string file;
      uint64_t number = 0;
      Take(line, "file", &file);
      Take(line, "line", &number);
      fates[file].rejected.push_back(number);
      return true;
    });
  }
  if (!status.ok()) {
    return status;
  }
  for (auto& [file, lines] : fates) {
    std::sort(lines.removed.begin(), lines.removed.end());
    std::sort(lines.rejected.begin(), lines.rejected.end());
  }
  return fates;
}

}  // namespace reprise
