#include "reprise/pipeline/passages.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/name_numbers.h"
#include "reprise/base/parallel.h"
#include "reprise/index/shared_runs.h"
#include "reprise/io/json/json_line_writer.h"
#include "reprise/io/json/json_text.h"
#include "reprise/pipeline/dates.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/passage_kinds.h"
#include "reprise/pipeline/passage_table.h"
#include "reprise/pipeline/passage_timeline.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/text_loader.h"
#include "reprise/pipeline/timeline_page.h"
#include "reprise/text/sentences.h"
#include "reprise/text/tokenizer.h"
#include "reprise/verify/text_repeats.h"

namespace reprise {
namespace {

constexpr const char* kPassagesFile = "passages.jsonl";
constexpr const char* kTimelineFile = "timeline.json";
constexpr const char* kTimelinePage = "timeline.html";
// The member that names a document's source where no other is named.
constexpr const char* kUrlField = "url";

// The first pass: fingerprints, and what passages are judged by.
class FingerprintScan : public DocumentScan {
 public:
  FingerprintScan(SharedRunFinder* finder, bool by_host, bool with_dates, DocumentFacts* facts)
      : finder_(finder), by_host_(by_host), with_dates_(with_dates), facts_(facts) {
    SourceNumber("");
  }

  std::unique_ptr<Worker> NewWorker() const override {
    return std::make_unique<FingerprintWorker>(*finder_, by_host_, with_dates_);
  }

  void Append(std::unique_ptr<Part> part) override {
    auto& block = static_cast<FingerprintPart&>(*part);
    finder_->AddFingerprints(block.fingerprints);
    fingerprints_.insert(fingerprints_.end(), block.fingerprints.begin(), block.fingerprints.end());
    for (const uint32_t count : block.fingerprint_counts) {
      fingerprint_ends_.push_back(count +
                                  (fingerprint_ends_.empty() ? 0 : fingerprint_ends_.back()));
    }
    for (size_t i = 0; i < block.tokens.size(); ++i) {
      facts_->tokens.push_back(block.tokens[i]);
      const uint32_t source = SourceNumber(block.sources[i]);
      facts_->source.push_back(source);
      ++facts_->source_documents[source];
    }
    std::move(block.dates.begin(), block.dates.end(), std::back_inserter(facts_->dates));
  }

  // Which documents share fingerprints with others, once these are finished. Call once: what it
  // rests on is freed.
  std::vector<bool> Sharing() {
    std::vector<bool> sharing(fingerprint_ends_.size());
    size_t begin = 0;
    for (size_t i = 0; i < sharing.size(); ++i) {
      const size_t end = fingerprint_ends_[i];
      sharing[i] = finder_->Shares(absl::MakeConstSpan(fingerprints_).subspan(begin, end - begin));
      begin = end;
    }
    std::vector<uint64_t>().swap(fingerprints_);
    std::vector<uint64_t>().swap(fingerprint_ends_);
    return sharing;
  }

 private:
  struct FingerprintPart : Part {
    std::vector<uint64_t> fingerprints;
    std::vector<uint32_t> fingerprint_counts;  // per document
    std::vector<uint32_t> tokens;              // per document
    std::vector<std::string> sources;          // per document
    std::vector<std::string> dates;            // per document, where they are asked for
  };
  class FingerprintWorker : public Worker {
   public:
    FingerprintWorker(const SharedRunFinder& finder, bool by_host, bool with_dates)
        : finder_(finder), by_host_(by_host), with_dates_(with_dates) {}

    void Add(const ScannedDocument& document) override {
      TokenHashes(document.text, &tokens_);
      part_->tokens.push_back(static_cast<uint32_t>(tokens_.size()));
      finder_.Fingerprints(tokens_, &scratch_, &fingerprints_);
      part_->fingerprints.insert(part_->fingerprints.end(), fingerprints_.begin(),
                                 fingerprints_.end());
      part_->fingerprint_counts.push_back(static_cast<uint32_t>(fingerprints_.size()));
      part_->sources.emplace_back(by_host_ ? HostOf(document.others[0]) : document.others[0]);
      if (with_dates_) {
        part_->dates.emplace_back(document.others[1]);
      }
    }
    std::unique_ptr<Part> Take() override {
      return std::exchange(part_, std::make_unique<FingerprintPart>());
    }

