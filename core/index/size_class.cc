#include "reprise/index/size_class.h"

#include <numeric>
#include <utility>

namespace reprise {

void SizeClass::Finish() {
  if (size_ != 0) {
    return;
  }
  std::vector<uint64_t> starts_as_added;
  starts_as_added.reserve(sizes_.size());
  uint64_t start = 0;
  for (const uint32_t size : sizes_) {
    starts_as_added.push_back(start);
    start += size;
  }
  std::vector<uint32_t> order(sizes_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [this](uint32_t x, uint32_t y) { return sizes_[x] < sizes_[y]; });
  SpillVector<uint32_t> sorted = Empty();
  std::vector<uint32_t> scratch;
  starts_.reserve(sizes_.size() + 1);
  for (const uint32_t list : order) {
    sorted.Append(members_.Read(starts_as_added[list], sizes_[list], &scratch));
    starts_.push_back(sorted.size());
  }
  members_ = std::move(sorted);
  sizes_ = {};
}

size_t SizeClass::FirstOfSize(size_t size) const {
  if (size_ != 0) {
    return size <= size_ ? 0 : count();
  }
  size_t first = 0;
  for (size_t left = count(); left > 0;) {
    const size_t half = left / 2;
    if (Size(first + half) < size) {
      first += half + 1;
      left -= half + 1;
    } else {
      left = half;
    }
  }
  return first;
}

}  // namespace reprise
