#include "reprise/index/candidate_index.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/base/sorted_lists.h"
#include "reprise/index/radix_sort.h"

namespace reprise {
namespace {

constexpr uint32_t kNotIndexed = std::numeric_limits<uint32_t>::max();

// Appends the entries of one table for all indexed documents to `*entries`, using `*column`.
using AddEntries =
    std::function<void(std::vector<uint64_t>* entries, std::vector<uint32_t>* column)>;

// How a column of fingerprints is cut, by the bits behind those of the column, so that no part has
// more than `most` entries.
int PartBits(const FingerprintColumns& fingerprints, uint64_t most) {
  uint64_t largest = 0;
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    largest = std::max(largest, fingerprints.Size(column));
  }
  int bits = 0;
  while (bits < 32 - FingerprintColumns::kColumnBits && largest >> bits > most) {
    ++bits;
  }
  return bits;
}

// Appends to `*entries` what a part of a column holds of indexed documents.
void AddPart(const FingerprintColumns& fingerprints, size_t column, uint32_t part, int part_bits,
             const std::vector<uint32_t>& rank_of_document, std::vector<uint64_t>* entries) {
  // Without bits there is one part, 0, and the shift leaves nothing else.
  const auto is_of_part = [part, part_bits](uint32_t fingerprint) {
    return uint64_t{fingerprint << FingerprintColumns::kColumnBits} >> (32 - part_bits) == part;
  };
  entries->reserve(static_cast<size_t>(fingerprints.Size(column) >> part_bits));
  fingerprints.ForEach(column, [&](size_t document, absl::Span<const uint32_t> of_document) {
    const uint32_t rank = rank_of_document[document];
    if (rank == kNotIndexed) {
      return;
    }
    // Which are of the part cannot be foreseen, so they are picked out without a branch.
    std::array<uint64_t, 64> picked;
    for (; !of_document.empty();
         of_document.remove_prefix(std::min(of_document.size(), picked.size()))) {
      size_t count = 0;
      for (const uint32_t fingerprint :
           of_document.first(std::min(of_document.size(), picked.size()))) {
        picked[count] = PackEntry(fingerprint, rank);
        count += is_of_part(fingerprint) ? 1 : 0;
      }
      entries->insert(entries->end(), picked.begin(),
                      picked.begin() + static_cast<std::ptrdiff_t>(count));
    }
  });
}

}  // namespace

CandidateIndex::CandidateIndex(const SketchTable& sketches, std::vector<uint32_t> document_of_rank,
                               const Options& options)
    : sketches_(&sketches),
      document_of_rank_(std::move(document_of_rank)),
      options_(options),
      buckets_(document_of_rank_.size(), kSections, options.spill) {}

absl::StatusOr<CandidateIndex> CandidateIndex::Build(const SketchTable& sketches,
                                                     std::vector<uint32_t> document_of_rank,
                                                     const std::vector<bool>& indexed,
                                                     const Options& options, Monitor* monitor) {
  return Build(sketches, nullptr, std::move(document_of_rank), indexed, options, monitor);
}

absl::StatusOr<CandidateIndex> CandidateIndex::Build(SketchTable* sketches,
                                                     std::vector<uint32_t> document_of_rank,
                                                     const std::vector<bool>& indexed,
                                                     const Options& options, Monitor* monitor) {
  return Build(*sketches, sketches, std::move(document_of_rank), indexed, options, monitor);
}

