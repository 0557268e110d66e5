#include "reprise/pipeline/restore.h"

#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/result_folder.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

// An input file that comes into being again: what was cut out is put back where it stood.
class RestoredFile {
 public:
  static absl::StatusOr<RestoredFile> Create(const std::string& path, std::vector<CutBytes> cuts) {
    absl::StatusOr<OutputFile> file = OutputFile::Create(path);
    if (!file.ok()) {
      return file.status();
    }
    return RestoredFile(*std::move(file), std::move(cuts));
  }

  // Appends bytes that follow each other in the input once nothing was cut between them.
  absl::Status Append(std::string_view bytes) {
    while (next_ < cuts_.size() && cuts_[next_].offset < offset_ + bytes.size()) {
      const auto before = static_cast<size_t>(cuts_[next_].offset - offset_);
      absl::Status status = Write(bytes.substr(0, before));
      bytes.remove_prefix(before);
      if (status.ok()) {
        status = Write(cuts_[next_++].bytes);
      }
      if (!status.ok()) {
        return status;
      }
    }
    return Write(bytes);
  }

  absl::Status Close() {
    for (; next_ < cuts_.size(); ++next_) {
      if (absl::Status status = Write(cuts_[next_].bytes); !status.ok()) {
        return status;
      }
    }
    return file_.Close();
  }

  std::string Hash() const { return HexString(hasher_->Digest()); }

 private:
  RestoredFile(OutputFile file, std::vector<CutBytes> cuts)
      : file_(std::move(file)), cuts_(std::move(cuts)), hasher_(std::make_unique<TextHasher>()) {}

  absl::Status Write(std::string_view bytes) {
    offset_ += bytes.size();
    hasher_->Update(bytes);
    return file_.Append(bytes);
  }

  OutputFile file_;
  std::vector<CutBytes> cuts_;
  size_t next_ = 0;
  uint64_t offset_ = 0;  // in the input file
  std::unique_ptr<TextHasher> hasher_;
};

// Takes what one part of the result holds of an input file.
absl::Status CopyPart(const std::string& path, RestoredFile* output) {
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
    if (absl::Status status = output->Append({buffer.data(), *count}); !status.ok()) {
      return status;
    }
  }
}

// Takes lines from the three parts of an input file, in their old order.
absl::Status MergeLines(const ResultFolder& result, const InputRecord& input,
                        const LineFates& fates, RestoredFile* output) {
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
    if (absl::Status status = output->Append(line); !status.ok()) {
      return status;
    }
  }
}

absl::Status RestoreFile(const ResultFolder& result, const InputRecord& input,
                         const LineFates& fates, std::vector<CutBytes> cuts,
                         const OutputFolder& folder) {
  absl::StatusOr<RestoredFile> output =
      RestoredFile::Create(folder.Staged(input.path), std::move(cuts));
  if (!output.ok()) {
    return output.status();
  }
  absl::Status status =
      input.format == "text"
          ? CopyPart(result.Path((fates.removed.empty() ? "kept/" : "removed/") + input.path),
                     &*output)
          : MergeLines(result, input, fates, &*output);
  if (status.ok()) {
    status = output->Close();
  }
  if (status.ok() && output->Hash() != input.hash) {
    return absl::DataLossError(absl::StrCat(
        input.file, ":1: what comes out is not what went in; kept/, removed/, rejected/ or ",
        kCutsFile, " of the result was changed"));
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
  if (folder->without_documents()) {
    return absl::FailedPreconditionError(absl::StrCat(
        result, " holds no documents to restore: it is of a dry run, annotated, or groups alone"));
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
  absl::StatusOr<std::unordered_map<std::string, std::vector<CutBytes>>> cuts = folder->Cuts();
  if (!cuts.ok()) {
    return cuts.status();
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
    if (!input.reference.empty()) {
      continue;  // it has stayed where it was
    }
    absl::Status status;
    if (input.format == "folder") {
      status = MakeFolders(output->Staged(input.path));
    } else {
      status = RestoreFile(*folder, input, (*fates)[input.file], std::move((*cuts)[input.file]),
                           *output);
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
