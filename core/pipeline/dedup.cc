#include "reprise/pipeline/dedup.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/parallel.h"
#include "reprise/base/peak_memory.h"
#include "reprise/cluster/pairs.h"
#include "reprise/cluster/removals.h"
#include "reprise/index/candidate_index.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/dedup_page.h"
#include "reprise/pipeline/dedup_page_content.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/keep_order.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/shingle_set_cache.h"
#include "reprise/pipeline/split_corpus.h"
#include "reprise/pipeline/stage_clock.h"
#include "reprise/pipeline/text_loader.h"
#include "reprise/verify/text_repeats.h"

namespace reprise {
namespace {

// SimHash's 64 bits tell only texts apart that are nearly the same: below this Jaccard, finding
// most pairs would mean looking at most of the corpus.
constexpr double kLeastSimHashJaccard = 0.9;

CandidateIndex::Options IndexOptions(const Settings& settings, const SketchPlan& plan,
                                     size_t documents, size_t threads) {
  CandidateIndex::Options options;
  options.min_coverage_tokens = settings.rule.min_coverage_tokens;
  options.coverage_plan = plan.coverage;
  options.threads = threads;
  if (plan.simhash) {
    const double jaccard = std::max(settings.rule.jaccard.value_or(1.0), kLeastSimHashJaccard);
    options.simhash_plan = PlanSimHash(jaccard, settings.recall, documents);
  }
  return options;
}

// Copies stand in no bucket: their first one speaks for them. So do empty texts, copies of nothing.
std::vector<bool> IndexedRanks(const Corpus& corpus, const std::vector<uint32_t>& document_of_rank,
                               const std::vector<uint32_t>& first_of_equal) {
  std::vector<bool> indexed(document_of_rank.size());
  for (uint32_t rank = 0; rank < indexed.size(); ++rank) {
    indexed[rank] =
        first_of_equal[rank] == rank && corpus.sketches.shingles[document_of_rank[rank]] != 0;
  }
  return indexed;
}

void CountRemovals(const Corpus& corpus, const std::vector<Removal>& removals,
                   const std::vector<uint32_t>& document_of_rank, DedupReport* report) {
  report->removed = removals.size();
  report->kept = report->documents - report->removed;
  for (const Removal& removal : removals) {
    report->removed_exact += removal.verdict == Verdict::kExact ? 1 : 0;
    report->removed_jaccard += removal.verdict == Verdict::kJaccard ? 1 : 0;
    report->removed_coverage += removal.verdict == Verdict::kCoverage ? 1 : 0;
    report->removed_variants += removal.variant ? 1 : 0;
    report->removed_shingles += corpus.sketches.shingles[document_of_rank[removal.removed]];
    report->unheld_shingles += removal.Unheld();
  }
}

void CountInput(const Corpus& corpus, DedupReport* report) {
  report->files = corpus.files.size();
  report->bytes = corpus.bytes;
  report->documents = corpus.documents.size();
  report->rejected = corpus.rejected.size();
  for (const FileCounts& counts : corpus.counts) {
    report->blank_lines += counts.blank;
  }
  for (const uint32_t shingles : corpus.sketches.shingles) {
    report->empty_documents += shingles == 0 ? 1 : 0;
  }
}

// In which order the parts of a result get their final names: the report, which says that it is
// complete, comes last.
const std::vector<std::string>& ResultNames() {
  static const auto* const names = new std::vector<std::string>{
      "kept",        "removed", "rejected",     "removals.jsonl", "rejected.jsonl",
      "pairs.jsonl", kCutsFile, "inputs.jsonl", kReportPage,      kReportFile};
  return *names;
}

// Where a run leaves what it was asked for, for one that resumes it.
constexpr const char* kJobFile = "job.json";

// Whether a run may begin in, or go on with, the output folder as it was found.
absl::Status CheckOutput(const DedupRequest& request, OutputFolder::Found found) {
  if (found == OutputFolder::Found::kFinished && !request.resume) {
    return absl::FailedPreconditionError(absl::StrCat(
        request.output, " holds a finished result; choose another place for this one"));
  }
  if (found != OutputFolder::Found::kUnfinished) {
    return absl::OkStatus();
  }
  if (!request.resume) {
    return absl::FailedPreconditionError(
        absl::StrCat(request.output,
                     " holds an unfinished run; resume it (--resume), or choose "
                     "another place for the result"));
  }
  const absl::StatusOr<std::string> job =
      ReadWholeFile(OutputFolder::HiddenPath(request.output, kJobFile));
  const std::string difference = job.ok() ? JobDifference(*job, JobJson(request)) : std::string();
  if (!difference.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        request.output, " holds an unfinished run of another job, which differs in: ", difference,
        "; choose another place for the result"));
  }
  return absl::OkStatus();
}

