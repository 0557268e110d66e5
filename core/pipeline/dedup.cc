#include "reprise/pipeline/dedup.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/name_numbers.h"
#include "reprise/base/process_memory.h"
#include "reprise/cluster/groups.h"
#include "reprise/cluster/pairs.h"
#include "reprise/cluster/removals.h"
#include "reprise/cluster/threshold_sample.h"
#include "reprise/index/candidate_index.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/annotated_corpus.h"
#include "reprise/pipeline/boilerplate.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/corpus_file.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/dedup_checks.h"
#include "reprise/pipeline/dedup_counts.h"
#include "reprise/pipeline/dedup_page.h"
#include "reprise/pipeline/dedup_page_content.h"
#include "reprise/pipeline/disk_room.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/durable_points.h"
#include "reprise/pipeline/groups_file.h"
#include "reprise/pipeline/index_options.h"
#include "reprise/pipeline/job_disk.h"
#include "reprise/pipeline/job_output.h"
#include "reprise/pipeline/keep_order.h"
#include "reprise/pipeline/kept_repeats.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/referenced_inputs.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/shingle_set_cache.h"
#include "reprise/pipeline/split_corpus.h"
#include "reprise/pipeline/stage_clock.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {
namespace {

// What durable points are called.
constexpr std::string_view kReadPoint = "read";
constexpr std::string_view kJudgedPoint = "judged";
constexpr std::string_view kGroupedPoint = "grouped";

// In which order the parts of a result get their final names: the report, which says that it is
// complete, comes last.
const std::vector<std::string>& ResultNames() {
  static const auto* const names = new std::vector<std::string>{
      "kept",         "removed",        kAnnotatedFolder, "rejected", "removals.jsonl",
      "groups.jsonl", "rejected.jsonl", "pairs.jsonl",    kCutsFile,  "inputs.jsonl",
      kPlacesFile,    kBoilerplateFile, kReportPage,      kReportFile};
  return *names;
}

// One run of the job, its stages in order; each takes what the ones before it left.
class DedupRun {
 public:
  DedupRun(const DedupRequest& request, OutputFolder output, StageClock* clock)
      : request_(request),
        settings_(request.settings),
        threads_(request.resources.threads),
        plan_(request.settings),
        output_(std::move(output)),
        clock_(clock),
        spill_(request.resources.memory / 2, output_.work()),
        points_(OutputFolder::HiddenPath(request.output, kPointsFolder),
                request.checkpoint_seconds) {}

  absl::StatusOr<DedupReport> Run() {
    using Stage = absl::Status (DedupRun::*)();
    for (const Stage stage : {&DedupRun::List, &DedupRun::Read, &DedupRun::Index, &DedupRun::Judge,
                              &DedupRun::Group, &DedupRun::Check, &DedupRun::Write}) {
      absl::Status status = (this->*stage)();
      if (status.ok()) {
        status = spill_.status();
      }
      if (!status.ok()) {
        return BreakOff(status);
      }
      // What a stage has freed is to be there for the next one, in pieces of other sizes.
      if (spill_.exceeded()) {
        GiveBackFreeMemory();
      }
    }
    return std::move(report_);
  }

 private:
  // What is durable stays for a run that goes on.
  absl::Status BreakOff(const absl::Status& status) {
    if (!points_.any()) {
      return status;
    }
    output_.LeaveUnfinished(WhatStaysUnfinished());
    return {status.code(),
            absl::StrCat(status.message(), "; the same command with --resume goes on from here")};
  }

  // Makes a durable point after a stage.
  absl::Status Save(std::string_view stage, const std::function<void(DurableWriter*)>& write) {
    std::vector<std::string> inputs = request_.inputs;
    inputs.insert(inputs.end(), request_.against.begin(), request_.against.end());
    return !settings_.discount_boilerplate && DurablePoints::CanGoOn(inputs)
               ? points_.Save(stage, inputs_.files, write)
               : absl::OkStatus();
  }

