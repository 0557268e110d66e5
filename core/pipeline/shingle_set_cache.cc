#include "reprise/pipeline/shingle_set_cache.h"

#include <string_view>
#include <utility>

#include "reprise/base/free_list.h"

namespace reprise {
namespace {

uint64_t BytesOf(const ShingleSet& set) {
  constexpr uint64_t kOverhead = 160;  // of alignment, allocations and the clock
  return sizeof(ShingleSet) + set.size() * sizeof(uint64_t) + set.bitmap.bytes() + kOverhead;
}

}  // namespace

const ShingleSet* ShingleSetCache::Slot::Hold() {
  uint64_t word = word_.load(std::memory_order_relaxed);
  do {
    if (word == 0 || Holders(word) == kMostHolders) {
      return nullptr;
    }
  } while (!word_.compare_exchange_weak(word, (word | kUsed) + kHolder, std::memory_order_acquire,
                                        std::memory_order_relaxed));
  return &Address(word)->set;
}

void ShingleSetCache::Slot::Fill(std::unique_ptr<Held> set) {
  const uint64_t address = reinterpret_cast<uintptr_t>(set.release()) / alignof(Held);
  word_.store(address << kAddressShift | kUsed, std::memory_order_release);
}

std::unique_ptr<ShingleSetCache::Held> ShingleSetCache::Slot::Take() {
  uint64_t word = word_.load(std::memory_order_relaxed);
  do {
    if (Holders(word) != 0) {
      return nullptr;
    }
  } while (
      !word_.compare_exchange_weak(word, 0, std::memory_order_acquire, std::memory_order_relaxed));
  return std::unique_ptr<Held>(Address(word));
}

ShingleSetCache::ShingleSetCache(size_t documents, uint64_t bytes, Load load)
    : load_(std::move(load)), bytes_per_shard_(bytes / kShards), slots_(documents) {}

ShingleSetCache::ShingleSetCache(const std::vector<uint32_t>& document_of_rank, size_t shingle,
                                 Excluded excluded, uint64_t bytes, TextLoader* loader)
    : ShingleSetCache(document_of_rank.size(), bytes,
                      [&document_of_rank, shingle, excluded = std::move(excluded), loader,
                       makers = std::make_shared<FreeList<ShingleSetMaker>>([] {
                         return std::make_unique<ShingleSetMaker>();
                       })](uint32_t rank, ShingleSet* set) {
                        const uint32_t document = document_of_rank[rank];
                        const FreeList<ShingleSetMaker>::Loan maker = makers->Borrow();
                        return loader->Load(document, [&](std::string_view text) {
                          *set = maker->Make(text, shingle, excluded(document));
                        });
                      }) {}

ShingleSetCache::~ShingleSetCache() {
  for (const Shard& shard : shards_) {
    for (const uint32_t rank : shard.clock) {
      slots_[rank].Take();
    }
  }
}

absl::StatusOr<std::shared_ptr<const ShingleSet>> ShingleSetCache::Get(uint32_t rank) {
  Slot& slot = slots_[rank];
  if (const ShingleSet* set = slot.Hold(); set != nullptr) {
    return Wrap(rank, set);
  }
  // Loaded outside the lock: two threads may do it twice, which is harmless and rare.
  auto loaded = std::make_unique<Held>();
  const absl::Status status = load_(rank, &loaded->set);
  if (!status.ok()) {
    return status;
  }
  Shard& shard = ShardOf(rank);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const uint64_t bytes = BytesOf(loaded->set);
  if (!slot.empty() || !MakeRoom(bytes, &shard)) {
    const ShingleSet* const set = &loaded->set;
    return std::shared_ptr<const ShingleSet>(std::shared_ptr<Held>(std::move(loaded)), set);
  }
  slot.Fill(std::move(loaded));
  shard.clock.push_back(rank);
  shard.bytes += bytes;
  return Wrap(rank, slot.Hold());
}

void ShingleSetCache::Hold(absl::Span<const uint32_t> ranks, std::vector<const ShingleSet*>* sets) {
  for (const uint32_t rank : ranks) {
    __builtin_prefetch(&slots_[rank], 1);
  }
  sets->clear();
  for (const uint32_t rank : ranks) {
    const ShingleSet* const set = slots_[rank].Hold();
    __builtin_prefetch(set);
    sets->push_back(set);
  }
}

void ShingleSetCache::Forget(uint32_t rank) {
  Shard& shard = ShardOf(rank);
  std::unique_ptr<Held> set;  // freed without the lock
  const std::lock_guard<std::mutex> lock(shard.mutex);
  set = slots_[rank].Take();
  shard.bytes -= set == nullptr ? 0 : BytesOf(set->set);
}

uint64_t ShingleSetCache::bytes_at_hand() const {
  uint64_t bytes = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    bytes += shard.bytes;
  }
  return bytes;
}

std::shared_ptr<const ShingleSet> ShingleSetCache::Wrap(uint32_t rank, const ShingleSet* set) {
  return {set, [slot = &slots_[rank]](const ShingleSet* /*set*/) { slot->Release(); }};
}

bool ShingleSetCache::MakeRoom(uint64_t bytes, Shard* shard) {
  // The first round takes what was not used since the last one; after the second, the rest is held.
  size_t patience = 2 * shard->clock.size();
  while (shard->bytes + bytes > bytes_per_shard_ && !shard->clock.empty() && patience-- > 0) {
    shard->hand %= shard->clock.size();
    Slot& slot = slots_[shard->clock[shard->hand]];
    if (!slot.empty()) {
      const std::unique_ptr<Held> evicted = slot.TakeUsed() ? nullptr : slot.Take();
      if (evicted == nullptr) {
        ++shard->hand;
        continue;
      }
      shard->bytes -= BytesOf(evicted->set);
    }
    shard->clock[shard->hand] = shard->clock.back();
    shard->clock.pop_back();
  }
  return shard->bytes == 0 || shard->bytes + bytes <= bytes_per_shard_;
}

}  // namespace reprise
