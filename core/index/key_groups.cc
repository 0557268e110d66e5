#include "reprise/index/key_groups.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

#include "reprise/index/radix_sort.h"

namespace reprise {
namespace {

// Entries are split by key into parts of about so many, whose bits stay in the processor's caches;
// but not into more parts than it can write to side by side.
constexpr size_t kEntriesPerPart = size_t{1} << 14;
constexpr int kMostPartBits = 11;

// So many bits for each entry that one in 16 keys without company seems to have some.
constexpr size_t kBitsPerEntry = 16;

// Fewer entries are not worth counting digits.
constexpr size_t kFewEntries = 512;

}  // namespace

KeyGroups KeyGrouper::Group(std::vector<uint64_t>* entries) {
  SplitByKey(entries);
  KeyGroups groups;
  size_t begin = 0;
  for (const size_t end : part_ends_) {
    KeepRepeated(absl::MakeConstSpan(*entries).subspan(begin, end - begin));
    AddGroups(&groups);
    begin = end;
  }
  return groups;
}

void KeyGrouper::SplitByKey(std::vector<uint64_t>* entries) {
  const size_t size = entries->size();
  const int bits =
      std::min(kMostPartBits, static_cast<int>(std::bit_width(size / kEntriesPerPart)));
  if (bits == 0) {
    part_ends_.assign(1, size);
    return;
  }
  // The keys of a table may be those of a narrow range. Their order is random, and so would be the
  // branches of std::minmax_element.
  uint64_t least = entries->front();
  uint64_t most = least;
  for (const uint64_t entry : *entries) {
    least = std::min(least, entry);
    most = std::max(most, entry);
  }
  const uint64_t first = EntryKey(least);
  const int shift = std::max(0, static_cast<int>(std::bit_width(EntryKey(most) - first)) - bits);
  const auto part_of = [=](uint64_t entry) {
    return static_cast<size_t>((EntryKey(entry) - first) >> shift);
  };
  part_ends_.assign(size_t{1} << bits, 0);
  for (const uint64_t entry : *entries) {
    ++part_ends_[part_of(entry)];
  }
  size_t begin = 0;
  for (size_t& end : part_ends_) {
    begin += std::exchange(end, begin);
  }
  spare_.resize(size);
  for (const uint64_t entry : *entries) {
    spare_[part_ends_[part_of(entry)]++] = entry;
  }
  entries->swap(spare_);
}

void KeyGrouper::KeepRepeated(absl::Span<const uint64_t> part) {
  constexpr uint32_t kMultiplier = 0x9e3779b1;  // SimHash keys differ in few bits
  const size_t bits = std::bit_ceil(std::max<size_t>(64, part.size() * kBitsPerEntry));
  const int shift = 32 - std::countr_zero(bits);
  const auto bit_of = [=](uint64_t entry) {
    return static_cast<size_t>(EntryKey(entry) * kMultiplier >> std::max(0, shift));
  };
  seen_.assign(bits / 64, 0);
  seen_again_.assign(bits / 64, 0);
  for (const uint64_t entry : part) {
    const size_t bit = bit_of(entry);
    const uint64_t mask = uint64_t{1} << (bit % 64);
    seen_again_[bit / 64] |= seen_[bit / 64] & mask;
    seen_[bit / 64] |= mask;
  }
  // Without a branch: whether a key comes back cannot be foreseen.
  candidates_.resize(part.size() + 1);
  size_t count = 0;
  for (const uint64_t entry : part) {
    const size_t bit = bit_of(entry);
    candidates_[count] = entry;
    count += seen_again_[bit / 64] >> (bit % 64) & 1;
  }
  candidates_.resize(count);
}

void KeyGrouper::AddGroups(KeyGroups* groups) {
  if (candidates_.size() < kFewEntries) {
    std::sort(candidates_.begin(), candidates_.end());
  } else {
    SortByKey(&candidates_, &spare_);
  }
  for (size_t begin = 0, end = 0; begin < candidates_.size(); begin = end) {
    const uint32_t key = EntryKey(candidates_[begin]);
    for (end = begin + 1; end < candidates_.size() && EntryKey(candidates_[end]) == key;) {
      ++end;
    }
    const size_t size = end - begin;
    if (size < 2) {
      continue;
    }
    if (size == 2) {  // as most are
      const auto [least, most] =
          std::minmax({EntryDocument(candidates_[begin]), EntryDocument(candidates_[begin + 1])});
      groups->of_size[2].push_back(least);
      groups->of_size[2].push_back(most);
      continue;
    }
    const bool is_large = size >= KeyGroups::kLeastLarge;
    std::vector<uint32_t>& members = is_large ? groups->large : groups->of_size[size];
    const auto first = static_cast<std::ptrdiff_t>(members.size());
    for (size_t i = begin; i < end; ++i) {
      members.push_back(EntryDocument(candidates_[i]));
    }
    if (const auto from = members.begin() + first; !std::is_sorted(from, members.end())) {
      std::sort(from, members.end());
    }
    if (is_large) {
      groups->large_sizes.push_back(static_cast<uint32_t>(size));
    }
  }
}

}  // namespace reprise
