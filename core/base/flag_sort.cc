#include "reprise/base/flag_sort.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace reprise {
namespace {

constexpr int kByte = 8;  // bits
constexpr size_t kBuckets = size_t{1} << kByte;

// Below it, counting and filling the buckets costs more than comparing.
constexpr size_t kLeast = 64;

void SortFrom(absl::Span<uint64_t> values, int shift) {
  if (values.size() < kLeast) {
    std::sort(values.begin(), values.end());
    return;
  }
  const auto bucket_of = [shift](uint64_t value) {
    return static_cast<size_t>(value >> shift) & (kBuckets - 1);
  };
  std::array<size_t, kBuckets> ends{};
  for (const uint64_t value : values) {
    ++ends[bucket_of(value)];
  }
  std::array<size_t, kBuckets> next;  // of each bucket, the first place not yet filled
  size_t begin = 0;
  for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
    next[bucket] = begin;
    begin += ends[bucket];
    ends[bucket] = begin;
  }
  for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
    while (next[bucket] < ends[bucket]) {
      // Each value goes where it belongs, in exchange for the one there, until one belongs here.
      uint64_t value = values[next[bucket]];
      for (size_t home = bucket_of(value); home != bucket; home = bucket_of(value)) {
        std::swap(value, values[next[home]++]);
      }
      values[next[bucket]++] = value;
    }
  }
  if (shift == 0) {
    return;
  }
  begin = 0;
  for (const size_t end : ends) {
    SortFrom(values.subspan(begin, end - begin), shift - kByte);
    begin = end;
  }
}

}  // namespace

void FlagSort(absl::Span<uint64_t> values) { SortFrom(values, 64 - kByte); }

}  // namespace reprise
