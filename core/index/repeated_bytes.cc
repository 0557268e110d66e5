#include "reprise/index/repeated_bytes.h"

#include <algorithm>

#include "absl/status/status.h"
#include "reprise/index/anchor_groups.h"
#include "reprise/index/covered_ranges.h"
#include "reprise/index/hash_passes.h"
#include "reprise/index/repeated_starts.h"
#include "reprise/index/rolling_hash.h"
#include "reprise/index/run_scan.h"
#include "reprise/index/text_spans.h"
#include "reprise/index/winnowing.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

absl::Status Validate(std::string_view all_texts, absl::Span<const uint64_t> text_ends,
                      const RepeatedBytesOptions& options) {
  if (options.min_bytes == 0) {
    return absl::InvalidArgumentError("min_bytes is 0");
  }
  if (!std::is_sorted(text_ends.begin(), text_ends.end()) ||
      (text_ends.empty() ? 0 : text_ends.back()) != all_texts.size()) {
    return absl::InvalidArgumentError("text_ends do not ascend to the size of the texts");
  }
  return absl::OkStatus();
}

// How many entries the tables may have beside the sets of RepeatedStarts (three bits a byte) and
// what waits in RunHashPasses (two bits, twice because vectors double).
uint64_t MostEntries(uint64_t bytes, uint64_t memory) {
  const uint64_t most = memory == 0 ? 2 * bytes : std::min(memory, 2 * bytes);
  const uint64_t beside = bytes / 8 * 3 + bytes / 4;
  const uint64_t least = bytes / 8;
  return (most > beside + least ? most - beside : least) / AnchorTable::kBytesPerEntry;
}

// Anchors by a hash of the gram there.
HashPasses AnchorPasses(std::string_view all_texts, const TextSpans& spans, size_t width,
                        RepeatedStarts* starts) {
  const Winnowing winnowing = PlanWinnowing(width);
  HashPasses passes;
  passes.stage = "sampling";
  // Two anchors in window + 1 bytes, and a quarter more for texts that are not like random ones.
  passes.expected = all_texts.size() / (winnowing.window + 1) * 5 / 2;
  passes.scan = [=](uint64_t begin, uint64_t end, AnchorSink* sink) {
    ScanAnchors(all_texts, spans, width, winnowing, begin, end, [&](const Anchor& anchor) {
      sink->Add(HashKey(all_texts.substr(anchor.position, winnowing.gram)), anchor);
    });
  };
  passes.look_up = [=](AnchorTable* table, absl::Span<const HashedAnchor> anchors) {
    return starts->LookUpAnchors(winnowing, table, anchors);
  };
  return passes;
}

// Undecided starts by a hash of their whole run.
HashPasses RunPasses(std::string_view all_texts, const PositionSet& undecided, size_t width,
                     RepeatedStarts* starts) {
  HashPasses passes;
  passes.stage = "deciding";
  passes.expected = undecided.Count();
  const RollingHash fresh(width);  // making one takes width steps, copying it does not
  passes.scan = [=, &undecided](uint64_t begin, uint64_t end, AnchorSink* sink) {
    RunHasher hasher(all_texts, width, fresh);
    while ((begin = undecided.NextMember(begin, end)) < end) {
      const uint64_t gap = undecided.NextGap(begin, end);
      for (; begin < gap; ++begin) {
        sink->Add(hasher.HashAt(begin), {begin, begin, begin + 1});
      }
    }
  };
  passes.look_up = [=](AnchorTable* table, absl::Span<const HashedAnchor> anchors) {
    return starts->LookUpRuns(table, anchors);
  };
  return passes;
}

absl::Status ForEachCoveredRange(const PositionSet& starts, uint64_t size, size_t width,
                                 const std::function<absl::Status(const ByteRange&)>& use) {
  CoveredRanges covered(width, use);
  for (uint64_t begin = 0; (begin = starts.NextMember(begin, size)) < size;) {
    const uint64_t gap = starts.NextGap(begin, size);
    if (absl::Status status = covered.Add(begin, gap); !status.ok()) {
      return status;
    }
    begin = gap;
  }
  return covered.Finish();
}

}  // namespace

absl::Status ForEachRepeatedBytes(std::string_view all_texts, absl::Span<const uint64_t> text_ends,
                                  const RepeatedBytesOptions& options, Monitor* monitor,
                                  const std::function<absl::Status(const ByteRange&)>& use) {
  if (absl::Status status = Validate(all_texts, text_ends, options); !status.ok()) {
    return status;
  }
  const uint64_t size = all_texts.size();
  const size_t width = options.min_bytes;
  if (width > size) {
    return absl::OkStatus();
  }
  const TextSpans spans(text_ends);
  RepeatedStarts starts(all_texts, spans, width);
  const auto run = [&](HashPasses passes) {
    passes.bytes = size;
    passes.threads = std::max<size_t>(options.threads, 1);
    passes.most_entries = MostEntries(size, options.memory);
    return RunHashPasses(passes, monitor);
  };
  if (width >= kLeastWinnowedBytes) {
    if (absl::Status status = run(AnchorPasses(all_texts, spans, width, &starts)); !status.ok()) {
      return status;
    }
  } else {
    spans.ForEachStarts(0, size, width, [&](const ByteRange&, const ByteRange& all) {
      starts.AddUndecided(all.begin, all.end);
    });
  }
  const PositionSet& undecided = starts.SettleUndecided();
  if (absl::Status status = run(RunPasses(all_texts, undecided, width, &starts)); !status.ok()) {
    return status;
  }
  return ForEachCoveredRange(starts.SettleRepeated(), size, width, use);
}

absl::StatusOr<std::vector<ByteRange>> FindRepeatedBytes(std::string_view all_texts,
                                                         absl::Span<const uint64_t> text_ends,
                                                         const RepeatedBytesOptions& options,
                                                         Monitor* monitor) {
  std::vector<ByteRange> ranges;
  absl::Status status =
      ForEachRepeatedBytes(all_texts, text_ends, options, monitor, [&](const ByteRange& range) {
        ranges.push_back(range);
        return absl::OkStatus();
      });
  if (!status.ok()) {
    return status;
  }
  return ranges;
}

}  // namespace reprise
