#include "reprise/pipeline/plan.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/file.h"
#include "reprise/io/input_files.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/plan_sample.h"
#include "reprise/pipeline/referenced_inputs.h"
#include "reprise/pipeline/stage_clock.h"

namespace reprise {
namespace {

// Writing rows of Parquet takes so many times reading them, about: once for what is kept and what
// is removed each, and packing.
constexpr double kParquetWriting = 4.0;
// Per document, what a run writes down to go on from (DedupRequest::checkpoint_seconds).
constexpr double kCheckpointBytes = 1000.0;

// Runs on a sample are nothing to report on; that they shall stop they must know.
class SilentMonitor : public Monitor {
 public:
  explicit SilentMonitor(const Monitor* asked) : asked_(asked) {}
  bool Cancelled() const override { return asked_->Cancelled(); }

 private:
  const Monitor* asked_;
};

// Counts what breaks off on its way to another monitor.
class WarningCounter : public Monitor {
 public:
  explicit WarningCounter(Monitor* next) : next_(next) {}
  void StartStage(std::string_view name, uint64_t total, std::string_view unit) override {
    next_->StartStage(name, total, unit);
  }
  void Advance(uint64_t amount) override { next_->Advance(amount); }
  void Warn(std::string_view message) override {
    ++warnings_;
    next_->Warn(message);
  }
  bool Cancelled() const override { return next_->Cancelled(); }
  uint64_t warnings() const { return warnings_; }

 private:
  Monitor* next_;
  uint64_t warnings_ = 0;
};

absl::StatusOr<OutputFolder> MakeWorkFolder(const std::string& work_folder) {
  std::error_code error;
  const std::filesystem::path parent = work_folder.empty()
                                           ? std::filesystem::temp_directory_path(error)
                                           : std::filesystem::path(work_folder);
  if (error) {
    return absl::FailedPreconditionError(
        "there is no folder for temporary files; name one (--tmp)");
  }
  return OutputFolder::Create((parent / absl::StrCat("reprise-plan-", ::getpid())).string(), "");
}

absl::Status Validate(const PlanRequest& request) {
  absl::Status status = ValidateSettings(request.settings);
  if (status.ok()) {
    status = ValidateResources(request.resources);
  }
  if (status.ok() && std::count(request.against.begin(), request.against.end(), "-") != 0) {
    status = absl::InvalidArgumentError("standard input cannot be compared against; name a file");
  }
  if (status.ok() && request.hours.has_value() && !(*request.hours > 0.0)) {
    status = absl::InvalidArgumentError(
        absl::StrCat("a run cannot take ", *request.hours, " hours; name more than 0"));
  }
  return status;
}

class PlanRun {
 public:
  PlanRun(const PlanRequest& request, std::string folder, StageClock* clock)
      : request_(request),
        settings_(request.settings),
        resources_(request.resources),
        folder_(std::move(folder)),
        clock_(clock),
        silent_(clock) {
    const size_t cores = std::max(1U, std::thread::hardware_concurrency());
    resources_.threads = std::min(resources_.threads, cores);
    more_threads_ =
        static_cast<double>(request.resources.threads) / static_cast<double>(resources_.threads);
  }

  absl::StatusOr<PlanReport> Run() {
    clock_->StartStage("listing", 0, "files");
    const InputOptions options = {.format = settings_.format,
                                  .spool_folder = folder_,
                                  .left_out = {request_.output, folder_}};
    const absl::StatusOr<ReferencedInputs> inputs =
        ListReferencedInputs(request_.inputs, request_.against, options, clock_);
    if (!inputs.ok()) {
      return inputs.status();
    }
    const std::vector<InputFile>& files = inputs->all.files;
    report_.files = inputs->input_files;
    report_.reference_files = files.size() - inputs->input_files;
    for (size_t i = 0; i < files.size(); ++i) {
      (i < report_.files ? report_.input_bytes : report_.reference_bytes) += files[i].state.size;
    }
    WarningCounter counter(clock_);
    const absl::StatusOr<std::vector<SampledKind>> kinds =
        TakeSample(files, inputs->input_files, FieldsToRead(settings_), request_.sample_bytes,
                   absl::StrCat(folder_, "/sample"), &counter);
    if (!kinds.ok()) {
      return kinds.status();
    }
    report_.broken = counter.warnings();
    clock_->StartStage("measuring", kinds->size(), "kinds of files");
    for (const SampledKind& kind : *kinds) {
      if (kind.reference && kind.sample_bytes != 0) {
        references_.push_back(kind.folder);
      }
    }
    for (const SampledKind& kind : *kinds) {
      if (absl::Status status = Measure(kind); !status.ok()) {
        return status;
      }
      clock_->Advance(1);
    }
    return Conclude();
  }

