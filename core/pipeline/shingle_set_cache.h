#ifndef REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_
#define REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "reprise/pipeline/text_loader.h"
#include "reprise/verify/shingle_set_source.h"

namespace reprise {

// Full shingle sets, read again when asked for; those used last stay at hand, up to a number of
// bytes. Safe from any thread.
class ShingleSetCache : public ShingleSetSource {
 public:
  // `document_of_rank` and `loader` must outlive the cache.
  ShingleSetCache(const std::vector<uint32_t>& document_of_rank, size_t shingle, uint64_t bytes,
                  TextLoader* loader)
      : document_of_rank_(document_of_rank),
        shingle_(shingle),
        bytes_per_shard_(bytes / kShards),
        loader_(loader) {}

  absl::StatusOr<std::shared_ptr<const ShingleSet>> Get(uint32_t rank) override;
  std::shared_ptr<const ShingleSet> Peek(uint32_t rank) override;

 private:
  // Each with a lock of its own, so that threads rarely wait for each other.
  static constexpr size_t kShards = 16;
  struct Entry {
    std::shared_ptr<const ShingleSet> set;
    bool used = false;  // since the hand last passed
  };
  // The clock approximates least-recently-used and leaves nothing to write on a hit but a flag.
  struct Shard {
    std::mutex mutex;
    absl::flat_hash_map<uint32_t, Entry> entries;
    std::vector<uint32_t> clock;  // the ranks at hand
    size_t hand = 0;
    uint64_t bytes = 0;
  };

  // Makes room for what was just added to a shard whose lock is held.
  void Evict(Shard* shard) const;

  const std::vector<uint32_t>& document_of_rank_;
  const size_t shingle_;
  const uint64_t bytes_per_shard_;
  TextLoader* loader_;
  std::array<Shard, kShards> shards_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_
