#include "reprise/index/stored_bytes.h"

#include <algorithm>

#include "reprise/index/common_bytes.h"

namespace reprise {

StoredBytes::StoredBytes(const SpillFile& file, uint64_t size, size_t block_bytes, size_t slots)
    : file_(file),
      size_(size),
      block_bytes_(block_bytes),
      numbers_(std::min<uint64_t>(slots, size / block_bytes + 1)),
      blocks_(numbers_.size() * block_bytes) {}

std::string_view StoredBytes::From(uint64_t position) {
  const Block block = Fetch(position);
  return block.bytes.substr(static_cast<size_t>(position - block.begin));
}

std::string_view StoredBytes::Before(uint64_t position) {
  const Block block = Fetch(position - 1);
  return block.bytes.substr(0, static_cast<size_t>(position - block.begin));
}

StoredBytes::Block StoredBytes::Fetch(uint64_t position) {
  const uint64_t number = position / block_bytes_;
  const auto slot = static_cast<size_t>(number % numbers_.size());
  char* const bytes = blocks_.data() + slot * block_bytes_;
  const uint64_t begin = number * block_bytes_;
  const auto count = static_cast<size_t>(std::min<uint64_t>(block_bytes_, size_ - begin));
  if (numbers_[slot] != number + 1) {
    file_.Read(begin, bytes, count);
    numbers_[slot] = number + 1;
  }
  return {begin, {bytes, count}};
}

uint64_t CommonPrefix(StoredBytes* a, uint64_t a_begin, StoredBytes* b, uint64_t b_begin,
                      uint64_t most) {
  uint64_t same = 0;
  while (same < most) {
    const std::string_view of_a = a->From(a_begin + same);
    const std::string_view of_b = b->From(b_begin + same);
    const uint64_t count = std::min<uint64_t>({of_a.size(), of_b.size(), most - same});
    const uint64_t equal = CommonPrefix(of_a.data(), of_b.data(), count);
    same += equal;
    if (equal < count) {
      break;
    }
  }
  return same;
}

uint64_t CommonSuffix(StoredBytes* a, uint64_t a_end, StoredBytes* b, uint64_t b_end,
                      uint64_t most) {
  uint64_t same = 0;
  while (same < most) {
    const std::string_view of_a = a->Before(a_end - same);
    const std::string_view of_b = b->Before(b_end - same);
    const uint64_t count = std::min<uint64_t>({of_a.size(), of_b.size(), most - same});
    const uint64_t equal =
        CommonSuffix(of_a.data() + of_a.size(), of_b.data() + of_b.size(), count);
    same += equal;
    if (equal < count) {
      break;
    }
  }
  return same;
}

}  // namespace reprise
