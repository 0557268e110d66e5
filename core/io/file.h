#ifndef REPRISE_IO_FILE_H_
#define REPRISE_IO_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace reprise {

// The status of a failed system call: "cannot <what> <path>: <reason>", with a code by errno
// (NotFound, PermissionDenied, ResourceExhausted for a full disk or too many open files, else
// Internal).
absl::Status FileError(std::string_view what, std::string_view path, int error_number);

// What tells whether a file is still the one that was seen before.
struct FileState {
  uint64_t size = 0;
  int64_t modified_ns = 0;  // since the epoch
  uint64_t inode = 0;
  friend bool operator==(const FileState&, const FileState&) = default;
};

// A file open for reading at any place. Reading is safe from any thread.
class InputFileHandle {
 public:
  // Errors: as FileError; InvalidArgument for a folder.
  static absl::StatusOr<std::shared_ptr<const InputFileHandle>> Open(const std::string& path);
  ~InputFileHandle();
  InputFileHandle(const InputFileHandle&) = delete;
  InputFileHandle& operator=(const InputFileHandle&) = delete;

  const std::string& path() const { return path_; }
  bool is_regular() const { return is_regular_; }

  absl::StatusOr<FileState> State() const;

  // Fills `data` from `offset` on; returns the number of bytes read, less than `size` only at the
  // end of the file.
  absl::StatusOr<size_t> ReadAt(uint64_t offset, char* data, size_t size) const;

  // Waits for data, or the end, of what has no places (pipes, also before anyone writes to them),
  // at most so long; false where neither came. Files have data at any time.
  absl::StatusOr<bool> WaitForData(int milliseconds) const;

  // Reads on where the last ReadNext ended, for what has no places; waits as long as it takes. Not
  // thread-safe.
  absl::StatusOr<size_t> ReadNext(char* data, size_t size) const;

 private:
  InputFileHandle(int descriptor, std::string path, bool is_regular)
      : descriptor_(descriptor), path_(std::move(path)), is_regular_(is_regular) {}

  int descriptor_;
  std::string path_;
  bool is_regular_;
};

// Writes a new file through a buffer. Not thread-safe. A file that was not closed is incomplete.
class OutputFile {
 public:
  // Creates `path` and the folders above it; whatever was there is replaced.
  static absl::StatusOr<OutputFile> Create(const std::string& path);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;

  absl::Status Append(std::string_view bytes);
  // Hands everything to the system: from then on readers see it.
  absl::Status Flush();
  // Flushes, and hands everything to the device.
  absl::Status Sync();
  // Flushes and closes. That it is on the device is for SyncFolder to say.
  absl::Status Close();

 private:
  OutputFile(int descriptor, std::string path);

  int descriptor_ = -1;
  std::string path_;
  std::string buffer_;
  uint64_t written_ = 0;    // bytes, without those of the buffer
  uint64_t handed_on_ = 0;  // of these, which the device was told of
};

// Hands the files below a folder to the device: one by one or, where they are many, with all else
// that was written to their file system, at once. Errors of delayed writing show here.
absl::Status SyncFolder(const std::string& folder);

// Gives a file that is on the device another name, whatever had that before; on the device as well.
absl::Status RenameDurably(const std::string& from, const std::string& to);

// Makes a folder and those above it; no error where it exists.
absl::Status MakeFolders(const std::string& path);

// The whole content of a file. For small files of our own.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

// Creates or replaces a file, and the folders above it, with that content.
absl::Status WriteWholeFile(const std::string& path, std::string_view content);

}  // namespace reprise

#endif  // REPRISE_IO_FILE_H_