  absl::Status List() {
    clock_->StartStage("listing", 0, "files");
    const InputOptions options = {
        settings_.format, output_.work(), {request_.output, output_.work()}};
    absl::StatusOr<ReferencedInputs> listed =
        ListReferencedInputs(request_.inputs, request_.against, options, clock_);
    if (!listed.ok()) {
      return listed.status();
    }
    inputs_ = std::move(listed->all);
    input_files_ = listed->input_files;
    spill_.Take(inputs_.files.size() * kFileBytes);
    return CheckRoom();
  }

  // A run of hours had better not end because a disk is full.
  absl::Status CheckRoom() const {
    const bool writes = !request_.dry_run && !request_.groups_only;
    const absl::StatusOr<DiskRoom> room = FindDiskRoom(request_.output, output_.work());
    return room.ok() ? CheckDisk(EstimateJobDisk(inputs_.files, input_files_,
                                                 request_.resources.memory, writes),
                                 *room)
                     : room.status();
  }

  absl::Status Read() {
    cache_ = OpenFiles(inputs_.files, FieldsToRead(settings_), request_.resources, output_.work());
    if (settings_.discount_boilerplate) {
      if (absl::Status status = LearnTemplates(); !status.ok()) {
        return status;
      }
    }
    SourceExclusion excluded;
    if (settings_.discount_boilerplate) {
      excluded = [this](std::string_view source) {
        const std::optional<uint32_t> known = sources_.Find(std::string(source));
        return known.has_value() ? boilerplate_.Of(*known) : nullptr;
      };
    }
    if (absl::Status status = LoadOrReadCorpus(excluded); !status.ok()) {
      return status;
    }
    if (absl::Status status =
            CheckDocumentMemory(corpus_.documents.size(), inputs_.files.size(), request_.resources);
        !status.ok()) {
      return status;
    }
    report_.reference_rejected = corpus_.rejected.size();
    corpus_.SetReferences(input_files_);
    report_.reference_rejected -= corpus_.rejected.size();
    loader_ = std::make_unique<TextLoader>(corpus_, settings_.fields, cache_.get());
    CountInput(corpus_, &report_);
    absl::Status status = CheckFields(corpus_, request_, clock_);
    if (status.ok() && request_.annotate) {
      status = CheckAnnotatable(corpus_);
    }
    return status.ok() && request_.trim_repeats ? CheckCuttable(corpus_) : status;
  }

  absl::Status LoadOrReadCorpus(const SourceExclusion& excluded) {
    absl::Status status = request_.resume ? points_.Find(inputs_.files) : absl::OkStatus();
    if (!status.ok()) {
      return status;
    }
    Corpus known;
    known.files = inputs_.files;
    known.sketches = SketchTable(&spill_);
    const absl::StatusOr<bool> loaded =
        points_.Load(kReadPoint, [&](DurableReader* reader) { LoadCorpus(reader, &known); });
    if (!loaded.ok()) {
      return loaded.status();
    }
    if (*loaded) {
      corpus_ = std::move(known);
      uint64_t largest = 0;
      for (const Document& document : corpus_.documents) {
        largest = std::max(largest, document.size);
      }
      spill_.Take(BytesForLargeText(largest));
      return UnpackAgain();
    }
    absl::StatusOr<Corpus> corpus = ReadCorpus(inputs_.files, settings_, &plan_, excluded,
                                               request_.resources, &spill_, cache_.get(), clock_);
    if (!corpus.ok()) {
      return corpus.status();
    }
    corpus_ = *std::move(corpus);
    return Save(kReadPoint, [this](DurableWriter* writer) { SaveCorpus(corpus_, writer); });
  }

