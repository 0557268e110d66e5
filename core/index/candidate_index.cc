#include "reprise/index/candidate_index.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/index/radix_sort.h"

namespace reprise {
namespace {

// Appends the entries of one table for all indexed documents to `*entries`, using `*column`.
using AddEntries =
    std::function<void(std::vector<uint64_t>* entries, std::vector<uint32_t>* column)>;

// The fingerprints of indexed documents as entries, in parts by their top bits. In memory they are
// looked up where they stand; spilled ones are read once, in their order, and spread over files.
class FingerprintParts {
 public:
  FingerprintParts(const SketchTable& sketches, const std::vector<uint32_t>& document_of_rank,
                   const std::vector<bool>& indexed, size_t entries_per_part, size_t least_parts)
      : sketches_(sketches), document_of_rank_(document_of_rank), indexed_(indexed) {
    while ((sketches.fingerprints.size() >> bits_) > entries_per_part || count() < least_parts) {
      ++bits_;
    }
    if (sketches.fingerprints.spilled()) {
      Spread();
    }
  }

  size_t count() const { return size_t{1} << bits_; }

  // Appends the entries of a part, and lets go of it.
  void Take(size_t part, std::vector<uint64_t>* entries) {
    if (!spread_.empty()) {
      std::vector<uint64_t> scratch;
      const absl::Span<const uint64_t> all =
          spread_[part].Read(0, static_cast<size_t>(spread_[part].size()), &scratch);
      entries->insert(entries->end(), all.begin(), all.end());
      spread_[part].Clear();
      return;
    }
    const uint64_t first = uint64_t{part} << (32 - bits_);
    const uint64_t end = (uint64_t{part} + 1) << (32 - bits_);
    // About as many: fingerprints are spread evenly.
    entries->reserve(static_cast<size_t>(sketches_.fingerprints.size() / count() * 33 / 32));
    std::vector<uint32_t> scratch;
    constexpr uint32_t kAhead = 8;
    for (uint32_t rank = 0; rank < document_of_rank_.size(); ++rank) {
      if (rank + 2 * kAhead < document_of_rank_.size()) {
        sketches_.PrefetchStart(document_of_rank_[rank + 2 * kAhead]);
        sketches_.PrefetchFingerprints(document_of_rank_[rank + kAhead]);
      }
      if (!indexed_[rank]) {
        continue;
      }
      const absl::Span<const uint32_t> all =
          sketches_.FingerprintsOf(document_of_rank_[rank], &scratch);
      for (const auto* it = std::lower_bound(all.begin(), all.end(), first);
           it != all.end() && *it < end; ++it) {
        entries->push_back(PackEntry(*it, rank));
      }
    }
  }

 private:
  void Spread() {
    for (size_t part = 0; part < count(); ++part) {
      spread_.emplace_back(sketches_.spill);
    }
    std::vector<uint32_t> rank_of_document(document_of_rank_.size());
    for (uint32_t rank = 0; rank < document_of_rank_.size(); ++rank) {
      rank_of_document[document_of_rank_[rank]] = rank;
    }
    std::vector<uint32_t> scratch;
    for (size_t document = 0; document < sketches_.size(); ++document) {
      const uint32_t rank = rank_of_document[document];
      if (!indexed_[rank]) {
        continue;
      }
      sketches_.ForEachFingerprints(document, &scratch, [&](absl::Span<const uint32_t> piece) {
        for (const uint32_t fingerprint : piece) {
          spread_[static_cast<size_t>(uint64_t{fingerprint} >> (32 - bits_))].push_back(
              PackEntry(fingerprint, rank));
        }
      });
    }
  }

  const SketchTable& sketches_;
  const std::vector<uint32_t>& document_of_rank_;
  const std::vector<bool>& indexed_;
  int bits_ = 0;  // that say which part
  std::vector<SpillVector<uint64_t>> spread_;
};

}  // namespace

CandidateIndex::CandidateIndex(const SketchTable& sketches, std::vector<uint32_t> document_of_rank,
                               const Options& options)
    : sketches_(&sketches),
      document_of_rank_(std::move(document_of_rank)),
      options_(options),
      buckets_(document_of_rank_.size(), options.spill) {}

absl::StatusOr<CandidateIndex> CandidateIndex::Build(const SketchTable& sketches,
                                                     std::vector<uint32_t> document_of_rank,
                                                     const std::vector<bool>& indexed,
                                                     const Options& options, Monitor* monitor) {
  CandidateIndex index(sketches, std::move(document_of_rank), options);
  const std::vector<uint32_t>& document = index.document_of_rank_;
  const size_t threads = std::max<size_t>(1, options.threads);

  std::vector<AddEntries> tables;
  for (size_t band = 0; band < sketches.bands(); ++band) {
    tables.emplace_back([&, band](std::vector<uint64_t>* entries, std::vector<uint32_t>* column) {
      const absl::Span<const uint32_t> keys =
          sketches.band_keys[band].Read(0, document.size(), column);
      for (uint32_t rank = 0; rank < document.size(); ++rank) {
        if (indexed[rank]) {
          entries->push_back(PackEntry(keys[document[rank]], rank));
        }
      }
    });
  }
  if (options.simhash_plan.has_value()) {
    for (const uint64_t mask : options.simhash_plan->masks) {
      tables.emplace_back([&, mask](std::vector<uint64_t>* entries, std::vector<uint32_t>*) {
        for (uint32_t rank = 0; rank < document.size(); ++rank) {
          if (indexed[rank]) {
            entries->push_back(
                PackEntry(SimHashKey(sketches.simhashes[document[rank]], mask), rank));
          }
        }
      });
    }
  }
  const size_t fingerprint_tables_begin = tables.size();
  std::optional<FingerprintParts> parts;
  if (options.coverage_plan.has_value() || options.fingerprint_buckets) {
    // With a part for each thread, none of them waits for another.
    parts.emplace(sketches, document, indexed, options.entries_at_a_time / threads, threads);
    for (size_t part = 0; part < parts->count(); ++part) {
      tables.emplace_back([&parts, part](std::vector<uint64_t>* entries, std::vector<uint32_t>*) {
        parts->Take(part, entries);
      });
    }
  }

  // A few tables at a time, so that threads help and memory stays bounded; appended in order.
  monitor->StartStage("indexing", tables.size(), "tables");
  struct Scratch {
    std::vector<uint64_t> entries;
    std::vector<uint32_t> column;
    KeyGrouper grouper;
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
          tables[begin + i](&mine.entries, &mine.column);
          groups[i] = mine.grouper.Group(&mine.entries);
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
      groups[i] = {};
    }
    monitor->Advance(count);
  }
  if (fingerprint_tables_begin == tables.size()) {
    index.first_fingerprint_bucket_ = std::numeric_limits<uint32_t>::max();
  }
  scratch.clear();
  index.buckets_.Finish();
  index.CountSketchBuckets();
  if (absl::Status status = options.spill == nullptr ? absl::OkStatus() : options.spill->status();
      !status.ok()) {
    return status;
  }
  return index;
}

