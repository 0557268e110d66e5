#ifndef REPRISE_BASE_GROWING_BYTES_H_
#define REPRISE_BASE_GROWING_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace reprise {

// A text that is appended to and never moves: growing takes no second copy, as it would in a
// string, and memory comes with what is appended. Not thread-safe.
class GrowingBytes {
 public:
  // For at most `most` bytes, of which nothing but the addresses is taken at first.
  // ResourceExhausted where the system has not so many of them left.
  static absl::StatusOr<GrowingBytes> Create(uint64_t most);

  GrowingBytes(GrowingBytes&& other) noexcept { Swap(&other); }
  GrowingBytes& operator=(GrowingBytes&& other) noexcept {
    Swap(&other);
    return *this;
  }
  ~GrowingBytes();

  // All appended bytes together are at most `most`.
  void Append(std::string_view bytes);
  // Gives the memory back; nothing can be appended any more.
  void Free() { GrowingBytes().Swap(this); }

  std::string_view view() const { return {data_, size_}; }

 private:
  GrowingBytes() = default;
  void Swap(GrowingBytes* other) {
    std::swap(data_, other->data_);
    std::swap(size_, other->size_);
    std::swap(most_, other->most_);
  }

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t most_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_BASE_GROWING_BYTES_H_