  // Texts are read from unpacked files, which are no part of a point.
  absl::Status UnpackAgain() {
    clock_->StartStage("unpacking", inputs_.files.size(), "files");
    for (uint32_t i = 0; i < inputs_.files.size(); ++i) {
      if (clock_->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
      if (const absl::StatusOr<uint64_t> size = cache_->Size(i); !size.ok()) {
        return size.status();
      }
      clock_->Advance(1);
    }
    return absl::OkStatus();
  }

  // A pass of its own: what does not count has to be known before anything is counted.
  absl::Status LearnTemplates() {
    QuietMonitor quiet(clock_);  // the second pass will say what is wrong with the input
    const absl::StatusOr<Corpus> corpus =
        ReadCorpus(inputs_.files, settings_, nullptr, nullptr, request_.resources, nullptr,
                   cache_.get(), &quiet);
    if (!corpus.ok()) {
      return corpus.status();
    }
    TextLoader loader(*corpus, settings_.fields, cache_.get());
    absl::StatusOr<Boilerplate> learned =
        LearnBoilerplate(*corpus, settings_.shingle, threads_, &spill_, &loader, clock_);
    if (!learned.ok()) {
      return learned.status();
    }
    boilerplate_ = *std::move(learned);
    for (const std::string& source : corpus->fields.sources) {
      sources_.Add(source);
    }
    for (const auto& [source, found] : boilerplate_.templates()) {
      report_.discounted.push_back({corpus->fields.sources[source], found.documents, found.sampled,
                                    found.shingles.size(), found.texts});
    }
    std::sort(report_.discounted.begin(), report_.discounted.end(),
              [](const auto& a, const auto& b) { return a.source < b.source; });
    return absl::OkStatus();
  }

  absl::Status Index() {
    document_of_rank_ = DocumentsInKeepOrder(corpus_, settings_.keep);
    references_ = static_cast<uint32_t>(corpus_.documents.size() - corpus_.input_documents);
    absl::StatusOr<std::vector<uint32_t>> first_of_equal =
        FirstOfEqualTexts(corpus_, document_of_rank_, threads_, loader_.get(), clock_);
    if (!first_of_equal.ok()) {
      return first_of_equal.status();
    }
    first_of_equal_ = *std::move(first_of_equal);
    absl::StatusOr<CandidateIndex> index = CandidateIndex::Build(
        &corpus_.sketches, document_of_rank_,
        IndexedRanks(corpus_, document_of_rank_, first_of_equal_),
        IndexOptions(settings_, plan_, corpus_.documents.size(), request_.resources, &spill_),
        clock_);
    if (!index.ok()) {
      return index.status();
    }
    index_.emplace(*std::move(index));
    sets_ = std::make_unique<ShingleSetCache>(
        document_of_rank_, settings_.shingle,
        [this](uint32_t document) {
          return corpus_.fields.source_of.empty()
                     ? nullptr
                     : boilerplate_.Of(corpus_.fields.source_of[document]);
        },
        BytesForSets(request_.resources, spill_, corpus_.documents.size()), loader_.get(), &spill_);
    return absl::OkStatus();
  }

  absl::Status Judge() {
    RemovalOptions options;
    options.rule = EffectiveRule(settings_);
    options.references = references_;
    options.within = settings_.within;
    options.keep_variants = settings_.keep_variants;
    options.copies_may_differ = settings_.discount_boilerplate;
    options.threads = threads_;
    const absl::StatusOr<bool> known = points_.Load(
        kJudgedPoint, [&](DurableReader* reader) { removals_ = reader->Vector<Removal>(); });
    if (!known.ok()) {
      return known.status();
    }
    if (!*known) {
      absl::StatusOr<std::vector<Removal>> removals =
          FindRemovals(*index_, first_of_equal_, options, sets_.get(), clock_);
      if (!removals.ok()) {
        return removals.status();
      }
      removals_ = *std::move(removals);
      if (absl::Status status =
              Save(kJudgedPoint, [this](DurableWriter* writer) { writer->Vector(removals_); });
          !status.ok()) {
        return status;
      }
    }
    removed_.assign(corpus_.documents.size(), false);
    for (const Removal& removal : removals_) {
      removed_[document_of_rank_[removal.removed]] = true;
    }
    CountRemovals(removals_, corpus_, document_of_rank_, &report_);
    report_.sources = CountSourceLosses(corpus_, removals_, document_of_rank_);
    return request_.max_loss.has_value() ? CheckLosses(report_.sources, *request_.max_loss, corpus_,
                                                       removals_, document_of_rank_)
                                         : absl::OkStatus();
  }

  absl::Status Group() {
    GroupOptions options;
    options.references = references_;
    options.neighbours.threads = threads_;
    options.neighbours.spill = &spill_;
    const absl::StatusOr<bool> known =
        points_.Load(kGroupedPoint, [&](DurableReader* reader) { groups_ = LoadGroups(reader); });
    if (!known.ok()) {
      return known.status();
    }
    if (!*known) {
      absl::StatusOr<Groups> groups =
          FindGroups(*index_, first_of_equal_, removals_, options, sets_.get(), clock_);
      if (!groups.ok()) {
        return groups.status();
      }
      groups_ = *std::move(groups);
      if (absl::Status status =
              Save(kGroupedPoint, [this](DurableWriter* writer) { SaveGroups(groups_, writer); });
          !status.ok()) {
        return status;
      }
    }
    CountGroups(groups_, &report_);
    return WriteGroups(corpus_, groups_, document_of_rank_, output_);
  }

  // How many of the pairs near the threshold the bands found.
  absl::Status Check() {
    if (!plan_.lsh.has_value()) {
      return absl::OkStatus();
    }
    ThresholdSampleOptions options;
    options.jaccard = *settings_.rule.jaccard;
    options.threads = threads_;
    absl::StatusOr<std::vector<SampledPair>> sample =
        SamplePairsNearThreshold(*index_, options, sets_.get(), clock_);
    if (!sample.ok()) {
      return sample.status();
    }
    sample_ = *std::move(sample);
    CheckRecall(sample_, options.jaccard, *plan_.lsh, &report_);
    return absl::OkStatus();
  }

  absl::Status Write() {
    absl::Status status = WriteBoilerplate(report_.discounted, output_);
    if (status.ok() && !request_.groups_only) {
      status = WriteVerdicts();
    }
    if (status.ok() && !request_.groups_only && request_.pairs) {
      status = ListPairs();
    }
    if (status.ok() && !request_.groups_only) {
      status = request_.annotate ? Annotate() : Split();
    }
    if (status.ok()) {
      status = Report();
    }
    if (status.ok() && clock_->Cancelled()) {
      status = absl::CancelledError("interrupted");
    }
    if (status.ok()) {
      status = spill_.status();
    }
    return status.ok() ? output_.Commit(ResultNames()) : status;
  }

  absl::Status WriteVerdicts() {
    absl::Status status = WriteRemovals(corpus_, removals_, document_of_rank_, output_);
    return status.ok() ? WriteRejected(corpus_, output_) : status;
  }

  absl::Status ListPairs() {
    absl::StatusOr<SpillVector<VerifiedPair>> pairs =
        FindPairs(*index_, EffectiveRule(settings_), threads_, &spill_, sets_.get(), clock_);
    return pairs.ok() ? WritePairs(corpus_, *std::move(pairs), first_of_equal_, document_of_rank_,
                                   output_, &spill_, &report_.pairs)
                      : pairs.status();
  }

  absl::Status Annotate() {
    std::vector<TextHash> hashes(corpus_.input_files);
    if (!request_.dry_run) {
      absl::StatusOr<std::vector<TextHash>> written = AnnotateCorpus(
          corpus_, removals_, groups_, document_of_rank_, threads_, output_, cache_.get(), clock_);
      if (!written.ok()) {
        return written.status();
      }
      hashes = *std::move(written);
    }
    for (size_t i = 0; i < corpus_.input_documents; ++i) {
      report_.removed_bytes += removed_[i] ? corpus_.documents[i].size : 0;
    }
    for (const RejectedRecord& record : corpus_.rejected) {
      report_.rejected_bytes += record.size;
    }
    report_.kept_bytes = corpus_.bytes - report_.removed_bytes - report_.rejected_bytes;
    return WriteInputs(corpus_, removed_, hashes, inputs_.folders, output_);
  }

  absl::Status Split() {
    absl::StatusOr<SpillVector<FileCut>> cuts = SpillVector<FileCut>(&spill_);
    if (request_.trim_repeats) {
      const absl::StatusOr<SpillVector<TextCut>> text_cuts =
          RepeatsToCut(removed_, corpus_.input_documents, threads_, &spill_, loader_.get(), clock_);
      if (!text_cuts.ok()) {
        return text_cuts.status();
      }
      cuts = LocateCuts(corpus_, settings_.fields, *text_cuts, &spill_, cache_.get(), clock_);
    }
    if (!cuts.ok()) {
      return cuts.status();
    }
    const absl::StatusOr<SplitResult> split =
        SplitCorpus(corpus_, removed_, *cuts, inputs_.folders, request_.dry_run, threads_, output_,
                    cache_.get(), clock_);
    if (!split.ok()) {
      return split.status();
    }
    report_.trimmed_repeats = cuts->size();
    report_.kept_bytes = split->kept_bytes;
    report_.removed_bytes = split->removed_bytes;
    report_.rejected_bytes = split->rejected_bytes;
    report_.trimmed_bytes = split->cut_bytes;
    absl::Status status = WriteCuts(corpus_, *cuts, cache_.get(), output_);
    return status.ok()
               ? WriteInputs(corpus_, removed_, split->file_hashes, inputs_.folders, output_)
               : status;
  }

  absl::Status Report() {
    const absl::StatusOr<DedupPageContent> content =
        GatherPageContent({corpus_, removals_, groups_, sample_, document_of_rank_, settings_},
                          loader_.get(), clock_);
    if (!content.ok()) {
      return content.status();
    }
    report_.stage_seconds = clock_->StageSeconds();
    report_.seconds = clock_->Seconds();
    report_.peak_memory_bytes = PeakMemoryBytes();
    absl::Status status =
        WriteWholeFile(output_.Staged(kReportPage), DedupPage(report_, request_, *content));
    return status.ok() ? WriteReport(report_, request_, output_) : status;
  }

  const DedupRequest& request_;
  const Settings& settings_;
  const size_t threads_;
  const SketchPlan plan_;
  OutputFolder output_;
  StageClock* clock_;
  DedupReport report_;
  SpillBudget spill_;
  DurablePoints points_;

  Inputs inputs_;  // references are the last files
  size_t input_files_ = 0;
  std::unique_ptr<FileCache> cache_;
  Boilerplate boilerplate_;
  NameNumbers sources_;  // as the templates name them
  Corpus corpus_;
  std::unique_ptr<TextLoader> loader_;
  std::vector<uint32_t> document_of_rank_;
  uint32_t references_ = 0;  // documents; the first in keep order
  std::vector<uint32_t> first_of_equal_;
  std::optional<CandidateIndex> index_;
  std::unique_ptr<ShingleSetCache> sets_;
  std::vector<Removal> removals_;
  std::vector<bool> removed_;  // by document
  Groups groups_;
  std::vector<SampledPair> sample_;
};

}  // namespace

absl::StatusOr<DedupReport> Dedup(const DedupRequest& request, Monitor* monitor) {
  if (absl::Status status = ValidateRequest(request); !status.ok()) {
    return status;
  }
  StageClock clock(monitor);
  absl::StatusOr<std::optional<OutputFolder>> output =
      OpenJobOutput(request.output, request.work_folder, request.groups_only ? "groups" : "dedup",
                    JobJson(request), request.resume);
  if (!output.ok()) {
    return output.status();
  }
  if (!output->has_value()) {
    DedupReport nothing_to_do;
    nothing_to_do.was_finished = true;
    return nothing_to_do;
  }
  return DedupRun(request, *std::move(*output), &clock).Run();
}

}  // namespace reprise
