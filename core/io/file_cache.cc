#include "reprise/io/file_cache.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise {

absl::StatusOr<std::shared_ptr<const InputFileHandle>> FileCache::Get(uint32_t index) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const auto known = where_.find(index); known != where_.end()) {
    recent_.splice(recent_.begin(), recent_, known->second);
    return known->second->second;
  }
  absl::StatusOr<std::shared_ptr<const InputFileHandle>> file =
      InputFileHandle::Open(files_[index].path);
  if (!file.ok()) {
    return absl::Status(file.status().code(),
                        absl::StrCat(files_[index].name, ":1: ", file.status().message()));
  }
  const absl::StatusOr<FileState> state = (*file)->State();
  if (!state.ok()) {
    return state.status();
  }
  if (*state != files_[index].state) {
    return ChangedError(files_[index]);
  }
  recent_.emplace_front(index, *file);
  where_[index] = recent_.begin();
  if (recent_.size() > kMaxOpen) {
    where_.erase(recent_.back().first);
    recent_.pop_back();
  }
  return file;
}

}  // namespace reprise
