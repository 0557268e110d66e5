#ifndef REPRISE_IO_OUTPUT_FOLDER_H_
#define REPRISE_IO_OUTPUT_FOLDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reprise {

// A folder that receives a job's result all at once: until Commit, everything lives in
// `<folder>/.reprise`, and a job that ends without it leaves no trace. Not thread-safe.
class OutputFolder {
 public:
  // What was found where the result should go.
  enum class Found : uint8_t { kNothing, kUnfinished, kFinished };

  // kNothing: no such folder, or an empty one. kFinished: it holds `finished_mark`, the file that
  // comes last (none where that is empty). kUnfinished: it holds a `.reprise`. FailedPrecondition:
  // it holds other things, or is a file.
  static absl::StatusOr<Found> Inspect(const std::string& folder, std::string_view finished_mark);

  // `<folder>/.reprise/<name>`, where a job keeps what an interrupted one leaves for the next.
  static std::string HiddenPath(const std::string& folder, std::string_view name);

  // Removes `<folder>/.reprise`, which a job leaves beside a finished result when it is killed
  // before it has cleaned up. Nothing there: nothing happens.
  static void RemoveHidden(const std::string& folder);

  // Makes the folder, and those above it, where they are missing (and removes them again unless the
  // job commits); an unfinished result in it is thrown away, all but what is named by `kept` in
  // `<folder>/.reprise`. `work_folder` is where temporary files go; empty: `<folder>/.reprise`.
  static absl::StatusOr<OutputFolder> Create(const std::string& folder,
                                             const std::string& work_folder,
                                             const std::vector<std::string>& kept = {});
  ~OutputFolder();
  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;

  // Where to write what shall be `<folder>/<name>`.
  std::string Staged(std::string_view name) const;
  // Where temporary files go; removed in the end.
  const std::string& work() const { return work_; }

  // Leaves what is named by `kept` in `<folder>/.reprise` where it is, for a job that goes on.
  void LeaveUnfinished(const std::vector<std::string>& kept);

  // Gives everything staged its final name, in the order of `names` (top-level files and folders;
  // those that were not staged are passed over), and removes the rest, as well as what an earlier
  // job left under one of `names` when it was killed right here. On an error nothing stays.
  absl::Status Commit(const std::vector<std::string>& names);

 private:
  OutputFolder(std::string folder, std::string work);
  void RemoveWork();

  std::string folder_;
  std::string work_;
  std::vector<std::string> made_folders_;  // deepest first
  bool active_ = true;
};

}  // namespace reprise

#endif  // REPRISE_IO_OUTPUT_FOLDER_H_
