#include "reprise/pipeline/explain.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/formats.h"
#include "reprise/io/record_cursor.h"

namespace reprise {
namespace {

// Reads documents of a result by their place in the input.
class ResultReader {
 public:
  ResultReader(const ResultFolder& result, std::unordered_map<std::string, LineFates> fates)
      : result_(result), fates_(std::move(fates)) {}

  // The text of the document that was `line` of the input `name`, and is in kept/ or, with
  // `removed`, in removed/.
  absl::StatusOr<std::string> Text(const std::string& name, uint64_t line, bool removed) {
    const auto input = std::find_if(result_.inputs().begin(), result_.inputs().end(),
                                    [&](const InputRecord& known) { return known.file == name; });
    if (input == result_.inputs().end()) {
      return absl::DataLossError(
          absl::StrCat(result_.Path("inputs.jsonl"), ":1: there is no ", name, " in it"));
    }
    if (!input->reference.empty()) {
      std::error_code error;
      const uint64_t size = std::filesystem::file_size(input->reference, error);
      if (error || size != input->bytes) {
        return absl::FailedPreconditionError(
            absl::StrCat(input->reference, error ? " cannot be read any more" : " has changed",
                         ", so what it was compared with cannot be shown"));
      }
    }
    const std::string path =
        !input->reference.empty()
            ? input->reference
            : result_.Path(absl::StrCat(removed ? "removed/" : "kept/", input->path));
    const LineFates& fates = fates_[name];
    const uint64_t before_removed = CountBelow(fates.removed, line);
    const uint64_t place =
        removed ? before_removed : line - 1 - before_removed - CountBelow(fates.rejected, line);
    absl::StatusOr<RecordCursor> records = result_.OpenRecords(*input, path);
    if (!records.ok()) {
      return records.status();
    }
    std::string_view bytes;
    for (uint64_t i = 0; i <= place; ++i) {
      const absl::StatusOr<bool> more = records->Next(&bytes);
      if (!more.ok()) {
        return more.status();
      }
      if (!*more) {
        return absl::DataLossError(absl::StrCat(path, ": record ", place + 1, " is missing"));
      }
    }
    Record record;
    const absl::StatusOr<bool> read = records->Read(&record);
    if (!read.value_or(false)) {
      return absl::DataLossError(
          absl::StrCat(path, ":", place + 1, ": ",
                       read.ok() ? "holds no document" : std::string(read.status().message())));
    }
    return std::string(record.text);
  }

  // Searches kept/ for the document with that id and fills in where it stands.
  absl::StatusOr<bool> FindKept(const std::string& id, Explanation* explanation) {
    for (const InputRecord& input : result_.inputs()) {
      if (!input.reference.empty()) {
        continue;
      }
      const std::optional<Format> format = FormatOfName(std::string_view(input.format));
      absl::StatusOr<bool> found = input.format == "folder" ? absl::StatusOr<bool>(false)
                                   : format.has_value() && IsWholeFile(*format)
                                       ? FindWholeFile(input, id, explanation)
                                       : FindRecord(input, id, explanation);
      if (!found.ok() || *found) {
        return found;
      }
    }
    return false;
  }

 private:
  static uint64_t CountBelow(const std::vector<uint64_t>& sorted, uint64_t line) {
    return static_cast<uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), line) -
                                 sorted.begin());
  }

  // Whether a document whose own or default id is `plain` may be reported as `id`.
  static bool Names(const std::string& id, const std::string& plain, const std::string& place) {
    return id == plain || id == absl::StrCat(plain, "#", place);
  }

  absl::StatusOr<bool> FindWholeFile(const InputRecord& input, const std::string& id,
                                     Explanation* explanation) {
    const LineFates& fates = fates_[input.file];
    if (!Names(id, input.file, input.file + ":1") || !fates.removed.empty() ||
        !fates.rejected.empty()) {
      return false;
    }
    explanation->file = input.file;
    explanation->line = 1;
    absl::StatusOr<std::string> text = Text(input.file, 1, false);
    if (!text.ok()) {
      return text.status();
    }
    explanation->text = *std::move(text);
    return true;
  }

  absl::StatusOr<bool> FindRecord(const InputRecord& input, const std::string& id,
                                  Explanation* explanation) {
    absl::StatusOr<RecordCursor> records =
        result_.OpenRecords(input, result_.Path("kept/" + input.path));
    if (!records.ok()) {
      return records.status();
    }
    const LineFates& fates = fates_[input.file];
    const auto gone = [&](uint64_t number) {
      return std::binary_search(fates.removed.begin(), fates.removed.end(), number) ||
             std::binary_search(fates.rejected.begin(), fates.rejected.end(), number);
    };
    std::string_view bytes;
    for (uint64_t number = 1;; ++number) {
      while (gone(number)) {
        ++number;
      }
      const absl::StatusOr<bool> more = records->Next(&bytes);
      if (!more.ok() || !*more) {
        return more.ok() ? absl::StatusOr<bool>(false) : more;
      }
      Record record;
      if (!records->Read(&record).value_or(false)) {
        continue;  // a blank line
      }
      const std::string place = absl::StrCat(input.file, ":", number);
      if (Names(id, record.has_id ? std::string(record.id) : place, place)) {
        explanation->file = input.file;
        explanation->line = number;
        explanation->text = std::string(record.text);
        return true;
      }
    }
  }

  const ResultFolder& result_;
  std::unordered_map<std::string, LineFates> fates_;
};

}  // namespace

absl::StatusOr<Explanation> Explain(const std::string& result, const std::string& id) {
  const absl::StatusOr<ResultFolder> folder = ResultFolder::Open(result);
  if (!folder.ok()) {
    return folder.status();
  }
  Explanation explanation;
  explanation.id = id;
  absl::Status status = folder->ForEachRemoval([&](const RemovalRecord& record) {
    if (record.id == id) {
      explanation.removal = record;
      explanation.file = record.file;
      explanation.line = record.line;
      return false;
    }
    if (record.kept_id == id) {
      explanation.copies.push_back(record);
      explanation.file = record.kept_file;
      explanation.line = record.kept_line;
    }
    return true;
  });
  if (!status.ok()) {
    return status;
  }
  const bool known = explanation.removal.has_value() || !explanation.copies.empty();
  if (folder->without_documents()) {
    if (!known) {
      return absl::NotFoundError(
          absl::StrCat("nothing was removed as, or for, the document \"", id,
                       "\"; the result holds no documents, and so no more about it"));
    }
    return explanation;
  }
  absl::StatusOr<std::unordered_map<std::string, LineFates>> fates = folder->Fates();
  if (!fates.ok()) {
    return fates.status();
  }
  ResultReader reader(*folder, *std::move(fates));
  if (!known) {
    const absl::StatusOr<bool> found = reader.FindKept(id, &explanation);
    if (!found.ok()) {
      return found.status();
    }
    if (!*found) {
      return absl::NotFoundError(absl::StrCat("no document has the id \"", id, "\""));
    }
    return explanation;
  }
  absl::StatusOr<std::string> text =
      reader.Text(explanation.file, explanation.line, explanation.removal.has_value());
  if (!text.ok()) {
    return text.status();
  }
  explanation.text = *std::move(text);
  if (explanation.removal.has_value()) {
    absl::StatusOr<std::string> kept =
        reader.Text(explanation.removal->kept_file, explanation.removal->kept_line, false);
    if (!kept.ok()) {
      return kept.status();
    }
    explanation.kept_text = *std::move(kept);
  }
  return explanation;
}

}  // namespace reprise
