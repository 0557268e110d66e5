#ifndef REPRISE_PIPELINE_PLAN_ESTIMATE_H_
#define REPRISE_PIPELINE_PLAN_ESTIMATE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reprise/pipeline/settings.h"

namespace reprise {

// What was measured on the sample of one kind of files, and how it stands for the whole.
struct KindMeasure {
  double scale = 1.0;  // bytes of the whole per byte of the sample, at least 1
  // These are compared with, not judged: they are held and read, but are no part of the result.
  bool reference = false;
  double files = 0.0;  // of the whole
  uint64_t sample_documents = 0;
  uint64_t sample_removed = 0;
  // As copies of the sample of the references, beside `sample_removed`.
  uint64_t sample_removed_against = 0;
  double documents = 0.0;       // of the whole, about
  double input_bytes = 0.0;     // of the whole, as it is
  double unpacked_bytes = 0.0;  // of the whole
  bool packed = false;          // it is unpacked to disk while the job runs
  double sketch_bytes = 0.0;    // of the sample
  double shingles = 0.0;        // of the sample, distinct ones of each document
  double fingerprints = 0.0;    // of the sample
  double flush_seconds = 0.0;   // that the device takes for the bytes of the sample
  std::vector<std::pair<std::string, double>> stage_seconds;  // of a run on the sample
};

// What a run on the whole would need. Sizes are bytes.
struct RunEstimate {
  double documents = 0.0;            // to be judged
  double reference_documents = 0.0;  // that they are compared with
  double unpacked_bytes = 0.0;       // of both
  double removed_share = 0.0;  // of the documents, a guess that more often is too high than too low
  std::vector<std::pair<std::string, double>> stage_seconds;  // in order of a run
  double seconds = 0.0;
  double memory_in_use = 0.0;        // at its peak, with the memory allowed
  double memory_without_disk = 0.0;  // to allow, so that no table goes to disk
  double least_memory = 0.0;         // that can be allowed
  double result_bytes = 0.0;
  double unpacked_copies = 0.0;     // on disk while it runs
  double spilled_bytes = 0.0;       // of tables, on disk while it runs, at their peak
  double spilled_in_the_end = 0.0;  // when the result is written
};

// Adds up what the kinds need. Reading grows with the bytes; what compares documents grows by 15 %
// more for each doubling of the documents, as measured from 10,000 to 1,000,000 news; what looks at
// a bounded number of documents does not grow. Verifying also grows with the copies, of which a
// sample of every nth document shows only every nth, and of copies of references as many as their
// sample is of them. `longest_record` is the longest one seen.
// Pure.
RunEstimate EstimateRun(const std::vector<KindMeasure>& kinds, uint64_t longest_record,
                        const Resources& resources);

// How many machines a job takes if it is spread over machines, each with `memory` bytes and working
// `hours` on what takes one machine `seconds` and at least `least_memory`. `hours` above 0. At
// least 1. Pure.
struct MachineCount {
  uint64_t by_time = 1;
  uint64_t by_memory = 1;
  uint64_t machines() const { return by_time > by_memory ? by_time : by_memory; }
};
MachineCount CountMachines(double seconds, double least_memory, double hours, uint64_t memory);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PLAN_ESTIMATE_H_
