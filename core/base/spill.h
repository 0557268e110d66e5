#ifndef REPRISE_BASE_SPILL_H_
#define REPRISE_BASE_SPILL_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "reprise/base/growing_array.h"

namespace reprise {

// How much memory the large tables of a job may take together, and where they go beyond it. Safe
// from any thread.
//
// Reading and writing spilled tables has no error to return, so that it can stand in the middle of
// a computation: the first one is kept here, what was asked for reads as zeros, and the job asks
// for status() before it lets a result out.
class SpillBudget {
 public:
  // `folder` must exist when something spills first, and have room. A budget without a folder is
  // never exceeded. Tables are written `piece_bytes` at a time, and have so much in memory each.
  SpillBudget(uint64_t bytes, std::string folder, size_t piece_bytes = size_t{1} << 18)
      : bytes_(bytes), folder_(std::move(folder)), piece_bytes_(piece_bytes) {}

  const std::string& folder() const { return folder_; }
  size_t piece_bytes() const { return piece_bytes_; }
  uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  bool exceeded() const { return !HasRoom(0); }
  // Whether so much more may be taken.
  bool HasRoom(uint64_t bytes) const { return folder_.empty() || used() + bytes <= bytes_; }

  void Take(uint64_t bytes) { used_.fetch_add(bytes, std::memory_order_relaxed); }
  void GiveBack(uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  // Errors: those of the system calls; the first one that happened.
  absl::Status status() const;
  void Fail(const absl::Status& status);

 private:
  const uint64_t bytes_;
  const std::string folder_;
  const size_t piece_bytes_;
  std::atomic<uint64_t> used_{0};
  mutable std::mutex mutex_;
  absl::Status status_;
};

// Memory of a budget that something takes which does not spill: what it takes makes others spill
// the earlier. Given back with its end.
class SpillClaim {
 public:
  // `budget` may be null: then nothing is counted. It must outlive the claim.
  explicit SpillClaim(SpillBudget* budget = nullptr) : budget_(budget) {}
  ~SpillClaim() { Set(0); }
  SpillClaim(SpillClaim&& other) noexcept
      : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
  SpillClaim& operator=(SpillClaim&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }

  // From now on it is `bytes`.
  void Set(uint64_t bytes) {
    if (budget_ != nullptr) {
      budget_->Take(bytes);
      budget_->GiveBack(bytes_);
    }
    bytes_ = bytes;
  }

 private:
  SpillBudget* budget_;
  uint64_t bytes_ = 0;
};

// A file of a job's own that nobody else sees: it has no name, and is gone with the process.
// Writing is for one thread at a time; reading is safe from any thread while nobody writes.
class SpillFile {
 public:
  // In the folder of `budget`, which must outlive it and learns of errors.
  explicit SpillFile(SpillBudget* budget);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  void Append(const void* data, size_t size);
  // Fills `data`, with zeros where that fails.
  void Read(uint64_t offset, void* data, size_t size) const;

 private:
  SpillBudget* budget_;
  int descriptor_ = -1;
  uint64_t size_ = 0;
};

// A sequence that is appended to and then read, in memory as long as its budget allows, else on
// disk. Appending is for one thread; reading is safe from any thread while nobody appends.
template <typename T>
class SpillVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  // Without a budget everything stays in memory. `budget` must outlive the vector. Written are
  // `piece_bytes` at a time, or as many as the budget says, if these are less.
  explicit SpillVector(SpillBudget* budget = nullptr,
                       size_t piece_bytes = std::numeric_limits<size_t>::max())
      : budget_(budget), piece_bytes_(piece_bytes) {}
  // Begins with `values`, which stay in memory until more is appended.
  SpillVector(SpillBudget* budget, GrowingArray<T> values)
      : budget_(budget), memory_(std::move(values)) {
    Account(memory_bytes());
  }
  ~SpillVector() { Account(0); }
  SpillVector(SpillVector&& other) noexcept
      : budget_(other.budget_),
        piece_bytes_(other.piece_bytes_),
        memory_(std::move(other.memory_)),
        file_(std::move(other.file_)),
        on_disk_(std::exchange(other.on_disk_, 0)),
        accounted_(std::exchange(other.accounted_, 0)) {}
  SpillVector& operator=(SpillVector&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(piece_bytes_, other.piece_bytes_);
    std::swap(memory_, other.memory_);
    std::swap(file_, other.file_);
    std::swap(on_disk_, other.on_disk_);
    std::swap(accounted_, other.accounted_);
    return *this;
  }

