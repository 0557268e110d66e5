#ifndef REPRISE_PIPELINE_TUNE_H_
#define REPRISE_PIPELINE_TUNE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/index/lsh.h"
#include "reprise/pipeline/settings.h"

namespace reprise {

// A sketch that finds what it should, and what it costs.
struct SketchChoice {
  LshPlan plan;
  double at_threshold = 0.0;  // chance to find a pair of that Jaccard
  // Chance to look in vain at a pair of half the threshold: what it costs.
  double at_half = 0.0;
};

// For every number of rows from 1 on, the fewest bands that find a pair at `jaccard` with `recall`,
// as long as they take at most `most_hashes` values. The first one is the smallest sketch, the last
// the most selective. As for BandsNeeded. Pure.
std::vector<SketchChoice> SketchChoices(double jaccard, double recall, size_t most_hashes);

// A removal near a threshold, for a person to judge.
struct TuneExample {
  std::string removed_id;
  std::string kept_id;
  double jaccard = 0.0;
  std::string removed_text;  // the first bytes of each
  std::string kept_text;
};

// What a run at one threshold would remove.
struct TuneThreshold {
  double jaccard = 0.0;
  uint64_t removed = 0;
  uint64_t by_jaccard = 0;            // among them
  std::vector<TuneExample> examples;  // closest to the threshold
};

struct TuneReport {
  uint64_t documents = 0;
  uint64_t rejected = 0;  // malformed records, left out
  uint64_t bytes = 0;
  double read_seconds = 0.0;   // text to sketches
  double index_seconds = 0.0;  // sketches to buckets
  double judge_seconds = 0.0;  // buckets to removals, at the settings' threshold
  uint64_t sketch_bytes = 0;   // of all documents
  // Pairs of documents of different texts that bands or fingerprints propose, each once, where a
  // bucket offers its first 32 documents.
  uint64_t candidates = 0;
  std::vector<TuneThreshold> thresholds;  // 0.6, 0.7, 0.8, 0.9
};

// Runs the search on a sample corpus, without writing anything: at the settings for what it costs,
// and at several thresholds for what they would remove, with the coverage half of the rule as the
// settings have it. Method minhash. Keeps to the memory as Dedup does; what it does not hold goes
// to the system's folder for temporary files, which nothing stays in. Errors: as Dedup;
// InvalidArgument where the Jaccard half is off.
absl::StatusOr<TuneReport> TuneOn(const std::vector<std::string>& inputs, const Settings& settings,
                                  const Resources& resources, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TUNE_H_
