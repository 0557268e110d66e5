#ifndef REPRISE_INDEX_HASH_PASSES_H_
#define REPRISE_INDEX_HASH_PASSES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/index/anchor_groups.h"
#include "reprise/index/position_table.h"
#include "reprise/index/winnowing.h"

namespace reprise {

// An anchor with the hash of what stands there.
struct HashedAnchor {
  uint64_t hash = 0;
  Anchor anchor;
};

// Takes the anchors of a block; passes on those whose turn it is. Not thread-safe.
class AnchorSink {
 public:
  // Keeps hashes of the parts [first, first + lists.size()) of `parts`.
  AnchorSink(uint64_t parts, uint64_t first, absl::Span<std::vector<HashedAnchor>> lists)
      : parts_(parts), first_(first), lists_(lists) {}

  void Add(uint64_t hash, const Anchor& anchor) {
    const uint64_t part = ScaleHash(hash, parts_) - first_;  // wraps below `first`
    if (part < lists_.size()) {
      lists_[part].push_back({hash, anchor});
    }
  }

 private:
  uint64_t parts_;
  uint64_t first_;
  absl::Span<std::vector<HashedAnchor>> lists_;
};

// What RunHashPasses is to do, and within which bounds.
struct HashPasses {
  std::string_view stage;     // name for the monitor
  uint64_t bytes = 0;         // of text
  size_t threads = 1;         // >= 1
  uint64_t expected = 0;      // different hashes, at most or about: tables are not made larger
  uint64_t most_entries = 0;  // of all tables together

  // Adds the anchors of the text's positions [begin, end), in ascending order, to the sink. Pure;
  // called from several threads at once.
  std::function<void(uint64_t begin, uint64_t end, AnchorSink* sink)> scan;

  // Looks anchors up, and puts them into the table, in ascending order. All anchors of one hash
  // come to one table, in ascending order. False when the table is full. Called from several
  // threads at once, each with a table of its own.
  std::function<bool(AnchorTable* table, absl::Span<const HashedAnchor> anchors)> look_up;
};

// Brings the anchors of a text to tables by hash, block by block and, where tables of
// `most_entries` do not hold all hashes, in several passes over the text, each for a part of the
// hashes. A part that turns out not to fit is halved and begun anew, hence `look_up` may see an
// anchor twice, with different tables. Memory beside the tables: less than a quarter of the text,
// or a megabyte per thread where that is more.
//
// CancelledError when the monitor says so; ResourceExhaustedError when parts cannot be halved any
// more, which takes hashes that were forged in masses.
absl::Status RunHashPasses(const HashPasses& passes, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_INDEX_HASH_PASSES_H_
