#include "reprise/pipeline/repeats.h"

#include <memory>
#include <utility>
#include <vector>

#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {
namespace {

// The repeats of the documents that have some, by document.
struct Found {
  uint32_t document = 0;
  TextRepeats repeats;
};

class RepeatsScan : public DocumentScan {
 public:
  explicit RepeatsScan(size_t min_tokens) : min_tokens_(min_tokens) {}

  std::unique_ptr<Worker> NewWorker() const override {
    return std::make_unique<RepeatsWorker>(min_tokens_);
  }

  void Append(std::unique_ptr<Part> part) override {
    auto& repeats = static_cast<RepeatsPart&>(*part);
    for (Found& found : repeats.found) {
      found.document += documents_;
      found_.push_back(std::move(found));
    }
    documents_ += repeats.documents;
  }

  const std::vector<Found>& found() const { return found_; }

 private:
  struct RepeatsPart : Part {
    std::vector<Found> found;  // documents counted from the part's first
    uint32_t documents = 0;
  };
  class RepeatsWorker : public Worker {
   public:
    explicit RepeatsWorker(size_t min_tokens) : min_tokens_(min_tokens) {}

    void Add(const ScannedDocument& document) override {
      TextRepeats repeats = FindTextRepeats(document.text, {min_tokens_});
      if (!repeats.passages.empty()) {
        part_->found.push_back({part_->documents, std::move(repeats)});
      }
      ++part_->documents;
    }
    std::unique_ptr<Part> Take() override {
      return std::exchange(part_, std::make_unique<RepeatsPart>());
    }

   private:
    const size_t min_tokens_;
    std::unique_ptr<RepeatsPart> part_ = std::make_unique<RepeatsPart>();
  };

  const size_t min_tokens_;
  std::vector<Found> found_;
  uint32_t documents_ = 0;
};

// Shows the sink what was found, with the texts, which are read again.
absl::Status Show(const RepeatsRequest& request, const std::vector<Found>& found,
                  const RepeatsSink& sink, CorpusJob* job) {
  const Corpus& corpus = job->corpus();
  TextLoader loader(corpus, request.corpus.fields, job->cache());
  const TextRepeats none;
  size_t next = 0;
  job->clock()->StartStage("showing", corpus.documents.size(), "documents");
  for (uint32_t document = 0; document < corpus.documents.size(); ++document) {
    const bool repeats = next < found.size() && found[next].document == document;
    if (repeats || request.show_all) {
      if (job->clock()->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
      absl::Status shown = absl::OkStatus();
      const absl::Status loaded = loader.Load(document, [&](std::string_view text) {
        shown = sink(corpus.Id(document), text, repeats ? found[next].repeats : none);
      });
      if (!loaded.ok() || !shown.ok()) {
        return loaded.ok() ? shown : loaded;
      }
    }
    next += repeats ? 1 : 0;
    job->clock()->Advance(1);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RepeatsReport> FindCorpusRepeats(const RepeatsRequest& request,
                                                const RepeatsSink& sink, Monitor* monitor) {
  if (request.min_tokens == 0) {
    return absl::InvalidArgumentError("min_tokens is 0; it must be at least 1");
  }
  absl::StatusOr<CorpusJob> job = CorpusJob::Begin(request.corpus, monitor);
  if (!job.ok()) {
    return job.status();
  }
  RepeatsScan scan(request.min_tokens);
  absl::Status status = job->Scan(&scan);
  if (status.ok() && !request.corpus.output.empty()) {
    status = CheckCuttable(job->corpus());
  }
  if (!status.ok()) {
    return status;
  }
  RepeatsReport report;
  std::vector<TextCut> cuts;
  report.documents_with_repeats = scan.found().size();
  for (const Found& found : scan.found()) {
    report.passages += found.repeats.passages.size();
    for (const ByteRange& cut : found.repeats.cuts) {
      cuts.push_back({found.document, cut});
    }
  }
  report.cuts = cuts.size();
  status = Show(request, scan.found(), sink, &*job);
  if (status.ok() && !request.corpus.output.empty()) {
    status = job->WriteCorpus(cuts);
  }
  if (!status.ok()) {
    return status;
  }
  job->TakeFigures();
  report.corpus = job->report();
  if (request.corpus.output.empty()) {
    return report;
  }
  status = job->Finish(RepeatsReportJson(report, request), {});
  if (!status.ok()) {
    return status;
  }
  return report;
}

std::string RepeatsReportJson(const RepeatsReport& report, const RepeatsRequest& request) {
  ReportJsonObject json = ReportHead("repeats");
  json["settings"] = RecordSettings(request.corpus);
  json["settings"]["min_tokens"] = request.min_tokens;
  AddFigures(report.corpus, request.corpus.resources,
             {{"documents_with_repeats", report.documents_with_repeats},
              {"repeated_passages", report.passages},
              {"cuts", report.cuts}},
             &json);
  return DumpReport(json);
}

}  // namespace reprise
