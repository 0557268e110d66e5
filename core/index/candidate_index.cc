#include "reprise/index/candidate_index.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/index/radix_sort.h"

namespace reprise {
namespace {

// About how many fingerprints are sorted at a time: 128 MiB with their working space.
constexpr size_t kEntriesPerPart = size_t{8} << 20;

// A table's entries for one rank, appended to `*entries`.
using AddRank = std::function<void(uint32_t rank, std::vector<uint64_t>* entries)>;

}  // namespace

CandidateIndex::CandidateIndex(const SketchTable& sketches, std::vector<uint32_t> document_of_rank,
                               const Options& options)
    : sketches_(&sketches),
      document_of_rank_(std::move(document_of_rank)),
      options_(options),
      buckets_(document_of_rank_.size()) {}

absl::StatusOr<CandidateIndex> CandidateIndex::Build(const SketchTable& sketches,
                                                     std::vector<uint32_t> document_of_rank,
                                                     const std::vector<bool>& indexed,
                                                     const Options& options, Monitor* monitor) {
  CandidateIndex index(sketches, std::move(document_of_rank), options);
  const std::vector<uint32_t>& document = index.document_of_rank_;

  std::vector<AddRank> tables;
  for (size_t band = 0; band < sketches.bands; ++band) {
    tables.emplace_back([&, band](uint32_t rank, std::vector<uint64_t>* entries) {
      entries->push_back(PackEntry(sketches.BandKeysOf(document[rank])[band], rank));
    });
  }
  if (options.simhash_plan.has_value()) {
    for (const uint64_t mask : options.simhash_plan->masks) {
      tables.emplace_back([&, mask](uint32_t rank, std::vector<uint64_t>* entries) {
        entries->push_back(PackEntry(SimHashKey(sketches.simhashes[document[rank]], mask), rank));
      });
    }
  }
  const size_t fingerprint_tables_begin = tables.size();
  if (options.coverage_plan.has_value() || options.fingerprint_buckets) {
    // Parts by the top bits of the fingerprint, each small enough to sort in little memory.
    int part_bits = 0;
    while ((sketches.fingerprints.size() >> part_bits) > kEntriesPerPart) {
      ++part_bits;
    }
    for (uint64_t part = 0; part < (uint64_t{1} << part_bits); ++part) {
      tables.emplace_back([&, part, part_bits](uint32_t rank, std::vector<uint64_t>* entries) {
        const absl::Span<const uint32_t> all = sketches.FingerprintsOf(document[rank]);
        const uint64_t first = part << (32 - part_bits);
        const uint64_t end = (part + 1) << (32 - part_bits);
        for (const auto* it = std::lower_bound(all.begin(), all.end(), first);
             it != all.end() && *it < end; ++it) {
          entries->push_back(PackEntry(*it, rank));
        }
      });
    }
  }

  // A few tables at a time, so that threads help and memory stays bounded; appended in order.
  monitor->StartStage("indexing", tables.size(), "tables");
  const size_t threads = std::max<size_t>(1, options.threads);
  struct Scratch {
    std::vector<uint64_t> entries;
    std::vector<uint64_t> spare;
  };
  std::vector<Scratch> scratch(threads);
  std::vector<KeyGroups> groups(threads);
  for (size_t begin = 0; begin < tables.size(); begin += threads) {
    const size_t count = std::min(threads, tables.size() - begin);
    const absl::Status status =
        ParallelFor(threads, count, [&](size_t worker, size_t i) -> absl::Status {
          if (monitor->Cancelled()) {
            return absl::CancelledError("interrupted");
          }
          Scratch& mine = scratch[worker];
          mine.entries.clear();
          for (uint32_t rank = 0; rank < document.size(); ++rank) {
            if (indexed[rank]) {
              tables[begin + i](rank, &mine.entries);
            }
          }
          groups[i] = GroupEntries(&mine.entries, &mine.spare);
          return absl::OkStatus();
        });
    if (!status.ok()) {
      return status;
    }
    for (size_t i = 0; i < count; ++i) {
      if (begin + i == fingerprint_tables_begin) {
        index.first_fingerprint_bucket_ = static_cast<uint32_t>(index.buckets_.bucket_count());
      }
      index.buckets_.Append(groups[i]);
    }
    monitor->Advance(count);
  }
  if (fingerprint_tables_begin == tables.size()) {
    index.first_fingerprint_bucket_ = std::numeric_limits<uint32_t>::max();
  }
  index.buckets_.Finish();
  return index;
}

bool CandidateIndex::ShareSketchBucket(uint32_t a, uint32_t b) const {
  const absl::Span<const uint32_t> of_a = BucketsOf(a);
  const absl::Span<const uint32_t> of_b = BucketsOf(b);
  const auto* i = of_a.begin();
  const auto* j = of_b.begin();
  while (i != of_a.end() && j != of_b.end() && *i < first_fingerprint_bucket_) {
    if (*i == *j) {
      return true;
    }
    ++(*i < *j ? i : j);
  }
  return false;
}

absl::Span<const uint32_t> CandidateIndex::FingerprintBucketsOf(uint32_t rank) const {
  const absl::Span<const uint32_t> all = BucketsOf(rank);
  const auto* const split = std::lower_bound(all.begin(), all.end(), first_fingerprint_bucket_);
  return all.subspan(static_cast<size_t>(split - all.begin()));
}

void CandidateIndex::BucketsToSearch(uint32_t rank, std::vector<uint32_t>* buckets) const {
  const absl::Span<const uint32_t> all = BucketsOf(rank);
  buckets->assign(all.begin(), FingerprintBucketsOf(rank).begin());
  if (options_.coverage_plan.has_value() && tokens(rank) >= options_.min_coverage_tokens) {
    AddRarest(rank, *options_.coverage_plan, buckets);
  }
}

void CandidateIndex::RarestFingerprintBuckets(uint32_t rank, const CoveragePlan& plan,
                                              std::vector<uint32_t>* buckets) const {
  buckets->clear();
  AddRarest(rank, plan, buckets);
}

void CandidateIndex::AddRarest(uint32_t rank, const CoveragePlan& plan,
                               std::vector<uint32_t>* buckets) const {
  const absl::Span<const uint32_t> shared = FingerprintBucketsOf(rank);
  const size_t fingerprints = FingerprintsOf(rank).size();
  size_t probes = plan.Probes(fingerprints, shingles(rank));
  // Fingerprints that nobody else has are the rarest of all: they are looked up at no cost.
  const size_t alone = fingerprints - shared.size();
  probes -= std::min(probes, alone);
  if (probes == 0) {
    return;
  }
  // By size, then by number; sizes are looked up first, one miss of the cache beside the other.
  std::vector<uint64_t> by_size;
  by_size.reserve(shared.size());
  for (const uint32_t bucket : shared) {
    by_size.push_back(uint64_t{Members(bucket).size()} << 32 | bucket);
  }
  const auto end = by_size.begin() + static_cast<std::ptrdiff_t>(probes);
  std::nth_element(by_size.begin(), end, by_size.end());
  for (auto it = by_size.begin(); it != end; ++it) {
    buckets->push_back(static_cast<uint32_t>(*it));
  }
}

}  // namespace reprise
