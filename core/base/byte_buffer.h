#ifndef REPRISE_BASE_BYTE_BUFFER_H_
#define REPRISE_BASE_BYTE_BUFFER_H_

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string_view>

namespace reprise {

// Room for bytes that are read into it. Unlike a vector it does not keep its content when it is
// enlarged, and takes memory for what is written to it alone. Not thread-safe.
class ByteBuffer {
 public:
  // Makes room for at least `size` bytes, whose content is lost where that takes a larger block.
  // False where there is no memory for that: then there is no room at all.
  [[nodiscard]] bool Reserve(size_t size) {
    if (size > capacity_) {
      Free();
      block_.reset(static_cast<char*>(std::malloc(size)));
      capacity_ = block_ == nullptr ? 0 : size;
    }
    return size <= capacity_;
  }

  // Gives the memory back.
  void Free() {
    block_.reset();
    capacity_ = 0;
  }

  // Whether a view is of bytes in it.
  bool Holds(std::string_view view) const {
    return block_ != nullptr && std::less_equal<>()(data(), view.data()) &&
           std::less<>()(view.data(), data() + capacity_);
  }

  size_t capacity() const { return capacity_; }
  char* data() { return block_.get(); }
  const char* data() const { return block_.get(); }

 private:
  struct Release {
    void operator()(char* block) const { std::free(block); }
  };
  std::unique_ptr<char, Release> block_;
  size_t capacity_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_BASE_BYTE_BUFFER_H_
