#include "reprise/pipeline/shingle_set_cache.h"

namespace reprise {
namespace {

uint64_t BytesOf(const ShingleSet& set) {
  constexpr uint64_t kOverhead = 160;  // slots of map and clock, control block
  return sizeof(ShingleSet) + set.size() * sizeof(uint64_t) + set.bitmap.bytes() + kOverhead;
}

}  // namespace

std::shared_ptr<const ShingleSet> ShingleSetCache::Peek(uint32_t rank) {
  Shard& shard = shards_[rank % kShards];
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto known = shard.entries.find(rank);
  if (known == shard.entries.end()) {
    return nullptr;
  }
  known->second.used = true;
  return known->second.set;
}

absl::StatusOr<std::shared_ptr<const ShingleSet>> ShingleSetCache::Get(uint32_t rank) {
  if (std::shared_ptr<const ShingleSet> set = Peek(rank); set != nullptr) {
    return set;
  }
  // Loaded outside the lock: two threads may do it twice, which is harmless and rare.
  auto set = std::make_shared<ShingleSet>();
  const absl::Status status = loader_->Load(document_of_rank_[rank], [&](std::string_view text) {
    *set = MakeShingleSet(text, shingle_);
  });
  if (!status.ok()) {
    return status;
  }
  Shard& shard = shards_[rank % kShards];
  const std::lock_guard<std::mutex> lock(shard.mutex);
  if (shard.entries.try_emplace(rank, Entry{set, true}).second) {
    shard.clock.push_back(rank);
    shard.bytes += BytesOf(*set);
    Evict(&shard);
  }
  return std::shared_ptr<const ShingleSet>(std::move(set));
}

void ShingleSetCache::Evict(Shard* shard) const {
  while (shard->bytes > bytes_per_shard_ && shard->clock.size() > 1) {
    shard->hand %= shard->clock.size();
    const auto entry = shard->entries.find(shard->clock[shard->hand]);
    if (entry->second.used) {
      entry->second.used = false;
      ++shard->hand;
      continue;
    }
    shard->bytes -= BytesOf(*entry->second.set);
    shard->entries.erase(entry);
    shard->clock[shard->hand] = shard->clock.back();
    shard->clock.pop_back();
  }
}

}  // namespace reprise