  uint64_t size() const { return on_disk_ + memory_.size(); }
  bool empty() const { return size() == 0; }
  bool spilled() const { return file_ != nullptr; }
  // Heap in use.
  uint64_t memory_bytes() const { return memory_.capacity() * sizeof(T); }

  void push_back(const T& value) {
    memory_.push_back(value);
    AfterAppend();
  }
  void Append(absl::Span<const T> values) {
    memory_.Append(values);
    AfterAppend();
  }

  // Elements [begin, begin + count): where they are or, where that is on disk, in `*scratch`; valid
  // until either changes.
  absl::Span<const T> Read(uint64_t begin, size_t count, std::vector<T>* scratch) const {
    if (begin >= on_disk_) {
      return {memory_.data() + (begin - on_disk_), count};
    }
    return ReadFromDisk(begin, count, scratch);
  }
  T operator[](uint64_t index) const {
    if (index >= on_disk_) {
      return memory_[static_cast<size_t>(index - on_disk_)];
    }
    T value;
    file_->Read(index * sizeof(T), &value, sizeof(T));
    return value;
  }

  // Fetches elements [begin, begin + count) into the cache, where they are in memory: so many at
  // least that the processor sees that the others follow.
  void Prefetch(uint64_t begin, uint64_t count = 1) const {
    constexpr uint64_t kLine = 64;  // bytes
    constexpr uint64_t kMostLines = 8;
    if (begin < on_disk_) {
      return;
    }
    const auto* const first = reinterpret_cast<const char*>(memory_.data() + (begin - on_disk_));
    for (uint64_t i = 0; i < std::min(count * sizeof(T), kMostLines * kLine); i += kLine) {
      __builtin_prefetch(first + i);
    }
  }

  // Leaves it empty, its memory and its place on disk free.
  void Clear() { *this = SpillVector(budget_, piece_bytes_); }

 private:
  // Not inlined: GCC 12 would warn of `scratch` where it sees that it is empty.
  [[gnu::noinline]] absl::Span<const T> ReadFromDisk(uint64_t begin, size_t count,
                                                     std::vector<T>* scratch) const {
    scratch->resize(count);
    const auto from_disk = static_cast<size_t>(std::min<uint64_t>(count, on_disk_ - begin));
    file_->Read(begin * sizeof(T), scratch->data(), from_disk * sizeof(T));
    std::copy_n(memory_.data(), count - from_disk, scratch->data() + from_disk);
    return *scratch;
  }

  void AfterAppend() {
    if (budget_ == nullptr) {
      return;
    }
    const size_t piece = std::min(piece_bytes_, budget_->piece_bytes()) / sizeof(T);
    if (file_ == nullptr) {
      if (memory_bytes() != accounted_) {
        Account(memory_bytes());
      }
      if (!budget_->exceeded() || memory_.size() < piece) {
        return;
      }
      file_ = std::make_unique<SpillFile>(budget_);
    } else if (memory_.size() < piece) {
      return;
    }
    file_->Append(memory_.data(), memory_.size() * sizeof(T));
    on_disk_ += memory_.size();
    memory_.clear();
    if (memory_.capacity() > 2 * piece) {
      memory_.Free();
    }
    Account(memory_bytes());
  }

  void Account(uint64_t bytes) {
    if (budget_ != nullptr) {
      budget_->Take(bytes);
      budget_->GiveBack(accounted_);
      accounted_ = bytes;
    }
  }

  SpillBudget* budget_;
  size_t piece_bytes_ = std::numeric_limits<size_t>::max();
  GrowingArray<T> memory_;  // what is not on disk
  std::unique_ptr<SpillFile> file_;
  uint64_t on_disk_ = 0;  // elements, the first ones
  uint64_t accounted_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_BASE_SPILL_H_
