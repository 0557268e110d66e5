#include "reprise/index/size_class.h"

#include <numeric>
#include <utility>

namespace reprise {

void SizeClass::Finish() {
  if (size_ != 0) {
    return;
  }
  std::vector<uint32_t> order(starts_.count());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [this](uint32_t x, uint32_t y) { return starts_.Size(x) < starts_.Size(y); });
  SpillVector<uint32_t> sorted = Empty();
  PackedStarts starts;
  std::vector<uint32_t> scratch;
  for (const uint32_t list : order) {
    sorted.Append(Members(list, &scratch));
    starts.Append(Size(list));
  }
  members_ = std::move(sorted);
  starts_ = std::move(starts);
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
