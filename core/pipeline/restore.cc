#include "reprise/pipeline/restore.h"

#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/result_folder.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

// Takes what one part of the result holds of an input file.
absl::Status CopyPart(const std::string& path, OutputFile* output, TextHasher* hasher) {
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> part = InputFileHandle::Open(path);
  if (!part.ok()) {
    return part.status();
  }
  std::string buffer(size_t{1} << 20, '\0');
  while (true) {
    const absl::StatusOr<size_t> count = (*part)->ReadNext(buffer.data(), buffer.size());
    if (!count.ok() || *count == 0) {
      return count.status();
    }
    const std::string_view piece(buffer.data(), *count);
    hasher->Update(piece);
    if (absl::Status status = output->Append(piece); !status.ok()) {
      return status;
    }
  }
}

// Takes lines from the three parts of an input file, in their old order.
absl::Status MergeLines(const ResultFolder& result, const InputRecord& input,
                        const LineFates& fates, OutputFile* output, TextHasher* hasher) {
  absl::StatusOr<LineSource> kept = LineSource::Open(result.Path("kept/" + input.path));
  absl::StatusOr<LineSource> removed = LineSource::Open(result.Path("removed/" + input.path));
  absl::StatusOr<LineSource> rejected = LineSource::Open(result.Path("rejected/" + input.path));
  for (const absl::StatusOr<LineSource>* source : {&kept, &removed, &rejected}) {
    if (!source->ok()) {
      return source->status();
    }
  }
  std::string line;
  size_t next_removed = 0;
  size_t next_rejected = 0;
  for (uint64_t number = 1;; ++number) {
    LineSource* source = &*kept;
    if (next_removed < fates.removed.size() && fates.removed[next_removed] == number) {
      source = &*removed;
      ++next_removed;
    } else if (next_rejected < fates.rejected.size() && fates.rejected[next_rejected] == number) {
      source = &*rejected;
      ++next_rejected;
    }
    const absl::StatusOr<bool> more = source->Next(&line);
    if (!more.ok() || !*more) {
      return more.status();
    }
    hasher->Update(line);
    if (absl::Status status = output->Append(line); !status.ok()) {
      return status;
    }
  }
}

absl::Status RestoreFile(const ResultFolder& result, const InputRecord& input,
                         const LineFates& fates, const OutputFolder& folder) {
  absl::StatusOr<OutputFile> output = OutputFile::Create(folder.Staged(input.path));
  if (!output.ok()) {
    return output.status();
  }
  TextHasher hasher;
  absl::Status status =
      input.format == "text"
          ? CopyPart(result.Path((fates.removed.empty() ? "kept/" : "removed/") + input.path),
                     &*output, &hasher)
          : MergeLines(result, input, fates, &*output, &hasher);
  if (status.ok()) {
    status = output->Close();
  }
  if (status.ok() && HexString(hasher.Digest()) != input.hash) {
    return absl::DataLossError(
        absl::StrCat(input.file,
                     ":1: what comes out is not what went in; kept/, removed/ or rejected/ of the "
                     "result was changed"));
  }
  return status;
}

// The first part of a relative path: what gets its final name by one rename.
std::string TopLevelName(const std::string& name) {
  return std::filesystem::path(name).begin()->string();
}

}  // namespace

absl::StatusOr<RestoreReport> Restore(const std::string& result, const std::string& target,
                                      Monitor* monitor) {
  const absl::StatusOr<ResultFolder> folder = ResultFolder::Open(result);
  if (!folder.ok()) {
    return folder.status();
  }
  if (folder->dry_run()) {
    return absl::FailedPreconditionError(
        absl::StrCat(result, " is the result of a dry run, which holds no documents"));
  }
  const absl::StatusOr<OutputFolder::Found> found = OutputFolder::Inspect(target, "");
  if (!found.ok()) {
    return found.status();
  }
  if (*found != OutputFolder::Found::kNothing) {
    return absl::FailedPreconditionError(
        absl::StrCat(target, " is not empty; choose another place for the files"));
  }
  absl::StatusOr<std::unordered_map<std::string, LineFates>> fates = folder->Fates();
  if (!fates.ok()) {
    return fates.status();
  }
  absl::StatusOr<OutputFolder> output = OutputFolder::Create(target, "");
  if (!output.ok()) {
    return output.status();
  }
  RestoreReport report;
  std::vector<std::string> names;
  monitor->StartStage("restoring", folder->inputs().size(), "files");
  for (const InputRecord& input : folder->inputs()) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    absl::Status status;
    if (input.format == "folder") {
      status = MakeFolders(output->Staged(input.path));
    } else {
      status = RestoreFile(*folder, input, (*fates)[input.file], *output);
      ++report.files;
      report.bytes += input.bytes;
    }
    if (!status.ok()) {
      return status;
    }
    names.push_back(TopLevelName(input.path));
    monitor->Advance(1);
  }
  if (absl::Status status = output->Commit(names); !status.ok()) {
    return status;
  }
  return report;
}

}  // namespace reprise
