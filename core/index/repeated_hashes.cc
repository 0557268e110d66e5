#include "reprise/index/repeated_hashes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace reprise {
namespace {

constexpr int kShardBits = 8;

size_t ShardOf(uint64_t hash) { return static_cast<size_t>(hash >> (64 - kShardBits)); }

// Brings hashes with the same leading bits together, in ascending order of these, in place: each
// hash is put where its shard goes on, and what stood there is the next to be put.
void SortIntoShards(std::vector<uint64_t>* hashes) {
  std::array<size_t, size_t{1} << kShardBits> ends{};
  for (const uint64_t hash : *hashes) {
    ++ends[ShardOf(hash)];
  }
  std::array<size_t, size_t{1} << kShardBits> next{};
  size_t end = 0;
  for (size_t shard = 0; shard < ends.size(); ++shard) {
    next[shard] = end;
    end += ends[shard];
    ends[shard] = end;
  }
  for (size_t shard = 0; shard < ends.size(); ++shard) {
    while (next[shard] < ends[shard]) {
      uint64_t hash = (*hashes)[next[shard]];
      while (ShardOf(hash) != shard) {
        std::swap(hash, (*hashes)[next[ShardOf(hash)]++]);
      }
      (*hashes)[next[shard]++] = hash;
    }
  }
}

}  // namespace

void RepeatedHashes::Finish() {
  // Sorting what fits the cache is worth a pass before.
  SortIntoShards(&added_);
  size_t kept = 0;
  for (auto begin = added_.begin(), end = begin; begin != added_.end(); begin = end) {
    const size_t shard = ShardOf(*begin);
    end = std::partition_point(begin, added_.end(),
                               [&](uint64_t hash) { return ShardOf(hash) <= shard; });
    std::sort(begin, end);
    for (auto same = begin, other = begin; same != end; same = other) {
      const uint64_t hash = *same;
      other = std::find_if(same, end, [&](uint64_t h) { return h != hash; });
      if (other - same > 1) {
        added_[kept++] = hash;
      }
    }
  }
  repeated_.assign(added_.begin(), added_.begin() + static_cast<ptrdiff_t>(kept));
  std::vector<uint64_t>().swap(added_);

  // At least one bit, so that the shift below is one that is defined.
  start_bits_ = std::max(1, static_cast<int>(std::bit_width(repeated_.size() / 2)));
  starts_.assign((size_t{1} << start_bits_) + 1, 0);
  for (const uint64_t hash : repeated_) {
    ++starts_[(hash >> (64 - start_bits_)) + 1];
  }
  for (size_t k = 1; k < starts_.size(); ++k) {
    starts_[k] += starts_[k - 1];
  }
}

size_t RepeatedHashes::Find(uint64_t hash) const {
  const size_t k = hash >> (64 - start_bits_);
  const uint64_t* begin = repeated_.data() + starts_[k];
  const uint64_t* end = repeated_.data() + starts_[k + 1];
  const uint64_t* const found = std::lower_bound(begin, end, hash);
  return found != end && *found == hash ? static_cast<size_t>(found - repeated_.data()) : kNone;
}

size_t RepeatedHashes::memory_bytes() const {
  return (added_.capacity() + repeated_.capacity()) * sizeof(uint64_t) +
         starts_.capacity() * sizeof(size_t);
}

}  // namespace reprise
