#ifndef REPRISE_IO_FILE_CACHE_H_
#define REPRISE_IO_FILE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/file.h"
#include "reprise/io/input_files.h"

namespace reprise {

// Open handles of a job's files, so that reading documents here and there does not open a file each
// time, and a folder of a million files does not need a million handles. Safe from any thread.
class FileCache {
 public:
  // `files` must outlive the cache.
  explicit FileCache(const std::vector<InputFile>& files) : files_(files) {}

  // A handle of files[index]. Errors: as InputFileHandle::Open; Aborted where the file is no longer
  // as it was found when the inputs were listed.
  absl::StatusOr<std::shared_ptr<const InputFileHandle>> Get(uint32_t index);

 private:
  static constexpr size_t kMaxOpen = 128;

  using Handle = std::pair<uint32_t, std::shared_ptr<const InputFileHandle>>;

  const std::vector<InputFile>& files_;
  std::mutex mutex_;
  std::list<Handle> recent_;  // latest used first
  std::unordered_map<uint32_t, std::list<Handle>::iterator> where_;
};

}  // namespace reprise

#endif  // REPRISE_IO_FILE_CACHE_H_
