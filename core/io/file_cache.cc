#include "reprise/io/file_cache.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

constexpr size_t kHeaderPiece = size_t{1} << 14;
constexpr size_t kMostHeader = size_t{1} << 24;

}  // namespace

absl::StatusOr<std::shared_ptr<const InputFileHandle>> FileCache::Get(uint32_t index) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const auto known = where_.find(index); known != where_.end()) {
    recent_.splice(recent_.begin(), recent_, known->second);
    return known->second->second;
  }
  absl::StatusOr<std::shared_ptr<const InputFileHandle>> file =
      InputFileHandle::Open(IsPacked(index) ? spool_.Path(index) : files_[index].path);
  if (!file.ok()) {
    return absl::Status(file.status().code(),
                        absl::StrCat(files_[index].name, ":1: ", file.status().message()));
  }
  const absl::StatusOr<FileState> state = (*file)->State();
  if (!state.ok()) {
    return state.status();
  }
  if (!IsPacked(index) && *state != files_[index].state) {
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

absl::StatusOr<std::unique_ptr<ByteStream>> FileCache::OpenStream(uint32_t index) const {
  return OpenUnpacked(IsPacked(index) ? spool_.Path(index) : files_[index].path, Packing::kNone,
                      {});
}

absl::StatusOr<FileCache::Extent> FileCache::WaitFor(uint32_t index, uint64_t size) {
  if (!IsPacked(index)) {
    const uint64_t all = files_[index].state.size;
    return Extent{all, all, true};
  }
  return spool_.WaitFor(index, size);
}

absl::StatusOr<uint64_t> FileCache::Size(uint32_t index) {
  const absl::StatusOr<Extent> extent = WaitFor(index, std::numeric_limits<uint64_t>::max());
  return extent.ok() ? absl::StatusOr<uint64_t>(extent->size) : extent.status();
}

absl::StatusOr<std::string_view> FileCache::Header(uint32_t index) {
  const Format format = files_[index].format;
  if (HeaderSize(format, "", /*at_end=*/false) == size_t{0}) {
    return std::string_view();
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto known = headers_.find(index); known != headers_.end()) {
      return known->second;
    }
  }
  std::string head;
  for (size_t want = kHeaderPiece; want <= kMostHeader; want *= 2) {
    const absl::StatusOr<Extent> extent = WaitFor(index, want);
    if (!extent.ok()) {
      return extent.status();
    }
    const absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = Get(index);
    if (!file.ok()) {
      return file.status();
    }
    head.resize(static_cast<size_t>(std::min<uint64_t>(want, extent->size)));
    const absl::StatusOr<size_t> count = (*file)->ReadAt(0, head.data(), head.size());
    if (!count.ok()) {
      return count.status();
    }
    head.resize(*count);
    const bool at_end = extent->complete && head.size() == extent->size;
    if (const std::optional<size_t> size = HeaderSize(format, head, at_end); size.has_value()) {
      head.resize(*size);
      const std::lock_guard<std::mutex> lock(mutex_);
      return headers_.emplace(index, std::move(head)).first->second;
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(files_[index].name,
                                                 ":1: no header row ends within ", kMostHeader,
                                                 " bytes; is this a table?"));
}

absl::Status FileCache::CheckUnchanged(uint32_t index) {
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = Get(index);
  if (IsPacked(index) || !file.ok()) {
    return file.status();
  }
  const absl::StatusOr<FileState> state = (*file)->State();
  return state.ok() && *state == files_[index].state ? absl::OkStatus()
                                                     : ChangedError(files_[index]);
}

absl::Status FileCache::Break(uint32_t index) const {
  return IsPacked(index) ? spool_.Break(index) : absl::OkStatus();
}

}  // namespace reprise
