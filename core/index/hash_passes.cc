#include "reprise/index/hash_passes.h"

#include <algorithm>

#include "reprise/base/parallel.h"

namespace reprise {
namespace {

// Some hundred blocks a thread: enough to keep what waits between scanning and looking up small
// beside the text, few enough for the threads that are started for each.
uint64_t BlockSize(const HashPasses& passes) {
  constexpr uint64_t kLeast = uint64_t{16} << 10;
  constexpr uint64_t kMost = uint64_t{1} << 20;
  return std::clamp(passes.bytes / (256 * passes.threads), kLeast, kMost);
}

// One pass, for the parts [first, first + tables.size()) of `parts`. Sets `*full` and stops early
// when a table is too small.
absl::Status RunPass(const HashPasses& passes, uint64_t parts, uint64_t first,
                     absl::Span<AnchorTable> tables, Monitor* monitor, bool* full) {
  const uint64_t block = BlockSize(passes);
  std::vector<std::vector<HashedAnchor>> lists(passes.threads * tables.size());
  const auto lists_of = [&](size_t i) {
    return absl::MakeSpan(lists).subspan(i * tables.size(), tables.size());
  };
  std::vector<char> table_full(tables.size());
  monitor->StartStage(passes.stage, passes.bytes, "B");
  for (uint64_t begin = 0; begin < passes.bytes;) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("cancelled");
    }
    const uint64_t end = std::min(passes.bytes, begin + block * passes.threads);
    absl::Status status = ParallelFor(passes.threads, passes.threads, [&](size_t, size_t i) {
      for (std::vector<HashedAnchor>& list : lists_of(i)) {
        list.clear();
      }
      AnchorSink sink(parts, first, lists_of(i));
      const uint64_t from = std::min(end, begin + i * block);
      passes.scan(from, std::min(end, from + block), &sink);
      return absl::OkStatus();
    });
    if (!status.ok()) {
      return status;
    }
    status = ParallelFor(passes.threads, tables.size(), [&](size_t, size_t part) {
      for (size_t i = 0; i < passes.threads && table_full[part] == 0; ++i) {
        table_full[part] = static_cast<char>(!passes.look_up(&tables[part], lists_of(i)[part]));
      }
      return absl::OkStatus();
    });
    if (!status.ok()) {
      return status;
    }
    if (std::find(table_full.begin(), table_full.end(), 1) != table_full.end()) {
      *full = true;
      return absl::OkStatus();
    }
    monitor->Advance(end - begin);
    begin = end;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunHashPasses(const HashPasses& passes, Monitor* monitor) {
  constexpr uint64_t kMostParts = uint64_t{1} << 32;
  constexpr uint64_t kSlack = 64;  // parts are of about, not exactly, the same size
  const uint64_t threads = passes.threads;
  const uint64_t most = std::max(passes.most_entries / threads, kSlack);
  const uint64_t share = passes.expected / threads;
  const uint64_t wanted = share + share / 16 + kSlack;
  // As if all fitted: hashes that come back take no room, and how many do is not known.
  uint64_t parts = threads;
  for (uint64_t first = 0; first < parts;) {
    const uint64_t count = std::min(threads, parts - first);
    bool full = false;
    {
      std::vector<AnchorTable> tables;
      for (uint64_t i = 0; i < count; ++i) {
        tables.emplace_back(std::min(wanted, most), passes.bytes);
      }
      absl::Status status = RunPass(passes, parts, first, absl::MakeSpan(tables), monitor, &full);
      if (!status.ok()) {
        return status;
      }
    }
    if (!full) {
      first += count;
    } else if (parts < kMostParts) {
      parts *= 2;
      first *= 2;
    } else {
      return absl::ResourceExhaustedError("too many different texts of equal hash");
    }
  }
  return absl::OkStatus();
}

}  // namespace reprise
