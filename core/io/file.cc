#include "reprise/io/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

constexpr size_t kWriteBuffer = size_t{1} << 18;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// `fd` is the descriptor, or -1; retries what a signal interrupted.
template <typename Call>
auto Retry(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) {
    result = call();
  }
  return result;
}

}  // namespace

absl::Status FileError(std::string_view what, std::string_view path, int error_number) {
  const std::string message = absl::StrCat("cannot ", Absl(what), " ", Absl(path), ": ",
                                           std::system_category().message(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::InternalError(message);
  }
}

absl::StatusOr<std::shared_ptr<const InputFileHandle>> InputFileHandle::Open(
    const std::string& path) {
  // Without O_NONBLOCK, opening a pipe by name would wait for its writer, deaf to everything.
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  const int descriptor = Retry([&] { return ::open(path.c_str(), kFlags); });
  if (descriptor < 0) {
    return FileError("open", path, errno);
  }
  struct stat state {};
  if (::fstat(descriptor, &state) != 0) {
    const int error_number = errno;
    ::close(descriptor);
    return FileError("open", path, error_number);
  }
  if (S_ISDIR(state.st_mode)) {
    ::close(descriptor);
    return absl::InvalidArgumentError(absl::StrCat(path, " is a folder, not a file"));
  }
  return std::shared_ptr<const InputFileHandle>(
      new InputFileHandle(descriptor, path, S_ISREG(state.st_mode)));
}

InputFileHandle::~InputFileHandle() { ::close(descriptor_); }

absl::StatusOr<FileState> InputFileHandle::State() const {
  struct stat state {};
  if (::fstat(descriptor_, &state) != 0) {
    return FileError("read", path_, errno);
  }
  return FileState{static_cast<uint64_t>(state.st_size),
                   int64_t{state.st_mtim.tv_sec} * 1'000'000'000 + state.st_mtim.tv_nsec,
                   static_cast<uint64_t>(state.st_ino)};
}

absl::StatusOr<size_t> InputFileHandle::ReadAt(uint64_t offset, char* data, size_t size) const {
  size_t done = 0;
  while (done < size) {
    const ssize_t count = Retry([&] {
      return ::pread(descriptor_, data + done, size - done, static_cast<off_t>(offset + done));
    });
    if (count < 0) {
      return FileError("read", path_, errno);
    }
    if (count == 0) {
      break;
    }
    done += static_cast<size_t>(count);
  }
  return done;
}

absl::StatusOr<bool> InputFileHandle::WaitForData(int milliseconds) const {
  if (is_regular_) {
    return true;
  }
  struct pollfd wanted {
    descriptor_, POLLIN, 0
  };
  const int ready = ::poll(&wanted, 1, milliseconds);
  if (ready < 0 && errno != EINTR) {
    return FileError("read", path_, errno);
  }
  return ready > 0;
}

absl::StatusOr<size_t> InputFileHandle::ReadNext(char* data, size_t size) const {
  while (true) {
    const absl::StatusOr<bool> ready = WaitForData(-1);
    if (!ready.ok()) {
      return ready.status();
    }
    const ssize_t count = *ready ? ::read(descriptor_, data, size) : -1;
    if (count >= 0) {
      return static_cast<size_t>(count);
    }
    if (*ready && errno != EINTR && errno != EAGAIN) {
      return FileError("read", path_, errno);
    }
  }
}

absl::StatusOr<OutputFile> OutputFile::Create(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (absl::Status status = MakeFolders(folder); !status.ok()) {
    return status;
  }
  const int descriptor =
      Retry([&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); });
  if (descriptor < 0) {
    return FileError("write", path, errno);
  }
  return OutputFile(descriptor, path);
}

OutputFile::OutputFile(int descriptor, std::string path)
    : descriptor_(descriptor), path_(std::move(path)) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      buffer_(std::move(other.buffer_)),
      written_(other.written_),
      handed_on_(other.handed_on_) {}

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  std::swap(buffer_, other.buffer_);
  std::swap(written_, other.written_);
  std::swap(handed_on_, other.handed_on_);
  return *this;
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

