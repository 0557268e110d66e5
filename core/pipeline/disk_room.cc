#include "reprise/pipeline/disk_room.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <filesystem>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"
#include "reprise/io/file.h"

namespace reprise {
namespace {

std::string Size(uint64_t bytes) { return FormatBytes(static_cast<double>(bytes)); }

uint64_t Sum(uint64_t a, uint64_t b) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  return a > kMost - b ? kMost : a + b;
}

// `path` itself, or what there is of the folders above it.
std::string NearestFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(path.empty() ? "." : path, error);
  while (!std::filesystem::exists(folder, error) && folder.has_relative_path()) {
    folder = folder.parent_path();
  }
  return folder.string();
}

// The device and what is free on it.
absl::StatusOr<std::pair<uint64_t, uint64_t>> LookAt(const std::string& folder) {
  struct stat place = {};
  struct statvfs room = {};
  if (::stat(folder.c_str(), &place) != 0 || ::statvfs(folder.c_str(), &room) != 0) {
    return FileError("look at the disk of", folder, errno);
  }
  return std::pair<uint64_t, uint64_t>(place.st_dev, uint64_t{room.f_bavail} * room.f_frsize);
}

}  // namespace

absl::Status CheckDisk(const DiskNeeds& needs, const DiskRoom& room) {
  const uint64_t both = needs.together.value_or(Sum(needs.output, needs.work));
  if (room.shared && both > room.output_free) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the run would need about ", Size(both), " of disk at its peak, up to ", Size(needs.output),
        " for the result and up to ", Size(needs.work), " for temporary files, and only ",
        Size(room.output_free),
        " are free; free some, or choose another disk for the result (-o) or the temporary files "
        "(--tmp)"));
  }
  if (room.shared) {
    return absl::OkStatus();
  }
  if (needs.output > room.output_free) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the result would need about ", Size(needs.output), " of disk, and only ",
        Size(room.output_free), " are free; free some, or choose another disk for it (-o)"));
  }
  if (needs.work > room.work_free) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "temporary files would need about ", Size(needs.work), " of disk, and only ",
        Size(room.work_free), " are free; free some, or choose another disk for them (--tmp)"));
  }
  return absl::OkStatus();
}

absl::StatusOr<DiskRoom> FindDiskRoom(const std::string& output, const std::string& work) {
  const auto of_output = LookAt(NearestFolder(output));
  if (!of_output.ok()) {
    return of_output.status();
  }
  const auto of_work = LookAt(NearestFolder(work.empty() ? output : work));
  if (!of_work.ok()) {
    return of_work.status();
  }
  return DiskRoom{of_output->second, of_work->second, of_output->first == of_work->first};
}

}  // namespace reprise