   private:
    const SharedRunFinder& finder_;
    const bool by_host_;
    const bool with_dates_;
    std::vector<uint64_t> tokens_;
    std::vector<uint64_t> fingerprints_;
    SharedRunFinder::Scratch scratch_;
    std::unique_ptr<FingerprintPart> part_ = std::make_unique<FingerprintPart>();
  };

  uint32_t SourceNumber(const std::string& name) {
    const auto [number, is_new] = numbers_.Add(name);
    if (is_new) {
      facts_->source_names.push_back(name);
      facts_->source_documents.push_back(0);
    }
    return number;
  }

  SharedRunFinder* finder_;
  const bool by_host_;
  const bool with_dates_;
  DocumentFacts* facts_;
  std::vector<uint64_t> fingerprints_;      // of all documents, one after the other
  std::vector<uint64_t> fingerprint_ends_;  // per document
  NameNumbers numbers_;                     // of sources
};

class PassagesJob {
 public:
  PassagesJob(const PassagesRequest& request, CorpusJob* job)
      : request_(request),
        job_(job),
        threads_(request.corpus.resources.threads),
        finder_(request.min_tokens) {}

  absl::StatusOr<PassagesReport> Run() {
    absl::Status status = FindRuns();
    if (status.ok()) {
      verdicts_ = JudgePassages(table_, facts_);
      Count();
      status = LocateOccurrences();
    }
    if (status.ok()) {
      status = WritePassages();
    }
    if (status.ok() && !request_.date_field.empty()) {
      status = WriteTimeline();
    }
    if (status.ok()) {
      status =
          request_.cut ? job_->WriteCorpus(cuts_) : WriteRejected(job_->corpus(), job_->output());
    }
    if (!status.ok()) {
      return status;
    }
    job_->TakeFigures();
    report_.corpus = job_->report();
    status = job_->Finish(PassagesReportJson(report_, request_),
                          {kPassagesFile, kTimelineFile, kTimelinePage});
    if (!status.ok()) {
      return status;
    }
    return report_;
  }

 private:
  size_t documents() const { return job_->corpus().documents.size(); }

  absl::Status FindRuns() {
    FingerprintScan scan(&finder_, request_.source_field.empty(), !request_.date_field.empty(),
                         &facts_);
    absl::Status status = job_->Scan(&scan);
    if (status.ok() && request_.cut) {
      status = CheckCuttable(job_->corpus());
    }
    if (!status.ok()) {
      return status;
    }
    finder_.FinishFingerprints();
    loader_ = std::make_unique<TextLoader>(job_->corpus(), request_.corpus.fields, job_->cache());
    status = AddActiveStretches(scan.Sharing());
    if (status.ok()) {
      status = finder_.Find(
          [this](const SharedRun& run) {
            table_.Add(run);
            return absl::OkStatus();
          },
          job_->clock());
    }
    if (status.ok()) {
      table_.Finish(documents());
    }
    return status;
  }

  // The second pass: what lies near fingerprints that came back. Some documents at a time, so that
  // threads help and the order stays that of the input.
  absl::Status AddActiveStretches(const std::vector<bool>& sharing) {
    constexpr size_t kBatch = 1024;
    struct Entry {
      std::vector<uint64_t> tokens;
      SharedRunFinder::Active active;
    };
    std::vector<Entry> batch(kBatch);
    std::vector<SharedRunFinder::Scratch> scratch(threads_);
    job_->clock()->StartStage("sampling", documents(), "documents");
    for (size_t begin = 0; begin < documents(); begin += kBatch) {
      const size_t count = std::min(kBatch, documents() - begin);
      absl::Status status =
          ParallelFor(threads_, count, [&](size_t worker, size_t i) -> absl::Status {
            Entry& entry = batch[i];
            entry.active.stretches.clear();
            if (job_->clock()->Cancelled()) {
              return absl::CancelledError("interrupted");
            }
            if (!sharing[begin + i]) {
              return absl::OkStatus();
            }
            return loader_->Load(begin + i, [&](std::string_view text) {
              TokenHashes(text, &entry.tokens);
              finder_.ActiveStretches(entry.tokens, &scratch[worker], &entry.active);
            });
          });
      for (size_t i = 0; status.ok() && i < count; ++i) {
        if (!batch[i].active.stretches.empty()) {
          status = finder_.AddDocument(static_cast<uint32_t>(begin + i), batch[i].tokens,
                                       batch[i].active);
        }
      }
      if (!status.ok()) {
        return status;
      }
      job_->clock()->Advance(count);
    }
    return absl::OkStatus();
  }

