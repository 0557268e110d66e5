#ifndef REPRISE_PIPELINE_DISK_ROOM_H_
#define REPRISE_PIPELINE_DISK_ROOM_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reprise {

// What a run takes on disk at its peak, in bytes.
struct DiskNeeds {
  uint64_t output = 0;  // the result
  uint64_t work = 0;    // temporary files
  // Both on one disk; none: their sum. Less than that where some of the one is gone before the
  // other comes.
  std::optional<uint64_t> together = std::nullopt;
};

// What is free where a run would write, in bytes.
struct DiskRoom {
  uint64_t output_free = 0;
  uint64_t work_free = 0;
  bool shared = false;  // both are one file system: what is free there is free once
};

// Whether it fits. ResourceExhausted, saying where how much is missing and what to do, where it
// does not. Pure.
absl::Status CheckDisk(const DiskNeeds& needs, const DiskRoom& room);

// Looks at the file systems of two folders, or of the nearest ones above them where they do not
// exist yet. `output` empty: the current folder; `work` empty: the same as `output`. What is free
// counts for this user. Errors: those of looking there (NotFound, PermissionDenied, Internal).
absl::StatusOr<DiskRoom> FindDiskRoom(const std::string& output, const std::string& work);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DISK_ROOM_H_
