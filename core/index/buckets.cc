#include "reprise/index/buckets.h"

#include <algorithm>
#include <utility>

namespace reprise {

namespace {

// Memberships that are put in order at a time: at least so many, and an eighth of all of them, so
// that there are few passes.
constexpr uint64_t kLeastPerPass = uint64_t{4} << 20;

}  // namespace

Buckets::Buckets(size_t document_count, SpillBudget* spill)
    : document_count_(document_count), members_(spill), memberships_(spill) {}

void Buckets::Append(const KeyGroups& groups) {
  members_.Append(groups.members);
  uint64_t begin = 0;
  for (const uint64_t end : groups.ends) {
    starts_.Append(end - begin);
    begin = end;
  }
}

void Buckets::Finish() {
  std::vector<uint32_t> counts(document_count_, 0);
  ForEach([&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
    for (const uint32_t document : members) {
      ++counts[document];
    }
  });
  for (const uint32_t count : counts) {
    membership_starts_.Append(count);
  }
  // A pass over all members for every range of documents, as large as fits.
  const uint64_t per_pass = std::max(kLeastPerPass, starts_.total() / 8);
  std::vector<uint32_t> sorted;
  for (size_t begin = 0, end = 0; begin < document_count_; begin = end) {
    uint64_t size = 0;
    for (end = begin; end < document_count_ && (end == begin || size < per_pass); ++end) {
      // Where the next one of the document goes.
      size += std::exchange(counts[end], static_cast<uint32_t>(size));
    }
    sorted.resize(static_cast<size_t>(size));
    ForEach([&](uint32_t bucket, absl::Span<const uint32_t> members) {
      const auto* first = std::lower_bound(members.begin(), members.end(), begin);
      for (; first != members.end() && *first < end; ++first) {
        sorted[counts[*first]++] = bucket;
      }
    });
    memberships_.Append(sorted);
  }
}

}  // namespace reprise