bool CandidateIndex::ShareSketchBucket(uint32_t a, uint32_t b) const {
  std::vector<uint32_t> scratch_a;
  std::vector<uint32_t> scratch_b;
  const absl::Span<const uint32_t> of_a = BucketsOf(a, &scratch_a);
  const absl::Span<const uint32_t> of_b = BucketsOf(b, &scratch_b);
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

absl::Span<const uint32_t> CandidateIndex::FingerprintBucketsOf(
    uint32_t rank, std::vector<uint32_t>* scratch) const {
  const absl::Span<const uint32_t> all = BucketsOf(rank, scratch);
  return all.subspan(sketch_buckets_[rank]);
}

void CandidateIndex::CountSketchBuckets() {
  sketch_buckets_.resize(size());
  std::vector<uint32_t> scratch;
  for (uint32_t rank = 0; rank < size(); ++rank) {
    const absl::Span<const uint32_t> all = BucketsOf(rank, &scratch);
    // There are fewer tables than that, and a document is in one bucket of each at most.
    sketch_buckets_[rank] = static_cast<uint16_t>(
        std::lower_bound(all.begin(), all.end(), first_fingerprint_bucket_) - all.begin());
  }
}

void CandidateIndex::BucketsToSearch(uint32_t rank, std::vector<uint32_t>* buckets) const {
  std::vector<uint32_t> scratch;
  const absl::Span<const uint32_t> all = BucketsOf(rank, &scratch);
  const size_t of_sketches = sketch_buckets_[rank];
  buckets->assign(all.begin(), all.begin() + of_sketches);
  if (options_.coverage_plan.has_value() && tokens(rank) >= options_.min_coverage_tokens) {
    AddRarest(rank, *options_.coverage_plan, all.subspan(of_sketches), buckets);
  }
}

void CandidateIndex::RarestFingerprintBuckets(uint32_t rank, const CoveragePlan& plan,
                                              std::vector<uint32_t>* buckets) const {
  std::vector<uint32_t> scratch;
  buckets->clear();
  AddRarest(rank, plan, FingerprintBucketsOf(rank, &scratch), buckets);
}

bool CandidateIndex::AddSmallest(absl::Span<const uint32_t> shared, size_t count,
                                 std::vector<uint32_t>* buckets) const {
  constexpr size_t kMostCounted = 1024;
  std::vector<size_t> of_size(kMostCounted, 0);
  for (const uint32_t bucket : shared) {
    if (BucketSize(bucket) < kMostCounted) {
      ++of_size[BucketSize(bucket)];
    }
  }
  size_t last = 0;  // the size of the largest one that is taken
  size_t before = 0;
  while (last < kMostCounted && before + of_size[last] < count) {
    before += of_size[last++];
  }
  if (last == kMostCounted) {
    return false;
  }
  size_t of_last = count - before;
  buckets->reserve(buckets->size() + count);
  for (const uint32_t bucket : shared) {
    const size_t size = BucketSize(bucket);
    if (size < last || (size == last && of_last > 0)) {
      buckets->push_back(bucket);
      of_last -= size == last ? 1 : 0;
    }
  }
  return true;
}

void CandidateIndex::AddRarest(uint32_t rank, const CoveragePlan& plan,
                               absl::Span<const uint32_t> shared,
                               std::vector<uint32_t>* buckets) const {
  const size_t fingerprints = FingerprintCount(rank);
  size_t probes = plan.Probes(fingerprints, shingles(rank));
  // Fingerprints that nobody else has are the rarest of all: they are looked up at no cost.
  const size_t alone = fingerprints - shared.size();
  probes -= std::min(probes, alone);
  if (probes == 0) {
    return;
  }
  if (shared.size() > options_.most_sorted && AddSmallest(shared, probes, buckets)) {
    return;
  }
  // By size, then by number; sizes are looked up first, one miss of the cache beside the other.
  std::vector<uint64_t> by_size;
  by_size.reserve(shared.size());
  for (const uint32_t bucket : shared) {
    by_size.push_back(uint64_t{BucketSize(bucket)} << 32 | bucket);
  }
  const auto end = by_size.begin() + static_cast<std::ptrdiff_t>(probes);
  std::nth_element(by_size.begin(), end, by_size.end());
  for (auto it = by_size.begin(); it != end; ++it) {
    buckets->push_back(static_cast<uint32_t>(*it));
  }
}

}  // namespace reprise
