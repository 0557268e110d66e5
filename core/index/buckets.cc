#include "reprise/index/buckets.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "reprise/base/parallel.h"

namespace reprise {

namespace {

// Memberships that are put in order at a time, by all threads: an eighth of all of them, so that
// there are few passes and none takes much memory, but no fewer than that.
constexpr uint64_t kPasses = 8;
constexpr uint64_t kLeastPerPass = uint64_t{1} << 18;

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

void Buckets::Finish(size_t threads) {
  std::vector<uint32_t> counts(document_count_, 0);
  ForEach(0, static_cast<uint32_t>(bucket_count()),
          [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
            for (const uint32_t document : members) {
              ++counts[document];
            }
          });
  for (const uint32_t count : counts) {
    membership_starts_.Append(count);
  }
  // A pass over all members for every range of documents.
  const uint64_t per_pass = std::max(kLeastPerPass, starts_.total() / kPasses) / threads;
  struct Range {
    size_t begin = 0;
    size_t end = 0;
    std::vector<uint32_t> memberships;  // of the documents [begin, end)
  };
  std::vector<Range> ranges(threads);
  for (size_t begin = 0; begin < document_count_;) {
    for (Range& range : ranges) {
      range.begin = begin;
      uint64_t size = 0;
      while (begin < document_count_ && (begin == range.begin || size < per_pass)) {
        // Where the next one of the document goes.
        size += std::exchange(counts[begin], static_cast<uint32_t>(size));
        ++begin;
      }
      range.end = begin;
      range.memberships.resize(static_cast<size_t>(size));
    }
    // Never fails.
    ParallelFor(threads, threads, [&](size_t /*worker*/, size_t i) {
      Collect(ranges[i].begin, ranges[i].end, absl::MakeSpan(counts),
              absl::MakeSpan(ranges[i].memberships));
      return absl::OkStatus();
    }).IgnoreError();
    for (const Range& range : ranges) {
      memberships_.Append(range.memberships);
    }
  }
}

void Buckets::Collect(size_t begin, size_t end, absl::Span<uint32_t> next,
                      absl::Span<uint32_t> memberships) const {
  // Which members lie in the range cannot be foreseen, so they are picked out without a branch.
  constexpr size_t kTogether = 1024;
  struct Membership {
    uint32_t document;
    uint32_t bucket;
  };
  std::array<Membership, 2 * kTogether> picked;
  size_t count = 0;
  const auto put = [&] {
    for (const Membership& one : absl::MakeConstSpan(picked).first(count)) {
      memberships[next[one.document]++] = one.bucket;
    }
    count = 0;
  };
  ForEach(0, static_cast<uint32_t>(bucket_count()),
          [&](uint32_t bucket, absl::Span<const uint32_t> members) {
            while (!members.empty()) {
              const auto some = members.first(std::min(members.size(), kTogether));
              members.remove_prefix(some.size());
              for (const uint32_t document : some) {
                picked[count] = {document, bucket};
                count += document - begin < end - begin ? 1 : 0;  // wraps below `begin`
              }
              if (count >= kTogether) {
                put();
              }
            }
          });
  put();
}

}  // namespace reprise