absl::Status WriteJob(const DedupRequest& request) {
  return WriteWholeFile(OutputFolder::HiddenPath(request.output, kJobFile), JobJson(request));
}

// What may be cut out of the documents that stay, because it comes back within them.
absl::StatusOr<std::vector<TextCut>> RepeatsOfKept(const Corpus& corpus,
                                                   const std::vector<bool>& removed, size_t threads,
                                                   TextLoader* loader, Monitor* monitor) {
  monitor->StartStage("trimming", corpus.documents.size(), "documents");
  std::vector<std::vector<ByteRange>> cuts(corpus.documents.size());
  const absl::Status status =
      ParallelFor(threads, corpus.documents.size(), [&](size_t /*worker*/, size_t i) {
        monitor->Advance(1);
        if (monitor->Cancelled()) {
          return absl::CancelledError("interrupted");
        }
        return removed[i] ? absl::OkStatus() : loader->Load(i, [&](std::string_view text) {
          cuts[i] = FindTextRepeats(text, {}).cuts;
        });
      });
  if (!status.ok()) {
    return status;
  }
  std::vector<TextCut> all;
  for (uint32_t i = 0; i < cuts.size(); ++i) {
    for (const ByteRange& cut : cuts[i]) {
      all.push_back({i, cut});
    }
  }
  return all;
}

}  // namespace

