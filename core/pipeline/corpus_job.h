#ifndef REPRISE_PIPELINE_CORPUS_JOB_H_
#define REPRISE_PIPELINE_CORPUS_JOB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/io/json/json_record.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/settings.h"
#include "reprise/pipeline/stage_clock.h"

namespace reprise {

// What every job over a corpus is told, whatever it looks for.
struct CorpusRequest {
  std::vector<std::string> inputs;  // files, folders or "-"
  std::string output;               // folder of the result; empty: there is none
  std::string work_folder;          // for temporary files; empty: inside `output`, or the system's
  RecordFields fields;
  std::string format;  // as InputOptions::format
  Resources resources;
};

// What it says of its input and of itself.
struct CorpusReport {
  uint64_t files = 0;
  uint64_t bytes = 0;
  uint64_t blank_lines = 0;
  uint64_t documents = 0;
  uint64_t rejected = 0;            // malformed records, set aside
  std::vector<BrokenInput> broken;  // packed files that break off
  uint64_t kept_bytes = 0;
  uint64_t cut_bytes = 0;
  uint64_t rejected_bytes = 0;
  // Whether all of the input was read.
  bool whole() const { return rejected == 0 && broken.empty(); }
  std::vector<std::pair<std::string, double>> stage_seconds;  // in order
  double seconds = 0.0;
  uint64_t peak_memory_bytes = 0;  // resident, of the whole process so far
};

// The frame of a job: the output folder, the inputs, the pass over them. Not thread-safe.
class CorpusJob {
 public:
  // Errors: InvalidArgument for fields or resources out of range, and as ListInputs;
  // FailedPrecondition where the output folder holds something; those of making folders.
  static absl::StatusOr<CorpusJob> Begin(const CorpusRequest& request, Monitor* monitor);

  // The input files, as they were found.
  const std::vector<InputFile>& files() const { return inputs_.files; }

  // Reads the input, shows it to `scan`. Call once. Errors: as ScanCorpus.
  absl::Status Scan(DocumentScan* scan);

  const Corpus& corpus() const { return corpus_; }
  FileCache* cache() { return cache_.get(); }
  StageClock* clock() { return clock_.get(); }
  const OutputFolder& output() const { return output_; }
  const CorpusReport& report() const { return report_; }
  // Half of the memory, for tables that spill beyond it to the folder of temporary files.
  SpillBudget* spill() { return spill_.get(); }

  // Writes the documents without `cuts` (kept/, rejected/, cuts.jsonl, inputs.jsonl,
  // rejected.jsonl) under their staged names. Errors: those of reading and writing.
  absl::Status WriteCorpus(const SpillVector<TextCut>& cuts);

  // Writes a small file of the result under its staged name.
  absl::Status WriteFile(std::string_view name, std::string_view content) const;

  // Takes the time and the memory up to here into the report.
  void TakeFigures();

  // Writes report.json and gives everything staged its final name: `names` after the corpus, the
  // report last, since it says that the result is complete. Errors: those of writing, and the first
  // one of what was spilled; cancelled by the monitor.
  absl::Status Finish(std::string_view report_json, std::vector<std::string> names);

 private:
  CorpusJob(const CorpusRequest& request, Monitor* monitor, OutputFolder output);

  CorpusRequest request_;
  std::unique_ptr<StageClock> clock_;
  OutputFolder output_;
  Inputs inputs_;
  std::unique_ptr<SpillBudget> spill_;
  std::unique_ptr<FileCache> cache_;
  Corpus corpus_;
  CorpusReport report_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_CORPUS_JOB_H_
