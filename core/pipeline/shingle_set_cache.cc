#include "reprise/pipeline/shingle_set_cache.h"

namespace reprise {
namespace {

uint64_t BytesOf(const ShingleSet& set) {
  constexpr uint64_t kOverhead = 160;  // list and map nodes, control block
  return sizeof(ShingleSet) + set.size() * sizeof(uint64_t) + kOverhead;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ShingleSet>> ShingleSetCache::Get(uint32_t rank) {
  Shard& shard = shards_[rank % kShards];
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    if (const auto known = shard.where.find(rank); known != shard.where.end()) {
      shard.recent.splice(shard.recent.begin(), shard.recent, known->second);
      return known->second->second;
    }
  }
  // Loaded outside the lock: two threads may do it twice, which is harmless and rare.
  auto set = std::make_shared<ShingleSet>();
  const absl::Status status = loader_->Load(document_of_rank_[rank], [&](std::string_view text) {
    *set = MakeShingleSet(text, shingle_);
  });
  if (!status.ok()) {
    return status;
  }
  const std::lock_guard<std::mutex> lock(shard.mutex);
  if (!shard.where.contains(rank)) {
    shard.recent.emplace_front(rank, set);
    shard.where[rank] = shard.recent.begin();
    shard.bytes += BytesOf(*set);
    while (shard.bytes > bytes_per_shard_ && shard.recent.size() > 1) {
      const auto& [oldest, oldest_set] = shard.recent.back();
      shard.bytes -= BytesOf(*oldest_set);
      shard.where.erase(oldest);
      shard.recent.pop_back();
    }
  }
  return std::shared_ptr<const ShingleSet>(std::move(set));
}

}  // namespace reprise