  void Count() {
    report_.passages = table_.size();
    report_.occurrences = table_.occurrence_count();
    report_.sources = facts_.source_names.size() - 1;
    for (const PassageVerdict& verdict : verdicts_) {
      report_.syndicated += verdict.kind == PassageKind::kSyndicated ? 1 : 0;
      report_.boilerplate += verdict.kind == PassageKind::kBoilerplate ? 1 : 0;
      report_.quotes += verdict.kind == PassageKind::kQuote ? 1 : 0;
    }
    for (uint32_t document = 0; document < documents(); ++document) {
      report_.documents_with_passages += table_.PlacesIn(document).empty() ? 0 : 1;
    }
  }

  // Tokens to bytes, for every occurrence; and what is cut, while the tokens are at hand.
  absl::Status LocateOccurrences() {
    bytes_.resize(table_.occurrence_count());
    std::vector<std::vector<ByteRange>> cuts(request_.cut ? documents() : 0);
    std::vector<std::vector<Token>> tokens(threads_);
    job_->clock()->StartStage("locating", documents(), "documents");
    absl::Status status =
        ParallelFor(threads_, documents(), [&](size_t worker, size_t document) -> absl::Status {
          if (job_->clock()->Cancelled()) {
            return absl::CancelledError("interrupted");
          }
          job_->clock()->Advance(1);
          const auto places = table_.PlacesIn(static_cast<uint32_t>(document));
          if (places.empty()) {
            return absl::OkStatus();
          }
          return loader_->Load(document, [&](std::string_view text) {
            std::vector<Token>& all = tokens[worker];
            Tokenize(text, &all);
            std::vector<TokenRange> doomed;
            for (const PassageTable::Place& place : places) {
              const size_t end = size_t{place.begin} + table_.tokens(place.passage);
              bytes_[place.index] = {all[place.begin].begin, all[end - 1].end};
              // Its first occurrence has the same tokens and stands earlier, so that whatever goes
              // here is still there, or goes there for the same reason.
              if (request_.cut && place.index != table_.FirstIndex(place.passage)) {
                doomed.push_back({place.begin, end});
              }
            }
            if (!doomed.empty()) {
              cuts[document] = CutRanges(TextBoundaries(text, all), all, doomed, {});
            }
          });
        });
    for (uint32_t document = 0; document < cuts.size(); ++document) {
      for (const ByteRange& cut : cuts[document]) {
        cuts_.push_back({document, cut});
      }
    }
    report_.cuts = cuts_.size();
    return status;
  }

  absl::Status WritePassages() {
    const Corpus& corpus = job_->corpus();
    JsonLineWriter writer;
    absl::Status status = writer.Open(job_->output().Staged(kPassagesFile));
    job_->clock()->StartStage("writing", table_.size(), "passages");
    // Passages come by first occurrence: each text is read once.
    std::string text;
    uint32_t loaded = std::numeric_limits<uint32_t>::max();
    std::string list;
    for (size_t passage = 0; status.ok() && passage < table_.size(); ++passage) {
      const auto occurrences = table_.Occurrences(passage);
      if (occurrences.front().document != loaded) {
        if (job_->clock()->Cancelled()) {
          return absl::CancelledError("interrupted");
        }
        loaded = occurrences.front().document;
        status = loader_->Load(loaded, [&](std::string_view whole) { text = whole; });
        if (!status.ok()) {
          return status;
        }
      }
      const uint64_t first_index = table_.FirstIndex(passage);
      list.assign(1, '[');
      for (size_t i = 0; i < occurrences.size(); ++i) {
        const ByteRange& range = bytes_[first_index + i];
        absl::StrAppend(&list, i == 0 ? "{\"id\":" : ",{\"id\":");
        AppendJsonString(corpus.Id(occurrences[i].document), &list);
        absl::StrAppend(&list, ",\"begin\":", range.begin, ",\"end\":", range.end, "}");
      }
      list.push_back(']');
      const ByteRange& first = bytes_[first_index];
      writer.Count("tokens", table_.tokens(passage))
          .Text("text", std::string_view(text).substr(first.begin, first.size()))
          .Count("documents", table_.documents(passage))
          .Json("occurrences", list)
          .Text("kind", PassageKindName(verdicts_[passage].kind))
          .Text("reason", ReasonFor(passage, verdicts_[passage], table_, facts_));
      status = writer.EndLine();
      job_->clock()->Advance(1);
    }
    return status.ok() ? writer.Close() : status;
  }

