#ifndef REPRISE_VERIFY_GRAM_INDEX_H_
#define REPRISE_VERIFY_GRAM_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

namespace reprise {

// Where the n-grams of a token sequence stand. Immutable; safe from any thread.
class GramIndex {
 public:
  // Of no sequence: every look-up is empty.
  GramIndex() = default;
  // `tokens` are token hashes, fewer than 2^32; `n` at least 1. Only n-grams that occur twice or
  // more are indexed where `repeated_only`.
  GramIndex(absl::Span<const uint64_t> tokens, size_t n, bool repeated_only = false);

  // The hash of tokens [i, i+n) of every sequence, and whether there is one.
  static void GramsOf(absl::Span<const uint64_t> tokens, size_t n, std::vector<uint64_t>* grams);

  // The first tokens of all occurrences of an n-gram, ascending. Found by hash: tokens have to be
  // compared before they are called equal.
  absl::Span<const uint32_t> Find(uint64_t gram) const {
    const auto found = ranges_.find(gram);
    return found == ranges_.end()
               ? absl::Span<const uint32_t>()
               : absl::MakeConstSpan(positions_).subspan(found->second.begin, found->second.count);
  }

  // How many pairs occurrences make with those before them that are equal by hash, each with up to
  // `most` of them.
  uint64_t PairsWithin(uint64_t most) const;

  bool empty() const { return positions_.empty(); }

 private:
  struct Range {
    uint32_t begin = 0;
    uint32_t count = 0;
  };
  std::vector<uint32_t> positions_;
  absl::flat_hash_map<uint64_t, Range> ranges_;
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_GRAM_INDEX_H_
