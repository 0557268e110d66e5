#include "reprise/index/buckets.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "reprise/base/parallel.h"

namespace reprise {

namespace {

// Memberships that are put in order at a time, by all threads: a quarter of all of them, so that
// there are few passes and none takes much memory, but no fewer than that.
constexpr uint64_t kPasses = 4;
constexpr uint64_t kLeastPerPass = uint64_t{1} << 18;

}  // namespace

Buckets::Buckets(size_t document_count, size_t sections, SpillBudget* spill)
    : document_count_(document_count), memberships_(spill) {
  for (size_t section = 0; section < sections; ++section) {
    for (size_t size = 2; size < KeyGroups::kLeastLarge; ++size) {
      classes_.emplace_back(size, spill);
    }
    classes_.emplace_back(0, spill);
  }
}

void Buckets::Append(size_t section, const KeyGroups& groups) {
  SizeClass* of_section = &classes_[section * kClasses];
  for (size_t size = 2; size < KeyGroups::kLeastLarge; ++size) {
    (of_section++)->Append(groups.of_size[size], {});
  }
  of_section->Append(groups.large, groups.large_sizes);
}

uint32_t Buckets::FirstOfSize(size_t section, size_t size) const {
  const size_t begin = section * kClasses;
  const size_t of = begin + std::min(std::max<size_t>(size, 2) - 2, kClasses - 1);
  return firsts_[of] + static_cast<uint32_t>(classes_[of].FirstOfSize(size));
}

template <typename Visit>
void Buckets::ForEach(Visit visit) const {
  for (size_t of = 0; of < classes_.size(); ++of) {
    classes_[of].ForEach([&](size_t list, absl::Span<const uint32_t> members) {
      visit(firsts_[of] + static_cast<uint32_t>(list), members);
    });
  }
}

void Buckets::Finish(size_t threads) {
  uint64_t members = 0;
  for (SizeClass& lists : classes_) {
    lists.Finish();
    firsts_.push_back(firsts_.back() + static_cast<uint32_t>(lists.count()));
    members += lists.total();
  }
  std::vector<uint32_t> counts(document_count_, 0);
  ForEach([&](uint32_t /*bucket*/, absl::Span<const uint32_t> of_bucket) {
    for (const uint32_t document : of_bucket) {
      ++counts[document];
    }
  });
  for (const uint32_t count : counts) {
    membership_starts_.Append(count);
  }
  // A pass over all members for every range of documents.
  const uint64_t per_pass = std::max(kLeastPerPass, members / kPasses) / threads;
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
  ForEach([&](uint32_t bucket, absl::Span<const uint32_t> members) {
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
