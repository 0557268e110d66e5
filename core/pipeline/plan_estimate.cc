#include "reprise/pipeline/plan_estimate.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "reprise/pipeline/memory_shares.h"

namespace reprise {
namespace {

// Per document in the index: its buckets, the lists of whom it is compared with.
constexpr double kIndexBytes = 300.0;
// The table being sorted takes so much per entry, of so many entries at most (CandidateIndex).
constexpr double kSortBytes = 16.0;
constexpr double kMostSorted = 16.0 * (1 << 20);
// Of a shingle in a set at hand, with what belongs to the set.
constexpr double kShingleBytes = 12.0;
// The share of documents that are read again for their full sets even where few are copies.
constexpr double kComparedShare = 0.15;
// Per removed document, texts that are read again to prove it.
constexpr double kTextsPerCopy = 3.0;
constexpr double kGrowth = 0.2;  // 15 % more per document at twice the documents
// Linking takes so much longer with all tables on disk: it looks at them here and there, and reads
// sets again and again.
constexpr double kSpilledLinking = 3.0;
// Of a fingerprint on its way from one table on disk to another.
constexpr double kSpreadBytes = 8.0;
// What the program takes before it has read anything, and its buffers.
constexpr double kBaseBytes = 16.0 * (1 << 20);

// How the time of a stage grows from the sample to the whole.
double Growth(std::string_view stage, double scale) {
  if (stage == "listing" || stage == "checking" || stage == "reporting") {
    return 1.0;
  }
  if (stage == "reading" || stage == "writing") {
    return scale;
  }
  return std::pow(scale, 1.0 + kGrowth);
}

double* SecondsOf(std::string_view stage, RunEstimate* run) {
  for (auto& [name, seconds] : run->stage_seconds) {
    if (name == stage) {
      return &seconds;
    }
  }
  return &run->stage_seconds.emplace_back(stage, 0.0).second;
}

void AddTimes(const KindMeasure& kind, double removed, RunEstimate* run) {
  double reading = 0.0;
  for (const auto& [stage, seconds] : kind.stage_seconds) {
    const double whole = seconds * Growth(stage, kind.scale);
    reading = stage == "reading" ? whole : reading;
    const double per_document = kind.documents > 0.0 ? reading / kind.documents : 0.0;
    *SecondsOf(stage, run) +=
        stage != "verifying" ? whole : std::max(whole, removed * kTextsPerCopy * per_document);
  }
  *SecondsOf("writing", run) += kind.flush_seconds * kind.scale;
}

// Bytes of all references per byte of their samples.
double ReferenceScale(const std::vector<KindMeasure>& kinds) {
  double whole = 0.0;
  double sampled = 0.0;
  for (const KindMeasure& kind : kinds) {
    whole += kind.reference ? kind.unpacked_bytes : 0.0;
    sampled += kind.reference ? kind.unpacked_bytes / kind.scale : 0.0;
  }
  return sampled > 0.0 ? whole / sampled : 1.0;
}

// A pair is in the sample only if both are: of every nth document, every nth pair's copy.
double RemovedShare(const KindMeasure& kind, double reference_scale) {
  if (kind.sample_documents == 0) {
    return 0.0;
  }
  const double removed = static_cast<double>(kind.sample_removed) * kind.scale +
                         static_cast<double>(kind.sample_removed_against) * reference_scale;
  return std::min(1.0, removed / static_cast<double>(kind.sample_documents));
}

}  // namespace

RunEstimate EstimateRun(const std::vector<KindMeasure>& kinds, uint64_t longest_record,
                        const Resources& resources) {
  RunEstimate run;
  double sketches = 0.0;
  double shingles = 0.0;
  double fingerprints = 0.0;
  double files = 0.0;
  double all_removed = 0.0;
  const double reference_scale = ReferenceScale(kinds);
  for (const KindMeasure& kind : kinds) {
    const double removed = RemovedShare(kind, reference_scale) * kind.documents;
    AddTimes(kind, removed, &run);
    all_removed += removed;
    files += kind.files;
    (kind.reference ? run.reference_documents : run.documents) += kind.documents;
    run.unpacked_bytes += kind.unpacked_bytes;
    run.result_bytes += kind.reference ? 0.0 : kind.input_bytes;
    run.unpacked_copies += kind.packed ? kind.unpacked_bytes : 0.0;
    sketches += kind.sketch_bytes * kind.scale;
    shingles += kind.shingles * kind.scale;
    fingerprints += kind.fingerprints * kind.scale;
  }
  run.removed_share = run.documents > 0.0 ? all_removed / run.documents : 0.0;

  const auto memory = static_cast<double>(resources.memory);
  const double documents = run.documents + run.reference_documents;
  const double held = documents * static_cast<double>(kDocumentBytes);
  const double held_files = files * static_cast<double>(kFileBytes);
  const double index = documents * kIndexBytes;
  const double tables = sketches + index + held + held_files;
  const double sorting =
      kSortBytes * std::min({fingerprints, kMostSorted, memory / 8.0 / kSortBytes});
  const double sets = shingles * kShingleBytes * std::min(1.0, kComparedShare + run.removed_share);
  // Tables may take half of the memory, sets a quarter (Dedup).
  run.memory_without_disk = std::max(static_cast<double>(kLeastMemory), 2.0 * tables);
  const double spilled_share = std::max(0.0, 1.0 - memory / 2.0 / std::max(1.0, tables));
  if (spilled_share > 0.0) {
    run.spilled_bytes = sketches + std::max(index, fingerprints * kSpreadBytes);
    run.spilled_in_the_end = sketches + index;
    *SecondsOf("linking", &run) *= 1.0 + (kSpilledLinking - 1.0) * spilled_share;
  }
  // Sets come when all is sorted.
  run.memory_in_use =
      std::min(memory, kBaseBytes + tables + std::max(sorting, std::min(sets, memory / 4.0)));
  run.least_memory = std::max({static_cast<double>(kLeastMemory), held * 4.0 / 3.0 + held_files,
                               static_cast<double>(LeastMemoryForRecord(longest_record))});
  for (const auto& [stage, seconds] : run.stage_seconds) {
    run.seconds += seconds;
  }
  return run;
}

MachineCount CountMachines(double seconds, double least_memory, double hours, uint64_t memory) {
  const auto share = [](double whole, double part) {
    constexpr double kMost = 1e15;
    return static_cast<uint64_t>(std::clamp(std::ceil(whole / part), 1.0, kMost));
  };
  return {share(seconds, hours * 3600.0),
          share(least_memory, std::max(1.0, static_cast<double>(memory)))};
}

}  // namespace reprise