 private:
  // What a run on the sample of one kind takes.
  absl::Status Measure(const SampledKind& kind) {
    KindMeasure measure;
    measure.scale = kind.scale();
    measure.reference = kind.reference;
    measure.files = static_cast<double>(kind.files);
    measure.input_bytes = static_cast<double>(kind.input_bytes);
    measure.unpacked_bytes = kind.unpacked_bytes();
    measure.packed = kind.packing != Packing::kNone;
    if (IsWholeFile(kind.format) && !measure.packed) {
      report_.longest_record = std::max(report_.longest_record, kind.largest_file);
    }
    absl::Status status = absl::OkStatus();
    if (kind.sample_bytes != 0) {
      status = Sketch(kind, &measure);
      status = status.ok() ? Rehearse(kind, &measure) : status;
      status = status.ok() && !kind.reference ? CountCopiesOfReferences(kind, &measure) : status;
    }
    measures_.push_back(std::move(measure));
    return status;
  }

  // What documents there are, how large their sketches.
  absl::Status Sketch(const SampledKind& kind, KindMeasure* measure) {
    Settings settings = settings_;
    settings.format.clear();  // names say what it is
    absl::StatusOr<Inputs> inputs =
        ListInputs({kind.folder},
                   {.format = settings.format, .spool_folder = folder_, .left_out = {}}, &silent_);
    if (!inputs.ok()) {
      return inputs.status();
    }
    const std::string unpacked = absl::StrCat(kind.folder, "-unpacked");
    if (absl::Status made = MakeFolders(unpacked); !made.ok()) {
      return made;
    }
    const SketchPlan plan(settings);
    const std::unique_ptr<FileCache> cache =
        OpenFiles(inputs->files, FieldsToRead(settings), resources_, unpacked);
    SpillBudget spill(resources_.memory / 2, unpacked);
    const absl::StatusOr<Corpus> corpus = ReadCorpus(inputs->files, settings, &plan, nullptr,
                                                     resources_, &spill, cache.get(), &silent_);
    if (!corpus.ok()) {
      return corpus.status();
    }
    if (absl::Status spilled = spill.status(); !spilled.ok()) {
      return spilled;
    }
    report_.sample_documents += corpus->documents.size();
    report_.sample_bytes += kind.sample_bytes;
    report_.sample_rejected += corpus->rejected.size();
    for (const Document& document : corpus->documents) {
      report_.longest_record = std::max(report_.longest_record, document.size);
    }
    const SketchTable& sketches = corpus->sketches;
    measure->sample_documents = corpus->documents.size();
    measure->documents = IsWholeFile(kind.format)
                             ? static_cast<double>(kind.files)
                             : static_cast<double>(corpus->documents.size()) * kind.scale();
    measure->fingerprints = static_cast<double>(sketches.fingerprints.total());
    measure->sketch_bytes = static_cast<double>(
        (2 + sketches.bands()) * sketches.size() * sizeof(uint32_t) +
        sketches.fingerprints.total() * sizeof(uint32_t) +
        sketches.simhashes.size() * sizeof(uint64_t) + sketches.fingerprints.documents());
    for (const uint32_t shingles : sketches.shingles) {
      measure->shingles += shingles;
    }
    return absl::OkStatus();
  }

