#include "reprise/pipeline/corpus_job.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "reprise/base/process_memory.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/split_corpus.h"

namespace reprise {
namespace {

// A place of the process's own for a job without a result: input that cannot be read twice is kept
// there while the job runs.
absl::StatusOr<std::string> TemporaryFolder(const std::string& work_folder) {
  std::error_code error;
  const std::filesystem::path parent = work_folder.empty()
                                           ? std::filesystem::temp_directory_path(error)
                                           : std::filesystem::path(work_folder);
  if (error) {
    return absl::FailedPreconditionError(
        "there is no folder for temporary files; name one (--tmp)");
  }
  static std::atomic<unsigned> count{0};
  return (parent / absl::StrCat("reprise-", ::getpid(), "-", ++count)).string();
}

}  // namespace

CorpusJob::CorpusJob(const CorpusRequest& request, Monitor* monitor, OutputFolder output)
    : request_(request),
      clock_(std::make_unique<StageClock>(monitor)),
      output_(std::move(output)),
      spill_(std::make_unique<SpillBudget>(request.resources.memory / 2, output_.work())) {}

absl::StatusOr<CorpusJob> CorpusJob::Begin(const CorpusRequest& request, Monitor* monitor) {
  absl::Status status = ValidateRecordFields(request.fields);
  if (status.ok()) {
    status = ValidateResources(request.resources);
  }
  if (!status.ok()) {
    return status;
  }
  std::string folder = request.output;
  std::string work_folder = request.work_folder;
  if (folder.empty()) {
    const absl::StatusOr<std::string> temporary = TemporaryFolder(work_folder);
    if (!temporary.ok()) {
      return temporary.status();
    }
    folder = *temporary;
    work_folder.clear();
  } else {
    const absl::StatusOr<OutputFolder::Found> found = OutputFolder::Inspect(folder, kReportFile);
    if (!found.ok()) {
      return found.status();
    }
    if (*found == OutputFolder::Found::kFinished) {
      return absl::FailedPreconditionError(
          absl::StrCat(folder, " holds a finished result; choose another place for this one"));
    }
  }
  absl::StatusOr<OutputFolder> output = OutputFolder::Create(folder, work_folder);
  if (!output.ok()) {
    return output.status();
  }
  CorpusJob job(request, monitor, *std::move(output));
  job.clock_->StartStage("listing", 0, "files");
  absl::StatusOr<Inputs> inputs =
      ListInputs(request.inputs, {request.format, job.output_.work(), {folder, job.output_.work()}},
                 job.clock_.get());
  if (!inputs.ok()) {
    return inputs.status();
  }
  job.inputs_ = *std::move(inputs);
  return job;
}

absl::Status CorpusJob::Scan(DocumentScan* scan) {
  cache_ = OpenFiles(inputs_.files, request_.fields, request_.resources, output_.work());
  absl::StatusOr<Corpus> corpus = ScanCorpus(inputs_.files, request_.fields, request_.resources,
                                             scan, cache_.get(), clock_.get());
  if (!corpus.ok()) {
    return corpus.status();
  }
  corpus_ = *std::move(corpus);
  report_.files = corpus_.files.size();
  report_.bytes = corpus_.bytes;
  report_.documents = corpus_.documents.size();
  report_.rejected = corpus_.rejected.size();
  report_.broken = corpus_.BrokenInputs();
  for (const FileCounts& counts : corpus_.counts) {
    report_.blank_lines += counts.blank;
  }
  return absl::OkStatus();
}

absl::Status CorpusJob::WriteCorpus(const SpillVector<TextCut>& cuts) {
  const absl::StatusOr<SpillVector<FileCut>> located =
      LocateCuts(corpus_, request_.fields, cuts, spill_.get(), cache_.get(), clock_.get());
  if (!located.ok()) {
    return located.status();
  }
  const std::vector<bool> none(corpus_.documents.size(), false);
  const absl::StatusOr<SplitResult> split =
      SplitCorpus(corpus_, none, *located, inputs_.folders, /*dry_run=*/false,
                  request_.resources.threads, output_, cache_.get(), clock_.get());
  if (!split.ok()) {
    return split.status();
  }
  report_.kept_bytes = split->kept_bytes;
  report_.cut_bytes = split->cut_bytes;
  report_.rejected_bytes = split->rejected_bytes;
  absl::Status status = WriteCuts(corpus_, *located, cache_.get(), output_);
  if (status.ok()) {
    status = WriteInputs(corpus_, none, split->file_hashes, inputs_.folders, output_);
  }
  return status.ok() ? WriteRejected(corpus_, output_) : status;
}

absl::Status CorpusJob::WriteFile(std::string_view name, std::string_view content) const {
  return WriteWholeFile(output_.Staged(name), content);
}

void CorpusJob::TakeFigures() {
  report_.stage_seconds = clock_->StageSeconds();
  report_.seconds = clock_->Seconds();
  report_.peak_memory_bytes = PeakMemoryBytes();
}

absl::Status CorpusJob::Finish(std::string_view report_json, std::vector<std::string> names) {
  if (absl::Status status = WriteFile(kReportFile, report_json); !status.ok()) {
    return status;
  }
  if (!spill_->status().ok()) {
    return spill_->status();
  }
  if (clock_->Cancelled()) {
    return absl::CancelledError("interrupted");
  }
  names.insert(names.begin(),
               {"kept", "rejected", kCutsFile, "inputs.jsonl", kPlacesFile, "rejected.jsonl"});
  names.emplace_back(kReportFile);
  return output_.Commit(names);
}

}  // namespace reprise
