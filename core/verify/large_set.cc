#include "reprise/verify/large_set.h"

#include <algorithm>

#include "reprise/base/sorted_lists.h"

namespace reprise {
namespace {

constexpr size_t kBlock = size_t{1} << 9;    // shingles: what is read to find one
constexpr size_t kWindow = size_t{1} << 13;  // what is read to go through them
constexpr size_t kWrite = size_t{1} << 15;   // what is written at a time

}  // namespace

void LargeSet::Append(absl::Span<const uint64_t> ascending) {
  memory_.Append(ascending);
  size_ += ascending.size();
  if (file_ == nullptr && spill_ != nullptr &&
      memory_.size() * sizeof(uint64_t) > bytes_in_memory_) {
    file_ = std::make_unique<SpillFile>(spill_);
  }
  if (file_ != nullptr && memory_.size() >= kWrite) {
    Write();
  }
}

void LargeSet::Finish() {
  if (file_ != nullptr) {
    Write();
    memory_.Free();
  }
}

void LargeSet::Write() {
  const uint64_t begin = size_ - memory_.size();
  const auto first = static_cast<size_t>((kBlock - begin % kBlock) % kBlock);
  for (size_t i = first; i < memory_.size(); i += kBlock) {
    first_of_block_.push_back(memory_[i]);
  }
  file_->Append(memory_.data(), memory_.size() * sizeof(uint64_t));
  memory_.clear();
}

uint64_t LargeSet::memory_bytes() const {
  return (memory_.size() + first_of_block_.size()) * sizeof(uint64_t);
}

absl::Span<const uint64_t> LargeSet::Read(uint64_t begin, size_t count,
                                          std::vector<uint64_t>* scratch) const {
  if (!on_disk()) {
    return {memory_.data() + begin, count};
  }
  scratch->resize(count);
  file_->Read(begin * sizeof(uint64_t), scratch->data(), count * sizeof(uint64_t));
  return *scratch;
}

void LargeSet::ForEach(const std::function<void(absl::Span<const uint64_t>)>& visit) const {
  for (ShingleStream stream(*this); !stream.window().empty(); stream.Skip(stream.window().size())) {
    visit(stream.window());
  }
}

bool LargeSet::IsWorthSearching(uint64_t few) const {
  // Finding one costs as much as going through so many, about: on disk a block is read for it.
  constexpr size_t kSearch = 32;
  return few < size_ / (on_disk() ? kBlock : kSearch);
}

uint64_t LargeSet::CountBySearching(absl::Span<const uint64_t> ascending) const {
  constexpr size_t kNone = ~size_t{0};
  std::vector<uint64_t> scratch;
  absl::Span<const uint64_t> block(memory_.data(), on_disk() ? 0 : memory_.size());
  size_t number = kNone;  // of the block
  uint64_t count = 0;
  for (const uint64_t value : ascending) {
    if (on_disk()) {
      const auto next = std::upper_bound(first_of_block_.begin(), first_of_block_.end(), value);
      const auto wanted = static_cast<size_t>(next - first_of_block_.begin());
      if (wanted == 0) {
        continue;
      }
      if (wanted != number) {
        number = wanted;
        const uint64_t begin = (wanted - 1) * kBlock;
        block =
            Read(begin, static_cast<size_t>(std::min<uint64_t>(kBlock, size_ - begin)), &scratch);
      }
    }
    count += std::binary_search(block.begin(), block.end(), value) ? 1 : 0;
  }
  return count;
}

uint64_t LargeSet::CountShared(absl::Span<const uint64_t> ascending) const {
  if (IsWorthSearching(ascending.size())) {
    return CountBySearching(ascending);
  }
  ShingleStream own(*this);
  ShingleStream others(ascending);
  return CountCommon(&own, &others);
}

uint64_t LargeSet::CountShared(const LargeSet& other) const {
  if (other.IsWorthSearching(size_)) {
    return other.CountShared(*this);
  }
  if (IsWorthSearching(other.size_)) {
    uint64_t count = 0;
    other.ForEach([&](absl::Span<const uint64_t> piece) { count += CountBySearching(piece); });
    return count;
  }
  ShingleStream own(*this);
  ShingleStream others(other);
  return CountCommon(&own, &others);
}

bool operator==(const LargeSet& a, const LargeSet& b) {
  if (a.size() != b.size()) {
    return false;
  }
  ShingleStream of_a(a);
  ShingleStream of_b(b);
  while (!of_a.window().empty()) {
    const size_t count = std::min(of_a.window().size(), of_b.window().size());
    if (of_a.window().first(count) != of_b.window().first(count)) {
      return false;
    }
    of_a.Skip(count);
    of_b.Skip(count);
  }
  return true;
}

void ShingleStream::Skip(size_t count) {
  window_.remove_prefix(count);
  if (!window_.empty() || set_ == nullptr || next_ == set_->size()) {
    return;
  }
  const uint64_t left = set_->size() - next_;
  const auto read = static_cast<size_t>(set_->on_disk() ? std::min<uint64_t>(left, kWindow) : left);
  window_ = set_->Read(next_, read, &scratch_);
  next_ += read;
}

uint64_t CountCommon(ShingleStream* a, ShingleStream* b) {
  uint64_t common = 0;
  while (!a->window().empty() && !b->window().empty()) {
    // What one window has above the end of the other waits for what follows there.
    const uint64_t last = std::min(a->window().back(), b->window().back());
    const auto up_to_last = [last](absl::Span<const uint64_t> window) {
      const auto* const end = std::upper_bound(window.begin(), window.end(), last);
      return window.first(static_cast<size_t>(end - window.begin()));
    };
    const absl::Span<const uint64_t> of_a = up_to_last(a->window());
    const absl::Span<const uint64_t> of_b = up_to_last(b->window());
    common += CountCommon<uint64_t>(of_a, of_b);
    a->Skip(of_a.size());
    b->Skip(of_b.size());
  }
  return common;
}

}  // namespace reprise
