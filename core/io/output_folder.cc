#include "reprise/io/output_folder.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

constexpr char kHidden[] = ".reprise";

// Empties a folder of what is not named by `kept`; nothing kept: it goes itself.
void RemoveAllBut(const fs::path& folder, const std::vector<std::string>& kept) {
  std::error_code ignored;
  if (kept.empty()) {
    fs::remove_all(folder, ignored);
    return;
  }
  std::vector<fs::path> doomed;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    if (std::find(kept.begin(), kept.end(), entry->path().filename().string()) == kept.end()) {
      doomed.push_back(entry->path());
    }
  }
  for (const fs::path& path : doomed) {
    fs::remove_all(path, ignored);
  }
}

}  // namespace

absl::StatusOr<OutputFolder::Found> OutputFolder::Inspect(const std::string& folder,
                                                          std::string_view finished_mark) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) {
    return Found::kNothing;
  }
  if (status.type() != fs::file_type::directory) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is not a folder; choose another place for the result"));
  }
  if (!finished_mark.empty() && fs::exists(fs::path(folder) / finished_mark, error)) {
    return Found::kFinished;
  }
  if (fs::exists(fs::path(folder) / kHidden, error)) {
    return Found::kUnfinished;
  }
  const bool empty = fs::is_empty(folder, error);
  if (error) {
    return FileError("read the folder", folder, error.value());
  }
  if (!empty) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is not empty; choose another place for the result"));
  }
  return Found::kNothing;
}

std::string OutputFolder::HiddenPath(const std::string& folder, std::string_view name) {
  return (fs::path(folder) / kHidden / name).string();
}

void OutputFolder::RemoveHidden(const std::string& folder) {
  std::error_code ignored;
  fs::remove_all(fs::path(folder) / kHidden, ignored);
}

absl::StatusOr<OutputFolder> OutputFolder::Create(const std::string& folder,
                                                  const std::string& work_folder,
                                                  const std::vector<std::string>& kept) {
  const std::string hidden = (fs::path(folder) / kHidden).string();
  // Several jobs may share one place for temporary files.
  OutputFolder output(
      folder, work_folder.empty() ? hidden : absl::StrCat(work_folder, "/reprise-", ::getpid()));
  std::error_code error;
  for (fs::path missing = fs::absolute(folder, error).lexically_normal();
       missing.has_relative_path() && !fs::exists(missing, error) && !error;
       missing = missing.parent_path()) {
    output.made_folders_.push_back(missing.string());
  }
  RemoveAllBut(hidden, kept);
  absl::Status status = MakeFolders(hidden);
  if (status.ok()) {
    status = MakeFolders(output.work_);
  }
  if (!status.ok()) {
    return status;
  }
  return output;
}

OutputFolder::OutputFolder(std::string folder, std::string work)
    : folder_(std::move(folder)), work_(std::move(work)) {}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : folder_(std::move(other.folder_)),
      work_(std::move(other.work_)),
      made_folders_(std::move(other.made_folders_)),
      active_(std::exchange(other.active_, false)) {}

OutputFolder::~OutputFolder() {
  if (active_) {
    RemoveWork();
    std::error_code ignored;
    for (const std::string& made : made_folders_) {
      fs::remove(made, ignored);  // only when empty
    }
  }
}

void OutputFolder::RemoveWork() {
  std::error_code ignored;
  fs::remove_all(work_, ignored);
  RemoveHidden(folder_);
}

void OutputFolder::LeaveUnfinished(const std::vector<std::string>& kept) {
  active_ = false;
  std::error_code ignored;
  if (work_ != (fs::path(folder_) / kHidden).string()) {
    fs::remove_all(work_, ignored);
  }
  RemoveAllBut(fs::path(folder_) / kHidden, kept);
}

std::string OutputFolder::Staged(std::string_view name) const {
  return (fs::path(HiddenPath(folder_, "new")) / name).string();
}

absl::Status OutputFolder::Commit(const std::vector<std::string>& names) {
  const auto remove_all = [&] {
    for (const std::string& name : names) {
      std::error_code ignored;
      fs::remove_all(fs::path(folder_) / name, ignored);
    }
  };
  remove_all();
  // Before anything gets its final name it is on the device.
  std::error_code ignored;
  if (const std::string staged = Staged(""); fs::exists(staged, ignored)) {
    if (absl::Status status = SyncFolder(staged); !status.ok()) {
      return status;
    }
  }
  for (const std::string& name : names) {
    std::error_code error;
    const std::string staged = Staged(name);
    if (!fs::exists(staged, error)) {
      continue;
    }
    fs::rename(staged, fs::path(folder_) / name, error);
    if (error) {
      remove_all();
      return FileError("give its final name to", staged, error.value());
    }
  }
  active_ = false;
  RemoveWork();
  return absl::OkStatus();
}

}  // namespace reprise
