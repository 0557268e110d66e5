#ifndef REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_
#define REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

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

 private:
  // Each with a lock of its own, so that threads rarely wait for each other.
  static constexpr size_t kShards = 16;
  struct Shard {
    using Entry = std::pair<uint32_t, std::shared_ptr<const ShingleSet>>;
    std::mutex mutex;
    std::list<Entry> recent;  // latest used first
    std::unordered_map<uint32_t, std::list<Entry>::iterator> where;
    uint64_t bytes = 0;
  };

  const std::vector<uint32_t>& document_of_rank_;
  const size_t shingle_;
  const uint64_t bytes_per_shard_;
  TextLoader* loader_;
  std::array<Shard, kShards> shards_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SHINGLE_SET_CACHE_H_
