#include "reprise/verify/gram_index.h"

#include <algorithm>

#include "reprise/text/shingler.h"

namespace reprise {

void GramIndex::GramsOf(absl::Span<const uint64_t> tokens, size_t n, std::vector<uint64_t>* grams) {
  grams->clear();
  if (tokens.size() >= n) {
    Shingle(tokens, n, grams);
  }
}

GramIndex::GramIndex(absl::Span<const uint64_t> tokens, size_t n, bool repeated_only) {
  std::vector<uint64_t> grams;
  GramsOf(tokens, n, &grams);
  ranges_.reserve(grams.size());
  for (const uint64_t gram : grams) {
    ++ranges_[gram].count;
  }
  if (repeated_only) {
    absl::erase_if(ranges_, [](const auto& entry) { return entry.second.count < 2; });
  }
  // Room for each list, in order of first occurrence; then the lists are filled.
  uint32_t end = 0;
  std::vector<Range*> of_position;
  of_position.reserve(grams.size());
  for (const uint64_t gram : grams) {
    const auto found = ranges_.find(gram);
    of_position.push_back(found == ranges_.end() ? nullptr : &found->second);
  }
  for (Range* range : of_position) {
    if (range != nullptr && range->begin == 0) {
      range->begin = end + 1;  // one more than it will be: 0 says that it has no room yet
      end += range->count;
      range->count = 0;
    }
  }
  positions_.resize(end);
  for (uint32_t i = 0; i < of_position.size(); ++i) {
    if (Range* range = of_position[i]; range != nullptr) {
      positions_[range->begin - 1 + range->count++] = i;
    }
  }
  for (auto& [gram, range] : ranges_) {
    --range.begin;
  }
}

uint64_t GramIndex::PairsWithin(uint64_t most) const {
  uint64_t pairs = 0;
  for (const auto& [gram, range] : ranges_) {
    const uint64_t few = std::min<uint64_t>(range.count, most);
    pairs += few * (few - 1) / 2 + (range.count - few) * most;
  }
  return pairs;
}

}  // namespace reprise