  absl::Status WriteTimeline() {
    std::vector<uint32_t> first_documents;
    ReuseTimeline timeline = MakeTimeline(job_->corpus(), table_, verdicts_, facts_,
                                          request_.date_field, &first_documents);
    for (size_t i = 0; i < timeline.stories.size(); ++i) {
      absl::Status status = loader_->Load(first_documents[i], [&](std::string_view text) {
        timeline.stories[i].title = FirstWords(text);
      });
      if (!status.ok()) {
        return status;
      }
    }
    report_.stories = timeline.stories.size();
    absl::Status status = job_->WriteFile(kTimelineFile, TimelineJson(timeline));
    return status.ok() ? job_->WriteFile(kTimelinePage, TimelinePage(timeline)) : status;
  }

  // The beginning of a text, white space made one.
  static std::string FirstWords(std::string_view text) {
    constexpr size_t kMostTokens = 14;
    std::vector<Token> tokens;
    Tokenize(text, &tokens);
    if (tokens.empty()) {
      return "";
    }
    const Token& last = tokens[std::min(tokens.size(), kMostTokens) - 1];
    std::string words;
    for (const char c : text.substr(tokens.front().begin, last.end - tokens.front().begin)) {
      const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
      if (!space || (!words.empty() && words.back() != ' ')) {
        words += space ? ' ' : c;
      }
    }
    return tokens.size() > kMostTokens ? absl::StrCat(words, " ...") : words;
  }

  const PassagesRequest& request_;
  CorpusJob* job_;
  const size_t threads_;
  SharedRunFinder finder_;
  DocumentFacts facts_;
  PassageTable table_;
  std::vector<PassageVerdict> verdicts_;
  std::vector<ByteRange> bytes_;  // of every occurrence
  std::vector<TextCut> cuts_;
  std::unique_ptr<TextLoader> loader_;
  PassagesReport report_;
};

}  // namespace

absl::StatusOr<PassagesReport> FindCorpusPassages(const PassagesRequest& request,
                                                  Monitor* monitor) {
  if (request.min_tokens == 0 || request.min_tokens >= std::numeric_limits<uint32_t>::max()) {
    return absl::InvalidArgumentError(absl::StrCat("min_tokens is ", request.min_tokens,
                                                   "; it must be at least 1 and below 2^32"));
  }
  if (request.corpus.output.empty()) {
    return absl::InvalidArgumentError("passages need a folder for the result");
  }
  PassagesRequest asked = request;
  asked.corpus.fields.others = {request.source_field.empty() ? kUrlField : request.source_field};
  if (!request.date_field.empty()) {
    asked.corpus.fields.others.push_back(request.date_field);
  }
  absl::StatusOr<CorpusJob> job = CorpusJob::Begin(asked.corpus, monitor);
  if (!job.ok()) {
    return job.status();
  }
  return PassagesJob(asked, &*job).Run();
}

std::string PassagesReportJson(const PassagesReport& report, const PassagesRequest& request) {
  ReportJsonObject json = ReportHead("passages");
  json["settings"] = RecordSettings(request.corpus);
  json["settings"]["min_tokens"] = request.min_tokens;
  json["settings"]["source_field"] =
      request.source_field.empty() ? "host of url" : request.source_field;
  if (!request.date_field.empty()) {
    json["settings"]["timeline"] = request.date_field;
  }
  json["settings"]["cut"] = request.cut;
  AddFigures(report.corpus, request.corpus.resources,
             {{"passages", report.passages},
              {"syndicated", report.syndicated},
              {"boilerplate", report.boilerplate},
              {"quotes", report.quotes},
              {"occurrences", report.occurrences},
              {"documents_with_passages", report.documents_with_passages},
              {"sources", report.sources},
              {"cuts", report.cuts},
              {"stories", report.stories}},
             &json);
  return DumpReport(json);
}

}  // namespace reprise
