#include "reprise/pipeline/tune.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/spill.h"
#include "reprise/base/utf8.h"
#include "reprise/cluster/removals.h"
#include "reprise/index/candidate_index.h"
#include "reprise/io/input_files.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/index_options.h"
#include "reprise/pipeline/keep_order.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/shingle_set_cache.h"
#include "reprise/pipeline/stage_clock.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {
namespace {

constexpr double kThresholds[] = {0.6, 0.7, 0.8, 0.9};
constexpr size_t kExamples = 3;
constexpr size_t kExcerpt = 160;  // bytes

// A corpus that is sketched and indexed.
class Sample {
 public:
  // `folder` is for what has to be unpacked, and for what the memory does not hold; each sample
  // needs its own.
  Sample(const Settings& settings, const Resources& resources, std::string folder,
         StageClock* clock)
      : settings_(settings),
        resources_(resources),
        plan_(settings),
        folder_(std::move(folder)),
        spill_(resources.memory / 2, folder_),
        clock_(clock) {}

  absl::Status Read(const std::vector<InputFile>& files) {
    if (absl::Status status = MakeFolders(folder_); !status.ok()) {
      return status;
    }
    spill_.Take(files.size() * kFileBytes);
    cache_ = OpenFiles(files, FieldsToRead(settings_), resources_, folder_);
    absl::StatusOr<Corpus> corpus =
        ReadCorpus(files, settings_, &plan_, nullptr, resources_, &spill_, cache_.get(), clock_);
    if (!corpus.ok()) {
      return corpus.status();
    }
    corpus_ = *std::move(corpus);
    loader_ = std::make_unique<TextLoader>(corpus_, settings_.fields, cache_.get());
    absl::Status status = CheckDocumentMemory(corpus_.documents.size(), files.size(), resources_);
    return status.ok() ? spill_.status() : status;
  }

  absl::Status Index() {
    document_of_rank_ = DocumentsInKeepOrder(corpus_, settings_.keep);
    absl::StatusOr<std::vector<uint32_t>> first =
        FirstOfEqualTexts(corpus_, document_of_rank_, resources_.threads, loader_.get(), clock_);
    if (!first.ok()) {
      return first.status();
    }
    first_of_equal_ = *std::move(first);
    absl::StatusOr<CandidateIndex> index = CandidateIndex::Build(
        corpus_.sketches, document_of_rank_,
        IndexedRanks(corpus_, document_of_rank_, first_of_equal_),
        IndexOptions(settings_, plan_, corpus_.documents.size(), resources_, &spill_), clock_);
    if (!index.ok()) {
      return index.status();
    }
    index_ = std::make_unique<CandidateIndex>(*std::move(index));
    sets_ = std::make_unique<ShingleSetCache>(
        document_of_rank_, settings_.shingle, [](uint32_t /*document*/) { return nullptr; },
        BytesForSets(resources_, spill_, corpus_.documents.size()), loader_.get(), &spill_);
    return spill_.status();
  }

  absl::StatusOr<std::vector<Removal>> Judge(double jaccard) {
    RemovalOptions options;
    options.rule = settings_.rule;
    options.rule.jaccard = jaccard;
    options.threads = resources_.threads;
    absl::StatusOr<std::vector<Removal>> removals =
        FindRemovals(*index_, first_of_equal_, options, sets_.get(), clock_);
    const absl::Status spilled = spill_.status();
    return spilled.ok() ? std::move(removals) : spilled;
  }

  uint64_t Candidates() {
    const size_t offered = RemovalOptions().bucket_capacity;
    std::vector<uint32_t> scratch;
    std::vector<uint32_t> asked_by(index_->size(),
                                   0);  // the last rank, plus one, it was offered to
    uint64_t candidates = 0;
    for (uint32_t rank = 0; rank < index_->size(); ++rank) {
      index_->ForEachBucketOf(
          index_->BucketsToSearch(rank, &scratch), &scratch_,
          [&](uint32_t /*bucket*/, absl::Span<const uint32_t> members) {
            for (size_t i = 0; i < std::min(members.size(), offered) && members[i] < rank; ++i) {
              candidates += asked_by[members[i]] != rank + 1 ? 1 : 0;
              asked_by[members[i]] = rank + 1;
            }
          });
    }
    return candidates;
  }

  absl::StatusOr<TuneExample> Example(const Removal& removal) {
    const uint32_t removed = document_of_rank_[removal.removed];
    const uint32_t kept = document_of_rank_[removal.kept];
    TuneExample example{corpus_.Id(removed), corpus_.Id(kept), removal.figures.Jaccard(), {}, {}};
    const auto excerpt = [](std::string* to) {
      return [to](std::string_view text) {
        size_t size = std::min(text.size(), kExcerpt);
        while (size > 0 && size < text.size() && (text[size] & 0xC0) == 0x80) {
          --size;  // never within a character
        }
        *to = text.substr(0, size);
      };
    };
    absl::Status status = loader_->Load(removed, excerpt(&example.removed_text));
    if (status.ok()) {
      status = loader_->Load(kept, excerpt(&example.kept_text));
    }
    return status.ok() ? absl::StatusOr<TuneExample>(std::move(example)) : status;
  }

  const Corpus& corpus() const { return corpus_; }
  // Errors: those of reading back what is on disk.
  absl::Status status() const { return spill_.status(); }

