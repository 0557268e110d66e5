#ifndef REPRISE_IO_FILE_CACHE_H_
#define REPRISE_IO_FILE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/file.h"
#include "reprise/io/input_files.h"
#include "reprise/io/spool.h"

namespace reprise {

// The files of a job as bytes that can be read anywhere: packed files as what they hold, unpacked
// into a folder of the job. Open handles are kept, so that reading documents here and there does
// not open a file each time, and a folder of a million files does not need a million handles. Safe
// from any thread.
class FileCache {
 public:
  // How much of a file can be read so far.
  using Extent = Spool::Extent;

  // `files` must outlive the cache.
  FileCache(const std::vector<InputFile>& files, Spool::Options options)
      : files_(files), spool_(files, std::move(options)) {}

  // A handle for the unpacked bytes of files[index], of which those below its Extent are there.
  // Errors: as InputFileHandle::Open; Aborted where the file is no longer as it was found when the
  // inputs were listed.
  absl::StatusOr<std::shared_ptr<const InputFileHandle>> Get(uint32_t index);

  // Waits until files[index] can be read up to `size`, or to its end. Errors: as Spool::WaitFor.
  absl::StatusOr<Extent> WaitFor(uint32_t index, uint64_t size);

  // The same bytes one after the other.
  absl::StatusOr<std::unique_ptr<ByteStream>> OpenStream(uint32_t index) const;

  // All unpacked bytes of files[index].
  absl::StatusOr<uint64_t> Size(uint32_t index);

  // The bytes before the first record (HeaderSize). Errors: those of reading; InvalidArgument for a
  // header without an end. The view stays valid as long as the cache.
  absl::StatusOr<std::string_view> Header(uint32_t index);

  // Aborted where files[index] is no longer as it was found. A packed file was looked at when it
  // had been unpacked.
  absl::Status CheckUnchanged(uint32_t index);

  // Of a complete packed file: the hash of its unpacked bytes.
  TextHash Hash(uint32_t index) const { return spool_.Hash(index); }

  // Of a file that has been read to its end: DataLoss where what it is packed in breaks off.
  absl::Status Break(uint32_t index) const;

 private:
  static constexpr size_t kMaxOpen = 128;

  using Handle = std::pair<uint32_t, std::shared_ptr<const InputFileHandle>>;

  bool IsPacked(uint32_t index) const { return files_[index].packing != Packing::kNone; }

  const std::vector<InputFile>& files_;
  Spool spool_;
  std::mutex mutex_;
  std::list<Handle> recent_;  // latest used first
  std::unordered_map<uint32_t, std::list<Handle>::iterator> where_;
  std::unordered_map<uint32_t, std::string> headers_;  // of files whose format has one
};

}  // namespace reprise

#endif  // REPRISE_IO_FILE_CACHE_H_
