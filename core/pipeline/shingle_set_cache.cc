#include "reprise/pipeline/shingle_set_cache.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "reprise/base/free_list.h"
#include "reprise/text/large_text.h"

namespace reprise {
namespace {

// What is on disk counts too, but less: there is more room there, and yet not for all.
constexpr uint64_t kDiskBytesPerByte = 16;

uint64_t BytesOf(const ShingleSet& set) {
  constexpr uint64_t kOverhead = 160;  // of alignment, allocations and the clock
  const uint64_t large = set.large == nullptr ? 0
                                              : sizeof(LargeSet) + set.large->memory_bytes() +
                                                    set.large->disk_bytes() / kDiskBytesPerByte;
  return sizeof(ShingleSet) + set.shingles.size() * sizeof(uint64_t) + large + set.bitmap.bytes() +
         kOverhead;
}

// In bytes. Where no text is large, none has to be looked at again to know that.
uint64_t LargestRecord(const std::vector<uint32_t>& documents, const TextLoader& loader) {
  uint64_t largest = 0;
  for (const uint32_t document : documents) {
    largest = std::max(largest, loader.RecordBytes(document));
  }
  return largest;
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

ShingleSetCache::ShingleSetCache(size_t documents, uint64_t bytes, Load load, HasBytes has_bytes)
    : load_(std::move(load)), has_bytes_(std::move(has_bytes)), bytes_(bytes), slots_(documents) {}

ShingleSetCache::ShingleSetCache(const std::vector<uint32_t>& document_of_rank, size_t shingle,
                                 Excluded excluded, uint64_t bytes, TextLoader* loader,
                                 SpillBudget* spill)
    : ShingleSetCache(
          document_of_rank.size(), bytes,
          [&document_of_rank, shingle, excluded = std::move(excluded), loader,
           makers = std::make_shared<FreeList<ShingleSetMaker>>([spill, bytes] {
             LargeTextOptions large;
             large.spill = spill;
             large.bytes_in_memory = bytes / kShards;
             return std::make_unique<ShingleSetMaker>(large);
           })](uint32_t rank, ShingleSet* set) {
            const uint32_t document = document_of_rank[rank];
            const FreeList<ShingleSetMaker>::Loan maker = makers->Borrow();
            return loader->Load(document, [&](std::string_view text) {
              *set = maker->Make(text, shingle, excluded(document));
            });
          },
          [&document_of_rank, loader, largest = LargestRecord(document_of_rank, *loader)](
              uint32_t rank, uint64_t least) {
            return largest >= least && loader->RecordBytes(document_of_rank[rank]) >= least;
          }) {}

ShingleSetCache::~ShingleSetCache() {
  for (Slot& slot : slots_) {
    slot.Take();
  }
}

std::shared_ptr<void> ShingleSetCache::TakeTurn(uint32_t rank) {
  // So that threads with texts of this size take little of the memory together.
  const uint64_t least_large = std::max<uint64_t>(kLargeText, bytes_ / kShards / 4);
  return has_bytes_ != nullptr && has_bytes_(rank, least_large) ? large_texts_.Enter() : nullptr;
}

absl::StatusOr<std::shared_ptr<const ShingleSet>> ShingleSetCache::Get(uint32_t rank) {
  Slot& slot = slots_[rank];
  if (const ShingleSet* set = slot.Hold(); set != nullptr) {
    return Wrap(rank, set);
  }
  std::shared_ptr<void> pass = TakeTurn(rank);
  if (pass != nullptr) {
    if (const ShingleSet* set = slot.Hold(); set != nullptr) {
      return Wrap(rank, set);
    }
  }
  // Loaded outside the lock: two threads may do it twice, which is harmless and rare.
  auto loaded = std::make_unique<Held>();
  const absl::Status status = load_(rank, &loaded->set);
  if (!status.ok()) {
    return status;
  }
  const ShingleSet* kept = nullptr;
  {
    const std::lock_guard<std::mutex> lock(ShardOf(rank).mutex);
    kept = Keep(rank, &loaded);
  }
  if (loaded == nullptr) {
    return Wrap(rank, kept);
  }
  const ShingleSet* const set = &loaded->set;
  return std::shared_ptr<const ShingleSet>(
      set, [held = std::shared_ptr<Held>(std::move(loaded)),
            pass = std::move(pass)](const ShingleSet* /*set*/) mutable {
        // The next thread may not have room before.
        held.reset();
        pass.reset();
      });
}

const ShingleSet* ShingleSetCache::Keep(uint32_t rank, std::unique_ptr<Held>* loaded) {
  Slot& slot = slots_[rank];
  if (!slot.empty()) {
    return nullptr;
  }
  const uint64_t bytes = BytesOf((*loaded)->set);
  const bool is_large = IsLarge(bytes);
  Shard& shard = is_large ? large_ : ShardOf(rank);
  std::unique_lock<std::mutex> lock;
  if (is_large) {
    lock = std::unique_lock<std::mutex>(large_.mutex);
  }
  const ShingleSet* kept = nullptr;
  if (MakeRoom(bytes, is_large ? bytes_ / 2 : BytesPerShard(), &shard)) {
    slot.Fill(std::move(*loaded));
    // Under the lock that evicting takes: it would be gone with the next large set otherwise.
    kept = slot.Hold();
    shard.clock.push_back(rank);
    shard.bytes += bytes;
  }
  if (is_large) {
    large_bytes_.store(large_.bytes, std::memory_order_relaxed);
  }
  return kept;
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
  const uint64_t bytes = set == nullptr ? 0 : BytesOf(set->set);
  if (!IsLarge(bytes)) {
    shard.bytes -= bytes;
    return;
  }
  const std::lock_guard<std::mutex> large_lock(large_.mutex);
  large_.bytes -= bytes;
  large_bytes_.store(large_.bytes, std::memory_order_relaxed);
}

uint64_t ShingleSetCache::bytes_at_hand() const {
  uint64_t bytes = large_bytes_.load(std::memory_order_relaxed);
  for (const Shard& shard : shards_) {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    bytes += shard.bytes;
  }
  return bytes;
}

std::shared_ptr<const ShingleSet> ShingleSetCache::Wrap(uint32_t rank, const ShingleSet* set) {
  return {set, [slot = &slots_[rank]](const ShingleSet* /*set*/) { slot->Release(); }};
}

bool ShingleSetCache::MakeRoom(uint64_t bytes, uint64_t most, Shard* shard) {
  // The first round takes what was not used since the last one; after the second, the rest is held.
  size_t patience = 2 * shard->clock.size();
  while (shard->bytes + bytes > most && !shard->clock.empty() && patience-- > 0) {
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
  return shard->bytes + bytes <= most;
}

}  // namespace reprise
