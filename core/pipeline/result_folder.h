#ifndef REPRISE_PIPELINE_RESULT_FOLDER_H_
#define REPRISE_PIPELINE_RESULT_FOLDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/file.h"
#include "reprise/io/formats.h"
#include "reprise/io/json/json_record.h"
#include "reprise/io/packing/packing.h"
#include "reprise/io/record_cursor.h"
#include "reprise/pipeline/settings.h"

namespace reprise {

// A line of removals.jsonl.
struct RemovalRecord {
  std::string id;
  std::string file;
  uint64_t line = 0;
  std::string kept_id;
  std::string kept_file;
  uint64_t kept_line = 0;
  std::string rule;
  double jaccard = 0.0;
  double coverage = 0.0;
  bool variant = false;
};

// A line of inputs.jsonl.
struct InputRecord {
  std::string file;                  // the input name as outputs write it
  std::string path;                  // its own bytes, which need not be UTF-8: where it is in kept/
  std::string format;                // FormatName, "parquet" or "folder"
  std::string packing;               // PackingName where it has one
  std::vector<std::string> columns;  // of a Parquet file, those that `hash` is of
  uint64_t bytes = 0;
  std::string hash;
  std::string reference;  // where it is, if it is no input but what that was compared with
};

// Where the lines of an input file went, those in kept/ left out; ascending.
struct LineFates {
  std::vector<uint64_t> removed;
  std::vector<uint64_t> rejected;
};

// Where a removed or rejected record stood in its unpacked file.
struct RecordPlace {
  uint64_t line = 0;
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

// A part that was cut out of an input file.
struct CutBytes {
  uint64_t offset = 0;  // in the input file
  std::string bytes;
};

// A finished result of a job that writes documents, read back. Not thread-safe.
class ResultFolder {
 public:
  // FailedPrecondition where `path` holds no finished result; DataLoss where its files are not what
  // docs/formats.md says, with file and line.
  static absl::StatusOr<ResultFolder> Open(const std::string& path);

  // How an input file held its documents, and what it was packed in; rows of Parquet count as JSON
  // Lines. DataLoss for a format or a packing of a newer release.
  struct InputFormat {
    Format format = Format::kText;
    Packing packing = Packing::kNone;
  };
  absl::StatusOr<InputFormat> FormatOf(const InputRecord& input) const;

  // The records of a file of the result, or of a reference, that `input` tells of: packed as that
  // is. Of a Parquet file, rows as JSON Lines with the columns that were read. Errors: NotFound
  // where there is no such file, others of reading; DataLoss for a format of a newer release.
  absl::StatusOr<RecordCursor> OpenRecords(const InputRecord& input, const std::string& path) const;

  std::string Path(std::string_view name) const { return path_ + "/" + std::string(name); }
  const std::string& job() const { return job_; }  // "dedup", "groups", ...
  // Whether it holds neither kept/ nor removed/: that of a dry run, annotated records or groups.
  bool without_documents() const { return without_documents_; }
  // The parts of the settings that say how to read a record and how copies were judged.
  const Settings& settings() const { return settings_; }
  const std::vector<InputRecord>& inputs() const { return inputs_; }

  // Calls visit for each record of removals.jsonl, until it returns false.
  absl::Status ForEachRemoval(const std::function<bool(const RemovalRecord&)>& visit) const;

  // Calls visit with the members of each group of groups.jsonl.
  absl::Status ForEachGroup(
      const std::function<void(const std::vector<std::string>& members)>& visit) const;

  // Of every input file that lost parts of lines, by name; ascending.
  absl::StatusOr<std::unordered_map<std::string, std::vector<CutBytes>>> Cuts() const;

  // Of every archive or table that lost records, by name; ascending.
  absl::StatusOr<std::unordered_map<std::string, std::vector<RecordPlace>>> Places() const;

  // Of every input file that lost lines, by name.
  absl::StatusOr<std::unordered_map<std::string, LineFates>> Fates() const;

 private:
  std::string path_;
  std::string job_;
  bool without_documents_ = false;
  Settings settings_;
  std::vector<InputRecord> inputs_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_RESULT_FOLDER_H_
