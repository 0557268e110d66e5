#include "reprise/index/size_class.h"

#include <numeric>
#include <ranges>
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
  const auto lists = std::views::iota(uint32_t{0}, static_cast<uint32_t>(count()));
  return *std::ranges::partition_point(lists, [&](uint32_t list) { return Size(list) < size; });
}

}  // namespace reprise