  // The run itself.
  absl::Status Rehearse(const SampledKind& kind, KindMeasure* measure) {
    DedupRequest dedup;
    dedup.inputs = {kind.folder};
    dedup.output = absl::StrCat(kind.folder, "-out");
    dedup.settings = settings_;
    dedup.settings.format.clear();
    dedup.resources = resources_;
    dedup.dry_run = kind.reference;
    const double begin = clock_->Seconds();
    if (absl::Status synced = SyncFolder(kind.folder); !synced.ok()) {
      return synced;
    }
    measure->flush_seconds = clock_->Seconds() - begin;
    const absl::StatusOr<DedupReport> done = Dedup(dedup, &silent_);
    if (!done.ok()) {
      return done.status();
    }
    measure->sample_removed = kind.reference ? 0 : done->removed;
    measure->stage_seconds = done->stage_seconds;
    if (kind.reference) {
      // They stay, whatever they resemble, are in no group, and nothing of them is written.
      measure->flush_seconds = 0.0;
      std::erase_if(measure->stage_seconds, [](const auto& stage) {
        return stage.first != "listing" && stage.first != "reading" &&
               stage.first != "comparing equal texts" && stage.first != "indexing";
      });
    }
    for (auto& [stage, seconds] : measure->stage_seconds) {
      if (kind.packing == Packing::kParquet && stage == "reading") {
        seconds = std::max(seconds, kind.unpack_seconds);
      }
      if (kind.packing == Packing::kParquet && stage == "writing") {
        seconds += kParquetWriting * kind.unpack_seconds;
      }
      seconds /= more_threads_;
    }
    return absl::OkStatus();
  }

  // A copy of a reference is read again to prove it, as any copy is.
  absl::Status CountCopiesOfReferences(const SampledKind& kind, KindMeasure* measure) {
    if (references_.empty()) {
      return absl::OkStatus();
    }
    DedupRequest dedup;
    dedup.inputs = {kind.folder};
    dedup.output = absl::StrCat(kind.folder, "-against");
    dedup.against = references_;
    dedup.dry_run = true;
    dedup.settings = settings_;
    dedup.settings.format.clear();
    dedup.resources = resources_;
    const absl::StatusOr<DedupReport> done = Dedup(dedup, &silent_);
    if (!done.ok()) {
      return done.status();
    }
    measure->sample_removed_against =
        done->removed - std::min(done->removed, measure->sample_removed);
    return absl::OkStatus();
  }

  absl::StatusOr<PlanReport> Conclude() {
    report_.run = EstimateRun(measures_, report_.longest_record, request_.resources);
    if (report_.run.seconds >= DedupRequest().checkpoint_seconds) {
      report_.checkpoint_bytes = static_cast<uint64_t>(report_.run.documents * kCheckpointBytes);
    }
    report_.needs.output =
        static_cast<uint64_t>(report_.run.result_bytes) + report_.checkpoint_bytes;
    report_.needs.work =
        static_cast<uint64_t>(report_.run.unpacked_copies + report_.run.spilled_bytes);
    // The result comes when the tables have shrunk.
    report_.needs.together = std::max(
        report_.needs.work + report_.checkpoint_bytes,
        report_.needs.output +
            static_cast<uint64_t>(report_.run.unpacked_copies + report_.run.spilled_in_the_end));
    const absl::StatusOr<DiskRoom> room = FindDiskRoom(request_.output, request_.work_folder);
    if (!room.ok()) {
      return room.status();
    }
    report_.room = *room;
    report_.disk = CheckDisk(report_.needs, *room);
    const double hours = request_.hours.value_or(std::max(1.0, report_.run.seconds) / 3600.0);
    report_.machines = CountMachines(report_.run.seconds, report_.run.least_memory, hours,
                                     request_.resources.memory);
    report_.seconds = clock_->Seconds();
    return report_;
  }

  const PlanRequest& request_;
  const Settings& settings_;
  Resources resources_;
  double more_threads_ = 1.0;  // how many times those of this machine
  const std::string folder_;
  StageClock* clock_;
  SilentMonitor silent_;
  std::vector<std::string> references_;  // folders with samples of them
  std::vector<KindMeasure> measures_;
  PlanReport report_;
};

}  // namespace

absl::StatusOr<PlanReport> Plan(const PlanRequest& request, Monitor* monitor) {
  if (absl::Status status = Validate(request); !status.ok()) {
    return status;
  }
  const absl::StatusOr<OutputFolder> folder = MakeWorkFolder(request.work_folder);
  if (!folder.ok()) {
    return folder.status();
  }
  StageClock clock(monitor);
  return PlanRun(request, folder->work(), &clock).Run();
}

}  // namespace reprise
