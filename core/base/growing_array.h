#ifndef REPRISE_BASE_GROWING_ARRAY_H_
#define REPRISE_BASE_GROWING_ARRAY_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#include "absl/types/span.h"

namespace reprise {

// A sequence of plain values that grows at its end, like std::vector, but asks the allocator to
// enlarge its block: what is large then keeps its pages instead of being copied to new ones, each
// of which the system would have to clear first. Not thread-safe while it changes.
template <typename T>
class GrowingArray {
  static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignof(std::max_align_t));

 public:
  GrowingArray() = default;
  ~GrowingArray() { std::free(values_); }
  GrowingArray(GrowingArray&& other) noexcept { swap(other); }
  GrowingArray& operator=(GrowingArray&& other) noexcept {
    swap(other);
    return *this;
  }
  GrowingArray(const GrowingArray&) = delete;
  GrowingArray& operator=(const GrowingArray&) = delete;

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  size_t capacity() const { return capacity_; }
  T* data() { return values_; }
  const T* data() const { return values_; }
  T& operator[](size_t i) { return values_[i]; }
  const T& operator[](size_t i) const { return values_[i]; }
  T* begin() { return values_; }
  T* end() { return values_ + size_; }
  const T* begin() const { return values_; }
  const T* end() const { return values_ + size_; }

  void push_back(const T& value) {
    const T copy = value;  // it may be one of these
    MakeRoom(1);
    values_[size_++] = copy;
  }
  // `values` must not be part of this.
  void Append(absl::Span<const T> values) {
    if (!values.empty()) {
      MakeRoom(values.size());
      std::memcpy(values_ + size_, values.data(), values.size() * sizeof(T));
      size_ += values.size();
    }
  }

  // Makes the capacity at least that.
  void reserve(size_t capacity) {
    if (capacity > capacity_) {
      Enlarge(capacity);
    }
  }

  // Leaves the first `size` values, of which there are so many; its memory stays.
  void truncate(size_t size) { size_ = size; }
  // Leaves it empty; its memory stays.
  void clear() { size_ = 0; }
  // Leaves it empty, its memory given back.
  void Free() { GrowingArray().swap(*this); }

  void swap(GrowingArray& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  void MakeRoom(size_t more) {
    if (capacity_ - size_ < more) {
      Enlarge(std::max(size_ + more, 2 * capacity_));
    }
  }
  // Throws std::bad_alloc, as std::vector does.
  void Enlarge(size_t capacity) {
    void* const block = std::realloc(static_cast<void*>(values_), capacity * sizeof(T));
    if (block == nullptr) {
      throw std::bad_alloc();
    }
    values_ = static_cast<T*>(block);
    capacity_ = capacity;
  }

  T* values_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_BASE_GROWING_ARRAY_H_