 private:
  const Settings settings_;
  const Resources& resources_;
  const SketchPlan plan_;
  const std::string folder_;
  SpillBudget spill_;  // before all that spills
  StageClock* clock_;
  std::unique_ptr<FileCache> cache_;
  Corpus corpus_;
  std::unique_ptr<TextLoader> loader_;
  std::vector<uint32_t> document_of_rank_;
  std::vector<uint32_t> first_of_equal_;
  std::unique_ptr<CandidateIndex> index_;
  std::vector<uint32_t> scratch_;
  std::unique_ptr<ShingleSetCache> sets_;
};

uint64_t SketchBytes(const SketchTable& table) {
  return (table.tokens.size() + table.shingles.size() + table.bands() * table.size() +
          table.fingerprints.total()) *
             sizeof(uint32_t) +
         table.fingerprints.documents();
}

// What a run at `jaccard` costs.
absl::Status MeasureCost(const std::vector<InputFile>& files, double jaccard, Sample* sample,
                         const StageClock& clock, TuneReport* report) {
  double begin = clock.Seconds();
  const auto take = [&](double* seconds) {
    *seconds = clock.Seconds() - std::exchange(begin, clock.Seconds());
  };
  absl::Status status = sample->Read(files);
  take(&report->read_seconds);
  if (status.ok()) {
    status = sample->Index();
    take(&report->index_seconds);
  }
  if (status.ok()) {
    status = sample->Judge(jaccard).status();
    take(&report->judge_seconds);
  }
  if (!status.ok()) {
    return status;
  }
  report->documents = sample->corpus().documents.size();
  report->rejected = sample->corpus().rejected.size();
  report->bytes = sample->corpus().bytes;
  report->sketch_bytes = SketchBytes(sample->corpus().sketches);
  report->candidates = sample->Candidates();
  return sample->status();
}

absl::Status AddThreshold(double jaccard, Sample* sample, TuneReport* report) {
  const absl::StatusOr<std::vector<Removal>> removals = sample->Judge(jaccard);
  if (!removals.ok()) {
    return removals.status();
  }
  TuneThreshold& threshold = report->thresholds.emplace_back();
  threshold.jaccard = jaccard;
  threshold.removed = removals->size();
  std::vector<std::pair<double, const Removal*>> nearest;
  for (const Removal& removal : *removals) {
    if (removal.verdict == Verdict::kJaccard) {
      nearest.emplace_back(removal.figures.Jaccard(), &removal);
    }
  }
  threshold.by_jaccard = nearest.size();
  std::stable_sort(nearest.begin(), nearest.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (size_t i = 0; i < std::min(nearest.size(), kExamples); ++i) {
    absl::StatusOr<TuneExample> example = sample->Example(*nearest[i].second);
    if (!example.ok()) {
      return example.status();
    }
    threshold.examples.push_back(*std::move(example));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<SketchChoice> SketchChoices(double jaccard, double recall, size_t most_hashes) {
  std::vector<SketchChoice> choices;
  constexpr size_t kMostRows = 32;  // as PlanLsh
  for (size_t rows = 1; rows <= kMostRows; ++rows) {
    const LshPlan plan{BandsNeeded(jaccard, recall, rows), rows};
    if (plan.hashes() > most_hashes) {
      break;
    }
    choices.push_back(
        {plan, DetectionProbability(jaccard, plan), DetectionProbability(jaccard / 2, plan)});
  }
  return choices;
}

absl::StatusOr<TuneReport> TuneOn(const std::vector<std::string>& inputs, const Settings& settings,
                                  const Resources& resources, Monitor* monitor) {
  absl::Status status = ValidateSettings(settings);
  if (status.ok()) {
    status = ValidateResources(resources);
  }
  if (status.ok() && !settings.rule.jaccard.has_value()) {
    status = absl::InvalidArgumentError(
        "with the Jaccard half of the rule off there is no threshold to tune");
  }
  if (!status.ok()) {
    return status;
  }
  // Input that cannot be read twice is kept here while it is needed.
  const std::string scratch =
      (std::filesystem::temp_directory_path() / absl::StrCat("reprise-tune-", ::getpid())).string();
  const absl::StatusOr<OutputFolder> folder = OutputFolder::Create(scratch, "");
  if (!folder.ok()) {
    return folder.status();
  }
  StageClock clock(monitor);
  const absl::StatusOr<Inputs> files =
      ListInputs(inputs, {settings.format, folder->work(), {}}, &clock);
  if (!files.ok()) {
    return files.status();
  }

  TuneReport report;
  {
    // Gone before the other one comes: each may take all of the memory.
    Sample as_set(settings, resources, absl::StrCat(folder->work(), "/set"), &clock);
    status = MeasureCost(files->files, *settings.rule.jaccard, &as_set, clock, &report);
  }
  if (!status.ok()) {
    return status;
  }

  // One index at the lowest threshold finds what all of them ask for.
  Settings low = settings;
  low.rule.jaccard = kThresholds[0];
  QuietMonitor quiet(&clock);
  StageClock quiet_clock(&quiet);
  Sample sample(low, resources, absl::StrCat(folder->work(), "/low"), &quiet_clock);
  status = sample.Read(files->files);
  if (status.ok()) {
    status = sample.Index();
  }
  for (const double threshold : kThresholds) {
    status = status.ok() ? AddThreshold(threshold, &sample, &report) : status;
  }
  if (!status.ok()) {
    return status;
  }
  return report;
}

}  // namespace reprise
