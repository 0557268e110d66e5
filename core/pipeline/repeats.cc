#include "reprise/pipeline/repeats.h"

#include <memory>
#include <utility>
#include <vector>

#include "reprise/base/spill.h"
#include "reprise/base/spill_window.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {
namespace {

// What was found, document by document, as a sequence of numbers that spills: the document and how
// many numbers follow; how many passages, and of each its tokens, how many places, and these; cuts.
class FoundRepeats {
 public:
  explicit FoundRepeats(SpillBudget* spill) : spill_(spill), numbers_(spill) {}

  // Documents are added in ascending order.
  void Add(uint64_t document, const TextRepeats& repeats) {
    record_.assign({document, 0, repeats.passages.size()});
    for (const RepeatedPassage& passage : repeats.passages) {
      record_.push_back(passage.tokens);
      record_.push_back(passage.occurrences.size());
      AddRanges(passage.occurrences);
    }
    AddRanges(repeats.cuts);
    record_[1] = record_.size() - kHead;
    numbers_.Append(record_);
  }

  // Reads it back in the order in which it was added; `found` must outlive the reader.
  class Reader {
   public:
    explicit Reader(const FoundRepeats& found) : found_(found), numbers_(found.numbers_) {}

    // False behind the last document. Errors: those of the disk.
    absl::StatusOr<bool> Next(uint64_t* document, TextRepeats* repeats) {
      if (next_ == found_.numbers_.size()) {
        return false;
      }
      const absl::Span<const uint64_t> head = numbers_.Read(next_, kHead);
      *document = head[0];
      const uint64_t size = head[1];
      left_ = numbers_.Read(next_ + kHead, static_cast<size_t>(size));
      next_ += kHead + size;
      if (absl::Status status = found_.spill_->status(); !status.ok()) {
        return status;
      }
      repeats->passages.resize(static_cast<size_t>(Number()));
      for (RepeatedPassage& passage : repeats->passages) {
        passage.tokens = Number();
        ReadRanges(Number(), &passage.occurrences);
      }
      ReadRanges(left_.size() / 2, &repeats->cuts);
      return true;
    }

   private:
    uint64_t Number() {
      const uint64_t number = left_.front();
      left_.remove_prefix(1);
      return number;
    }
    void ReadRanges(uint64_t count, std::vector<ByteRange>* ranges) {
      ranges->clear();
      for (; count > 0; --count) {
        const uint64_t begin = Number();
        ranges->push_back({begin, Number()});
      }
    }

    const FoundRepeats& found_;
    SpillWindow<uint64_t> numbers_;
    uint64_t next_ = 0;
    absl::Span<const uint64_t> left_;  // of the document in hand
  };

 private:
  static constexpr size_t kHead = 2;

  void AddRanges(const std::vector<ByteRange>& ranges) {
    for (const ByteRange& range : ranges) {
      record_.push_back(range.begin);
      record_.push_back(range.end);
    }
  }

  SpillBudget* spill_;
  SpillVector<uint64_t> numbers_;
  std::vector<uint64_t> record_;  // of the document that is added
};

// Finds the repeats of every document and counts them.
class RepeatsScan : public DocumentScan {
 public:
  // The report receives the counts; both must outlive the scan.
  RepeatsScan(size_t min_tokens, SpillBudget* spill, RepeatsReport* report)
      : min_tokens_(min_tokens), spill_(spill), report_(report), found_(spill), cuts_(spill) {}

  std::unique_ptr<Worker> NewWorker() const override {
    return std::make_unique<RepeatsWorker>(min_tokens_);
  }
  // A token takes some 130 bytes, and may be every second byte of a text.
  uint64_t MemoryPerRecordByte() const override { return 72; }

  void Append(std::unique_ptr<Part> part) override {
    const auto& block = static_cast<const RepeatsPart&>(*part);
    spill_->Take(block.documents * kDocumentBytes);
    for (const auto& [index, repeats] : block.found) {
      const uint64_t document = documents_ + index;
      found_.Add(document, repeats);
      for (const ByteRange& cut : repeats.cuts) {
        cuts_.push_back({document, cut});
      }
      ++report_->documents_with_repeats;
      report_->passages += repeats.passages.size();
      report_->cuts += repeats.cuts.size();
    }
    documents_ += block.documents;
  }

  const FoundRepeats& found() const { return found_; }
  const SpillVector<TextCut>& cuts() const { return cuts_; }

 private:
  struct RepeatsPart : Part {
    // Of the documents that repeat something, counted from the part's first.
    std::vector<std::pair<uint64_t, TextRepeats>> found;
    uint64_t documents = 0;
  };
  class RepeatsWorker : public Worker {
   public:
    explicit RepeatsWorker(size_t min_tokens) : min_tokens_(min_tokens) {}

    void Add(const ScannedDocument& document) override {
      TextRepeats repeats = FindTextRepeats(document.text, {min_tokens_});
      if (!repeats.passages.empty()) {
        part_->found.emplace_back(part_->documents, std::move(repeats));
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
  SpillBudget* spill_;
  RepeatsReport* report_;
  FoundRepeats found_;
  SpillVector<TextCut> cuts_;
  uint64_t documents_ = 0;
};

// Shows the sink what was found, with the texts, which are read again.
absl::Status Show(const RepeatsRequest& request, const FoundRepeats& found, const RepeatsSink& sink,
                  CorpusJob* job) {
  const Corpus& corpus = job->corpus();
  TextLoader loader(corpus, request.corpus.fields, job->cache());
  FoundRepeats::Reader reader(found);
  uint64_t next = 0;  // the next document that repeats something
  TextRepeats repeats;
  absl::StatusOr<bool> more = reader.Next(&next, &repeats);
  const TextRepeats none;
  job->clock()->StartStage("showing", corpus.documents.size(), "documents");
  for (uint64_t document = 0; document < corpus.documents.size(); ++document) {
    if (!more.ok()) {
      return more.status();
    }
    const bool has_some = *more && next == document;
    if (has_some || request.show_all) {
      if (job->clock()->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
      absl::Status shown = absl::OkStatus();
      const absl::Status loaded = loader.Load(document, [&](std::string_view text) {
        shown = sink(corpus.Id(document), text, has_some ? repeats : none);
      });
      if (!loaded.ok() || !shown.ok()) {
        return loaded.ok() ? shown : loaded;
      }
    }
    if (has_some) {
      more = reader.Next(&next, &repeats);
    }
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
  RepeatsReport report;
  RepeatsScan scan(request.min_tokens, job->spill(), &report);
  absl::Status status = job->Scan(&scan);
  if (status.ok()) {
    status = CheckDocumentMemory(job->corpus().documents.size(), job->corpus().files.size(),
                                 request.corpus.resources);
  }
  if (status.ok() && !request.corpus.output.empty()) {
    status = CheckCuttable(job->corpus());
  }
  if (status.ok()) {
    status = Show(request, scan.found(), sink, &*job);
  }
  if (status.ok() && !request.corpus.output.empty()) {
    status = job->WriteCorpus(scan.cuts());
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
