#ifndef REPRISE_IO_DURABLE_FILE_H_
#define REPRISE_IO_DURABLE_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/file.h"
#include "reprise/text/hash.h"

namespace reprise {

// A file of our own that is whole and on the device once it has its name: what another process may
// go on from after this one was killed. It begins with a magic number and ends with its size and
// hash (docs/formats.md); integers are those of the machine, since it never leaves it. Not
// thread-safe. Errors are kept until Finish.
class DurableWriter {
 public:
  // Writes to `path` + ".part" until Finish.
  static absl::StatusOr<DurableWriter> Create(const std::string& path);

  template <typename T>
  void Value(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    Bytes({reinterpret_cast<const char*>(&value), sizeof(T)});
  }
  template <typename T>
  void Vector(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    Value<uint64_t>(values.size());
    Bytes({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
  }
  void String(std::string_view string) {
    Value<uint64_t>(string.size());
    Bytes(string);
  }
  void Bytes(std::string_view bytes);

  // Hands everything to the device, then gives the file its name.
  absl::Status Finish();

 private:
  DurableWriter(std::string path, OutputFile file);

  std::string path_;
  OutputFile file_;
  std::unique_ptr<TextHasher> hasher_;
  uint64_t size_ = 0;
  absl::Status status_;
};

// Reads such a file back. Not thread-safe. What goes beyond its end reads as zeros and empty, and
// shows in status().
class DurableReader {
 public:
  // Reads all of it once, to see that it is whole. Errors: NotFound; DataLoss where it is not
  // whole, or no such file.
  static absl::StatusOr<DurableReader> Open(const std::string& path);

  template <typename T>
  T Value() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    Bytes(reinterpret_cast<char*>(&value), sizeof(T));
    return value;
  }
  template <typename T>
  std::vector<T> Vector() {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> values(Count(sizeof(T)));
    Bytes(reinterpret_cast<char*>(values.data()), values.size() * sizeof(T));
    return values;
  }
  std::string String() {
    std::string string(Count(1), '\0');
    Bytes(string.data(), string.size());
    return string;
  }
  void Bytes(char* data, size_t size);

  // DataLoss where more was asked for than there is.
  absl::Status status() const { return status_; }

 private:
  DurableReader(std::shared_ptr<const InputFileHandle> file, uint64_t end)
      : file_(std::move(file)), end_(end) {}

  // A number of elements, of which there can be no more than bytes are left.
  size_t Count(size_t element_size);

  std::shared_ptr<const InputFileHandle> file_;
  uint64_t offset_ = 0;
  uint64_t end_;
  std::string buffer_;
  size_t begin_ = 0;  // in buffer_
  absl::Status status_;
};

}  // namespace reprise

#endif  // REPRISE_IO_DURABLE_FILE_H_