absl::StatusOr<CandidateIndex> CandidateIndex::Build(const SketchTable& sketches,
                                                     SketchTable* consumed,
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
      if (consumed != nullptr) {
        consumed->band_keys[band].Clear();
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
  std::vector<uint32_t> rank_of_document;
  if (options.HasFingerprintBuckets() && sketches.fingerprints.documents() != 0) {
    rank_of_document.resize(document.size(), kNotIndexed);
    for (uint32_t rank = 0; rank < document.size(); ++rank) {
      if (indexed[rank]) {
        rank_of_document[document[rank]] = rank;
      }
    }
    const int bits = PartBits(sketches.fingerprints, options.entries_at_a_time / threads);
    const uint32_t parts = uint32_t{1} << bits;
    for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
      for (uint32_t part = 0; part < parts; ++part) {
        tables.emplace_back(
            [&, column, part, bits](std::vector<uint64_t>* entries, std::vector<uint32_t>*) {
              AddPart(sketches.fingerprints, column, part, bits, rank_of_document, entries);
              // Where there are several parts, another thread may be at the next one.
              if (consumed != nullptr && bits == 0) {
                consumed->fingerprints.Clear(column);
              }
            });
      }
    }
  }

  monitor->StartStage("indexing", tables.size(), "tables");
  struct Scratch {
    std::vector<uint64_t> entries;
    std::vector<uint32_t> column;
    KeyGrouper grouper;
  };
  std::vector<Scratch> scratch(threads);
  size_t taken = 0;
  const auto make = [&](size_t worker, size_t i, KeyGroups* groups) -> absl::Status {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    Scratch& mine = scratch[worker];
    mine.entries.clear();
    tables[i](&mine.entries, &mine.column);
    *groups = mine.grouper.Group(&mine.entries);
    return absl::OkStatus();
  };
  const auto take = [&](KeyGroups& groups) {
    index.buckets_.Append(taken++ < fingerprint_tables_begin ? kSketches : kFingerprints, groups);
    groups = {};
    monitor->Advance(1);
  };
  if (absl::Status status =
          ParallelInOrder<KeyGroups>(threads, 4 * threads, tables.size(), make, take);
      !status.ok()) {
    return status;
  }
  scratch.clear();
  for (size_t column = 0; consumed != nullptr && column < FingerprintColumns::kColumns; ++column) {
    consumed->fingerprints.Clear(column);
  }
  index.buckets_.Finish(threads);
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
  while (i != of_a.end() && j != of_b.end() && *i < sketch_bucket_count()) {
    if (*i == *j) {
      return true;
    }
    ++(*i < *j ? i : j);
  }
  return false;
}

void CandidateIndex::CountSketchBuckets() {
  sketch_buckets_.resize(size());
  const auto end = static_cast<uint32_t>(sketch_bucket_count());
  std::vector<uint32_t> scratch;
  for (uint32_t rank = 0; rank < size(); ++rank) {
    // There are fewer tables than that, and a document is in one bucket of each at most.
    sketch_buckets_[rank] = static_cast<uint16_t>(CountBelow(BucketsOf(rank, &scratch), end));
  }
}

absl::Span<const uint32_t> CandidateIndex::BucketsToSearch(uint32_t rank,
                                                           std::vector<uint32_t>* scratch) const {
  const absl::Span<const uint32_t> all = BucketsOf(rank, scratch);
  size_t searched = sketch_buckets_[rank];
  if (options_.coverage_plan.has_value() && tokens(rank) >= options_.min_coverage_tokens) {
    searched += Probes(rank, *options_.coverage_plan, all.size() - searched);
  }
  return all.first(searched);
}

absl::Span<const uint32_t> CandidateIndex::RarestFingerprintBuckets(
    uint32_t rank, const CoveragePlan& plan, std::vector<uint32_t>* scratch) const {
  const absl::Span<const uint32_t> all = FingerprintBucketsOf(rank, scratch);
  return all.first(Probes(rank, plan, all.size()));
}

size_t CandidateIndex::Probes(uint32_t rank, const CoveragePlan& plan, size_t shared) const {
  const size_t fingerprints = FingerprintCount(rank);
  const size_t probes = plan.Probes(fingerprints, shingles(rank));
  // Fingerprints that nobody else has are the rarest of all: they are looked up at no cost.
  return probes - std::min(probes, fingerprints - shared);
}

}  // namespace reprise
