#ifndef REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_
#define REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/one_thread.h"
#include "reprise/pipeline/text_loader.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

// Full shingle sets, read again when asked for; those used last stay at hand, up to a number of
// bytes. Safe from any thread. A look at what is at hand takes no lock. Of sets of large texts that
// are not at hand, only one thread at a time has any.
class ShingleSetCache : public ShingleSetSource {
 public:
  // Makes the set of the document of that rank.
  using Load = std::function<absl::Status(uint32_t rank, ShingleSet* set)>;
  // Whether the text of a rank has so many bytes at least.
  using HasBytes = std::function<bool(uint32_t rank, uint64_t bytes)>;

  // Of `documents` documents. Beside the sets, each document costs a word. Without `has_bytes` no
  // text is large.
  ShingleSetCache(size_t documents, uint64_t bytes, Load load, HasBytes has_bytes = nullptr);

  // Sets of shingles of `shingle` tokens, those that `excluded` names for a document (null: none)
  // left out. Sets of large texts that would take a good part of the bytes are on disk, with
  // `spill` (null: never); those at hand take four times the memory of the cache there at most, and
  // a few hundred files. `document_of_rank`, `loader` and `spill` must outlive the cache.
  using Excluded = std::function<const ShingleExclusion*(uint32_t document)>;
  ShingleSetCache(const std::vector<uint32_t>& document_of_rank, size_t shingle, Excluded excluded,
                  uint64_t bytes, TextLoader* loader, SpillBudget* spill);

  ShingleSetCache(const ShingleSetCache&) = delete;
  ShingleSetCache& operator=(const ShingleSetCache&) = delete;
  ~ShingleSetCache() override;

  absl::StatusOr<std::shared_ptr<const ShingleSet>> Get(uint32_t rank) override;
  std::shared_ptr<void> TakeTurn(uint32_t rank) override;
  void Hold(absl::Span<const uint32_t> ranks, std::vector<const ShingleSet*>* sets) override;
  void Release(uint32_t rank) override { slots_[rank].Release(); }
  void Forget(uint32_t rank) override;

  // What the sets at hand take: at most `bytes`, but for what was at hand when a large one came.
  uint64_t bytes_at_hand() const;

 private:
  // A set at an address that leaves bits of it to a Slot.
  struct alignas(64) Held {
    ShingleSet set;
  };

  // Where the set of one document is, if it is at hand, and who needs it there: one word, so that
  // to find a set and to keep it from being evicted are one step, without a lock.
  class Slot {
   public:
    // Null where no set is at hand; otherwise it stays there until it is released.
    const ShingleSet* Hold();
    void Release() { word_.fetch_sub(kHolder, std::memory_order_release); }

    // The rest is for whoever has the lock of the document's shard.
    bool empty() const { return word_.load(std::memory_order_relaxed) == 0; }
    void Fill(std::unique_ptr<Held> set);
    // The set, which is at hand no more; null where it was not, or where it is held.
    std::unique_ptr<Held> Take();
    // Whether it was held since this was last asked.
    bool TakeUsed() { return (word_.fetch_and(~kUsed, std::memory_order_relaxed) & kUsed) != 0; }

   private:
    // From the lowest bit: whether used, the number of holders, the address in units of its
    // alignment; all 0 where no set is at hand.
    static constexpr uint64_t kUsed = 1;
    static constexpr uint64_t kHolder = 2;
    static constexpr int kAddressShift = 13;
    static constexpr uint64_t kMostHolders = (uint64_t{1} << kAddressShift) / kHolder - 1;

    static Held* Address(uint64_t word) {
      // NOLINTNEXTLINE(performance-no-int-to-ptr): the optimizer has nothing to know about it
      return reinterpret_cast<Held*>((word >> kAddressShift) * alignof(Held));
    }
    static uint64_t Holders(uint64_t word) { return word / kHolder & kMostHolders; }

    std::atomic<uint64_t> word_{0};
  };

  // What is at hand is counted in shards, each with a lock of its own, so that threads rarely wait
  // for each other. The clock approximates least-recently-used.
  static constexpr size_t kShards = 16;
  struct Shard {
    mutable std::mutex mutex;
    std::vector<uint32_t> clock;  // the ranks at hand, and some forgotten ones
    size_t hand = 0;
    uint64_t bytes = 0;
  };
  uint64_t BytesPerShard() const {
    return (bytes_ - large_bytes_.load(std::memory_order_relaxed)) / kShards;
  }
  // Whether a set takes more than a shard has room for. Such sets share half of the bytes.
  bool IsLarge(uint64_t bytes) const { return bytes > bytes_ / kShards; }
  Shard& ShardOf(uint32_t rank) { return shards_[rank % kShards]; }

  // A set that is held, to be released with the last copy of the pointer.
  std::shared_ptr<const ShingleSet> Wrap(uint32_t rank, const ShingleSet* set);

  // Puts a set at hand where it is not and there is room, and holds it; the lock of its shard is
  // held. Null, and `*loaded` untouched, otherwise.
  const ShingleSet* Keep(uint32_t rank, std::unique_ptr<Held>* loaded);
  // Whether a set of `bytes` may be added to a shard whose lock is held and that may have `most`,
  // after others have made room.
  bool MakeRoom(uint64_t bytes, uint64_t most, Shard* shard);

  const Load load_;
  const HasBytes has_bytes_;
  const uint64_t bytes_;
  OneThread large_texts_;
  Shard large_;  // large sets; its lock is taken after that of their documents' shards
  std::atomic<uint64_t> large_bytes_{0};  // large_.bytes
  std::vector<Slot> slots_;               // by rank
  std::array<Shard, kShards> shards_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_