absl::Status OutputFile::Append(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kWriteBuffer) {
    if (absl::Status status = Flush(); !status.ok()) {
      return status;
    }
  }
  buffer_.append(bytes);
  return buffer_.size() > kWriteBuffer ? Flush() : absl::OkStatus();
}

absl::Status OutputFile::Flush() {
  for (size_t done = 0; done < buffer_.size();) {
    const ssize_t count =
        Retry([&] { return ::write(descriptor_, buffer_.data() + done, buffer_.size() - done); });
    if (count < 0) {
      return FileError("write", path_, errno);
    }
    done += static_cast<size_t>(count);
  }
  // Large files begin to go to the device at once, so that SyncFolder waits the less for them. No
  // more than a hint: what fails here fails there too.
  constexpr uint64_t kMany = uint64_t{4} << 20;
  written_ += buffer_.size();
  if (written_ - handed_on_ >= kMany) {
    ::sync_file_range(descriptor_, static_cast<off64_t>(handed_on_),
                      static_cast<off64_t>(written_ - handed_on_), SYNC_FILE_RANGE_WRITE);
    handed_on_ = written_;
  }
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status OutputFile::Sync() {
  absl::Status status = Flush();
  return !status.ok() || ::fsync(descriptor_) == 0 ? status : FileError("write", path_, errno);
}

absl::Status OutputFile::Close() {
  if (absl::Status status = Flush(); !status.ok()) {
    return status;
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    return FileError("write", path_, errno);
  }
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& folder) {
  constexpr size_t kFew = 256;
  const auto sync = [](const std::string& path, int (*call)(int)) {
    const int descriptor = Retry([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); });
    if (descriptor < 0) {
      return FileError("write", path, errno);
    }
    const int result = call(descriptor);
    const int error_number = errno;
    ::close(descriptor);
    return result == 0 || error_number == EINVAL || error_number == EROFS
               ? absl::OkStatus()
               : FileError("write", path, error_number);
  };
  std::error_code error;
  std::vector<std::string> paths;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end;
       !error && entry != end && paths.size() <= kFew; entry.increment(error)) {
    if (entry->is_regular_file(error)) {
      paths.push_back(entry->path().string());
    }
  }
  if (error) {
    return FileError("read the folder", folder, error.value());
  }
  if (paths.size() > kFew) {
    return sync(folder, ::syncfs);
  }
  for (const std::string& path : paths) {
    if (absl::Status status = sync(path, ::fsync); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status RenameDurably(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return FileError("give its name to", to, errno);
  }
  const std::string folder = std::filesystem::path(to).parent_path().string();
  const int descriptor = Retry([&] { return ::open(folder.c_str(), O_RDONLY | O_CLOEXEC); });
  if (descriptor < 0) {
    return FileError("write", folder, errno);
  }
  const int result = ::fsync(descriptor);
  const int error_number = errno;
  ::close(descriptor);
  return result == 0 || error_number == EINVAL ? absl::OkStatus()
                                               : FileError("write", folder, error_number);
}

absl::Status MakeFolders(const std::string& path) {
  std::error_code error;
  if (!path.empty()) {
    std::filesystem::create_directories(path, error);
  }
  return error ? FileError("make the folder", path, error.value()) : absl::OkStatus();
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> file = InputFileHandle::Open(path);
  if (!file.ok()) {
    return file.status();
  }
  std::string content;
  constexpr size_t kPiece = size_t{1} << 16;
  for (size_t size = kPiece; size != 0;) {
    const size_t old_size = content.size();
    content.resize(old_size + kPiece);
    const absl::StatusOr<size_t> count = (*file)->ReadNext(content.data() + old_size, kPiece);
    if (!count.ok()) {
      return count.status();
    }
    size = *count;
    content.resize(old_size + size);
  }
  return content;
}

absl::Status WriteWholeFile(const std::string& path, std::string_view content) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(path);
  const absl::Status status = file.ok() ? file->Append(content) : file.status();
  return status.ok() ? file->Close() : status;
}

}  // namespace reprise
