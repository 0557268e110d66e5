#ifndef REPRISE_PIPELINE_DURABLE_POINTS_H_
#define REPRISE_PIPELINE_DURABLE_POINTS_H_

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/durable_file.h"
#include "reprise/io/input_files.h"

namespace reprise {

// What the stages of a run leave behind, for one that goes on where it was killed. Each point is a
// durable file, none is needed but to save time, and all are gone when the run is complete.
//
// The files of the input are remembered with the first point; a run over others, or over files that
// were written to since, cannot go on from it. Not thread-safe.
class DurablePoints {
 public:
  // Points are in `folder`, which need not exist. One is made where at least so many seconds passed
  // since the last one, or since now.
  DurablePoints(std::string folder, double least_seconds)
      : folder_(std::move(folder)), least_seconds_(least_seconds) {}

  // Whether a point may be made at all for these inputs: what came through a pipe will not come
  // again.
  static bool CanGoOn(const std::vector<std::string>& inputs);

  // What an earlier run over `files` has left. FailedPrecondition, saying what differs, where there
  // are points of other files; DataLoss where the list of them is damaged.
  absl::Status Find(const std::vector<InputFile>& files);

  // Reads the point of a stage; false where there is none, or where it is damaged, which only costs
  // time. Errors: those of reading.
  absl::StatusOr<bool> Load(std::string_view stage,
                            const std::function<void(DurableReader*)>& read) const;

  // Makes a point, where one is due. Errors: those of writing.
  absl::Status Save(std::string_view stage, const std::vector<InputFile>& files,
                    const std::function<void(DurableWriter*)>& write);

  // Whether there are any to go on from.
  bool any() const { return any_; }

 private:
  std::string Path(std::string_view stage) const;

  const std::string folder_;
  const double least_seconds_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  bool any_ = false;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DURABLE_POINTS_H_