absl::StatusOr<DedupReport> Dedup(const DedupRequest& request, Monitor* monitor) {
  absl::Status status = ValidateSettings(request.settings);
  if (status.ok()) {
    status = ValidateResources(request.resources);
  }
  if (!status.ok()) {
    return status;
  }
  const absl::StatusOr<OutputFolder::Found> found =
      OutputFolder::Inspect(request.output, kReportFile);
  status = found.ok() ? CheckOutput(request, *found) : found.status();
  if (!status.ok()) {
    return status;
  }
  if (*found == OutputFolder::Found::kFinished) {
    DedupReport nothing_to_do;
    nothing_to_do.was_finished = true;
    return nothing_to_do;
  }

  StageClock clock(monitor);
  absl::StatusOr<OutputFolder> output = OutputFolder::Create(request.output, request.work_folder);
  if (!output.ok()) {
    return output.status();
  }
  status = WriteJob(request);
  if (!status.ok()) {
    return status;
  }
  clock.StartStage("listing", 0, "files");
  absl::StatusOr<Inputs> inputs = ListInputs(
      request.inputs, {request.settings.format, output->work(), {request.output, output->work()}},
      &clock);
  if (!inputs.ok()) {
    return inputs.status();
  }

  const Settings& settings = request.settings;
  const Rule rule = EffectiveRule(settings);
  const size_t threads = request.resources.threads;
  const SketchPlan plan(settings);
  FileCache cache(inputs->files);
  absl::StatusOr<Corpus> corpus =
      ReadCorpus(inputs->files, settings.fields, plan, threads, &cache, &clock);
  if (!corpus.ok()) {
    return corpus.status();
  }
  DedupReport report;
  CountInput(*corpus, &report);

  const std::vector<uint32_t> document_of_rank = DocumentsInKeepOrder(*corpus, settings.keep);
  TextLoader loader(*corpus, settings.fields, &cache);
  const absl::StatusOr<std::vector<uint32_t>> first_of_equal =
      FirstOfEqualTexts(*corpus, document_of_rank, threads, &loader, &clock);
  if (!first_of_equal.ok()) {
    return first_of_equal.status();
  }
  const absl::StatusOr<CandidateIndex> index = CandidateIndex::Build(
      corpus->sketches, document_of_rank, IndexedRanks(*corpus, document_of_rank, *first_of_equal),
      IndexOptions(settings, plan, corpus->documents.size(), threads), &clock);
  if (!index.ok()) {
    return index.status();
  }
  ShingleSetCache sets(document_of_rank, settings.shingle, request.resources.memory / 4, &loader);
  RemovalOptions removal_options;
  removal_options.rule = rule;
  removal_options.threads = threads;
  const absl::StatusOr<std::vector<Removal>> removals =
      FindRemovals(*index, *first_of_equal, removal_options, &sets, &clock);
  if (!removals.ok()) {
    return removals.status();
  }
  CountRemovals(*corpus, *removals, document_of_rank, &report);

  if (request.pairs) {
    const absl::StatusOr<std::vector<VerifiedPair>> pairs =
        FindPairs(*index, rule, threads, &sets, &clock);
    status = pairs.ok() ? WritePairs(*corpus, *pairs, *first_of_equal, document_of_rank, *output,
                                     &report.pairs)
                        : pairs.status();
    if (!status.ok()) {
      return status;
    }
  }

  std::vector<bool> removed(corpus->documents.size(), false);
  for (const Removal& removal : *removals) {
    removed[document_of_rank[removal.removed]] = true;
  }
  absl::StatusOr<std::vector<FileCut>> cuts = std::vector<FileCut>();
  if (request.trim_repeats) {
    const absl::StatusOr<std::vector<TextCut>> text_cuts =
        RepeatsOfKept(*corpus, removed, threads, &loader, &clock);
    if (!text_cuts.ok()) {
      return text_cuts.status();
    }
    cuts = LocateCuts(*corpus, settings.fields, *text_cuts, &cache, &clock);
  }
  if (!cuts.ok()) {
    return cuts.status();
  }
  report.trimmed_repeats = cuts->size();
  const absl::StatusOr<SplitResult> split = SplitCorpus(
      *corpus, removed, *cuts, inputs->folders, request.dry_run, threads, *output, &cache, &clock);
  if (!split.ok()) {
    return split.status();
  }
  report.kept_bytes = split->kept_bytes;
  report.removed_bytes = split->removed_bytes;
  report.rejected_bytes = split->rejected_bytes;
  report.trimmed_bytes = split->cut_bytes;
  status = WriteRemovals(*corpus, *removals, document_of_rank, *output);
  if (status.ok()) {
    status = WriteCuts(*corpus, *cuts, &cache, *output);
  }
  if (status.ok()) {
    status = WriteInputs(*corpus, removed, split->file_hashes, inputs->folders, *output);
  }
  if (status.ok()) {
    status = WriteRejected(*corpus, *output);
  }
  absl::StatusOr<DedupPageContent> page = DedupPageContent();
  if (status.ok()) {
    page = GatherPageContent(*corpus, *removals, document_of_rank, settings, &loader, &clock);
    status = page.status();
  }
  report.stage_seconds = clock.StageSeconds();
  report.seconds = clock.Seconds();
  report.peak_memory_bytes = PeakMemoryBytes();
  if (status.ok()) {
    status = WriteWholeFile(output->Staged(kReportPage), DedupPage(report, request, *page));
  }
  if (status.ok()) {
    status = WriteReport(report, request, *output);
  }
  if (status.ok() && clock.Cancelled()) {
    status = absl::CancelledError("interrupted");
  }
  if (status.ok()) {
    status = output->Commit(ResultNames());
  }
  if (!status.ok()) {
    return status;
  }
  return report;
}

}  // namespace reprise
