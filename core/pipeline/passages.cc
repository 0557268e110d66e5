#include "reprise/pipeline/passages.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/parallel.h"
#include "reprise/base/spill.h"
#include "reprise/base/spill_sort.h"
#include "reprise/base/spill_window.h"
#include "reprise/index/shared_runs.h"
#include "reprise/io/json/json_line_writer.h"
#include "reprise/io/json/json_text.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/fingerprint_scan.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/passage_kinds.h"
#include "reprise/pipeline/passage_table.h"
#include "reprise/pipeline/passage_timeline.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/text_loader.h"
#include "reprise/pipeline/timeline_page.h"
#include "reprise/pipeline/token_places.h"
#include "reprise/text/large_text.h"
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

// What tables that have spilled still have in memory, all together, at most.
constexpr uint64_t kUnspilledBytes = uint64_t{16} << 20;

class PassagesJob {
 public:
  PassagesJob(const PassagesRequest& request, CorpusJob* job)
      : request_(request),
        job_(job),
        threads_(request.corpus.resources.threads),
        finder_(request.min_tokens, job->spill()),
        table_(job->spill()),
        ranges_(job->spill()),
        cuts_(job->spill()) {}

  absl::StatusOr<PassagesReport> Run() {
    absl::Status status = FindRuns();
    if (status.ok()) {
      verdicts_ = JudgePassages(table_, facts_, job_->spill());
      Count();
      status = job_->spill()->status();
    }
    if (status.ok()) {
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
  uint64_t date_bytes() const { return request_.date_field.empty() ? 0 : kDateBytes; }

  absl::Status FindRuns() {
    FingerprintScan scan(&finder_, request_.source_field.empty(), !request_.date_field.empty(),
                         job_->spill(), &facts_);
    absl::Status status = job_->Scan(&scan);
    if (status.ok()) {
      status = CheckDocumentMemory(documents(), job_->corpus().files.size(),
                                   request_.corpus.resources, date_bytes());
    }
    if (status.ok() && request_.cut) {
      status = CheckCuttable(job_->corpus());
    }
    if (!status.ok()) {
      return status;
    }
    finder_.FinishFingerprints();
    loader_ = std::make_unique<TextLoader>(job_->corpus(), request_.corpus.fields, job_->cache());
    status = AddActiveStretches();
    SpillClaim group(job_->spill());
    if (status.ok()) {
      const absl::StatusOr<uint64_t> largest = finder_.GroupStretches();
      status = largest.ok() ? CheckLargestGroup(*largest) : largest.status();
      // What is found meanwhile has to spill the earlier for it.
      group.Set(largest.ok() ? *largest * SharedRunFinder::kGroupTokenBytes : 0);
    }
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
    return status.ok() ? job_->spill()->status() : status;
  }

  // What hangs together has to be in memory at once, beside what does not spill or has not.
  absl::Status CheckLargestGroup(uint64_t tokens) {
    const uint64_t bytes = tokens * SharedRunFinder::kGroupTokenBytes;
    if (job_->spill()->used() + bytes <= request_.corpus.resources.memory) {
      return absl::OkStatus();
    }
    const uint64_t staying =
        documents() * (kDocumentBytes + date_bytes()) + job_->corpus().files.size() * kFileBytes;
    return CheckLeastMemory(
        absl::StrCat("passages that hang together, through documents which hold several of them, "
                     "take ",
                     tokens, " tokens, which"),
        std::max({2 * (bytes + kUnspilledBytes), staying + bytes + kUnspilledBytes,
                  request_.corpus.resources.memory + 1}),
        request_.corpus.resources);
  }

  // The end of a batch of documents that begins at `begin`: some at a time, so that threads help
  // and the order stays that of the input; few enough for what is known of them to be in memory.
  size_t BatchEnd(size_t begin) const {
    constexpr size_t kMostDocuments = 1024;
    const uint64_t most_bytes =
        std::min<uint64_t>(uint64_t{64} << 20, request_.corpus.resources.memory / 32);
    uint64_t bytes = 0;
    size_t end = begin;
    while (end < documents() && end - begin < kMostDocuments && bytes < most_bytes) {
      bytes += job_->corpus().documents[end++].size;
    }
    return end;
  }

  // The second pass: what lies near fingerprints that came back.
  absl::Status AddActiveStretches() {
    struct Desk {
      std::vector<uint64_t> tokens;
      SharedRunFinder::Scratch scratch;
    };
    std::vector<Desk> desks(threads_);
    std::vector<SharedRunFinder::Active> batch;
    job_->clock()->StartStage("sampling", documents(), "documents");
    for (size_t begin = 0, end = 0; begin < documents(); begin = end) {
      end = BatchEnd(begin);
      batch.resize(std::max(batch.size(), end - begin));
      absl::Status status =
          ParallelFor(threads_, end - begin, [&](size_t worker, size_t i) -> absl::Status {
            SharedRunFinder::Active& active = batch[i];
            active.stretches.clear();
            if (job_->clock()->Cancelled()) {
              return absl::CancelledError("interrupted");
            }
            const auto document = static_cast<uint32_t>(begin + i);
            if (!finder_.Shares(document)) {
              return absl::OkStatus();
            }
            return loader_->Load(document, [&](std::string_view text) {
              Desk& desk = desks[worker];
              TokenHashes(text, &desk.tokens);
              finder_.ActiveStretches(document, desk.tokens, &desk.scratch, &active);
            });
          });
      if (!status.ok()) {
        return status;
      }
      for (size_t i = 0; i < end - begin; ++i) {
        if (!batch[i].stretches.empty()) {
          finder_.AddDocument(static_cast<uint32_t>(begin + i), batch[i]);
        }
      }
      job_->clock()->Advance(end - begin);
    }
    return absl::OkStatus();
  }

  void Count() {
    report_.passages = table_.size();
    report_.occurrences = table_.occurrence_count();
    report_.sources = facts_.source_names.size() - 1;
    SpillWindow<PassageVerdict> verdicts(verdicts_.all);
    for (size_t passage = 0; passage < table_.size(); ++passage) {
      const PassageKind kind = verdicts[passage].kind;
      report_.syndicated += kind == PassageKind::kSyndicated ? 1 : 0;
      report_.boilerplate += kind == PassageKind::kBoilerplate ? 1 : 0;
      report_.quotes += kind == PassageKind::kQuote ? 1 : 0;
    }
    for (uint32_t document = 0; document < documents(); ++document) {
      report_.documents_with_passages += table_.HasPlaces(document) ? 1 : 0;
    }
  }

  // Where an occurrence stands in its text.
  struct LocatedOccurrence {
    uint64_t index;  // in the list of all occurrences
    ByteRange bytes;

    friend bool operator<(const LocatedOccurrence& a, const LocatedOccurrence& b) {
      return a.index < b.index;
    }
  };
  // What one thread works with.
  struct LocatingDesk {
    explicit LocatingDesk(const PassageTable& table) : reader(table) {}
    PassageTable::Reader reader;
    std::vector<Token> tokens;
  };
  struct LocatedDocument {
    std::vector<LocatedOccurrence> occurrences;
    std::vector<ByteRange> cuts;
  };

  // Tokens to bytes, for every occurrence; and what is cut, while the tokens are at hand.
  absl::Status LocateOccurrences() {
    SpillSorter<LocatedOccurrence> located(job_->spill());
    std::vector<LocatingDesk> desks(threads_, LocatingDesk(table_));
    std::vector<LocatedDocument> batch;
    job_->clock()->StartStage("locating", documents(), "documents");
    for (size_t begin = 0, end = 0; begin < documents(); begin = end) {
      end = BatchEnd(begin);
      batch.assign(end - begin, {});
      absl::Status status = ParallelFor(threads_, end - begin, [&](size_t worker, size_t i) {
        job_->clock()->Advance(1);
        return job_->clock()->Cancelled() ? absl::CancelledError("interrupted")
                                          : Locate(begin + i, &desks[worker], &batch[i]);
      });
      if (!status.ok()) {
        return status;
      }
      for (size_t i = 0; i < batch.size(); ++i) {
        for (const LocatedOccurrence& occurrence : batch[i].occurrences) {
          located.Add(occurrence);
        }
        for (const ByteRange& cut : batch[i].cuts) {
          cuts_.push_back({begin + i, cut});
        }
      }
    }
    ranges_ = located.Take();
    report_.cuts = cuts_.size();
    return job_->spill()->status();
  }

  absl::Status Locate(size_t document, LocatingDesk* desk, LocatedDocument* located) {
    if (!table_.HasPlaces(static_cast<uint32_t>(document))) {
      return absl::OkStatus();
    }
    const auto places = desk->reader.PlacesIn(static_cast<uint32_t>(document));
    // What could not be read is no place.
    if (absl::Status status = job_->spill()->status(); !status.ok()) {
      return status;
    }
    return loader_->Load(document, [&](std::string_view text) {
      std::vector<Token>& all = desk->tokens;
      if (text.size() > kLargeText && !request_.cut) {
        LocateByPieces(text, places, &located->occurrences);
        return;
      }
      Tokenize(text, &all);
      std::vector<TokenRange> doomed;
      for (const PassageTable::Place& place : places) {
        const size_t end = size_t{place.begin} + place.tokens;
        located->occurrences.push_back({place.index, {all[place.begin].begin, all[end - 1].end}});
        // Its first occurrence has the same tokens and stands earlier, so that whatever goes
        // here is still there, or goes there for the same reason.
        if (request_.cut && place.first == 0) {
          doomed.push_back({place.begin, end});
        }
      }
      if (!doomed.empty()) {
        located->cuts = CutRanges(TextBoundaries(text, all), all, doomed, {});
      }
    });
  }

  static void LocateByPieces(std::string_view text, absl::Span<const PassageTable::Place> places,
                             std::vector<LocatedOccurrence>* occurrences) {
    std::vector<TokenRange> ranges;
    ranges.reserve(places.size());
    for (const PassageTable::Place& place : places) {
      ranges.push_back({place.begin, size_t{place.begin} + place.tokens});
    }
    const std::vector<ByteRange> bytes = LocateTokens(text, ranges);
    for (size_t i = 0; i < places.size(); ++i) {
      occurrences->push_back({places[i].index, bytes[i]});
    }
  }

  absl::Status WritePassages() {
    const Corpus& corpus = job_->corpus();
    JsonLineWriter writer;
    absl::Status status = writer.Open(job_->output().Staged(kPassagesFile));
    job_->clock()->StartStage("writing", table_.size(), "passages");
    PassageTable::Reader table(table_);
    SpillWindow<LocatedOccurrence> ranges(ranges_);
    SpillWindow<PassageVerdict> verdicts(verdicts_.all);
    // Passages come by first occurrence: each text is read once.
    std::string text;
    uint32_t loaded = std::numeric_limits<uint32_t>::max();
    std::string list;
    for (size_t passage = 0; status.ok() && passage < table_.size(); ++passage) {
      const auto occurrences = table.Occurrences(passage);
      const auto bytes = ranges.Read(table.FirstIndex(passage), occurrences.size());
      const PassageVerdict verdict = verdicts[passage];
      status = job_->spill()->status();
      if (!status.ok()) {
        return status;
      }
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
      list.assign(1, '[');
      for (size_t i = 0; i < occurrences.size(); ++i) {
        absl::StrAppend(&list, i == 0 ? "{\"id\":" : ",{\"id\":");
        AppendJsonString(corpus.Id(occurrences[i].document), &list);
        absl::StrAppend(&list, ",\"begin\":", bytes[i].bytes.begin, ",\"end\":", bytes[i].bytes.end,
                        "}");
      }
      list.push_back(']');
      const ByteRange& first = bytes.front().bytes;
      writer.Count("tokens", table.tokens(passage))
          .Text("text", std::string_view(text).substr(first.begin, first.size()))
          .Count("documents", table.documents(passage))
          .Json("occurrences", list)
          .Text("kind", PassageKindName(verdict.kind))
          .Text("reason", ReasonFor(passage, verdict, facts_, &table));
      status = writer.EndLine();
      job_->clock()->Advance(1);
    }
    return status.ok() ? writer.Close() : status;
  }

  absl::Status WriteTimeline() {
    std::vector<uint32_t> first_documents;
    ReuseTimeline timeline = MakeTimeline(job_->corpus(), table_, verdicts_.boilerplate, facts_,
                                          request_.date_field, &first_documents);
    for (size_t i = 0; i < timeline.stories.size(); ++i) {
      absl::Status status = loader_->Load(first_documents[i], [&](std::string_view text) {
        timeline.stories[i].title = StoryTitle(text);
      });
      if (!status.ok()) {
        return status;
      }
    }
    report_.stories = timeline.stories.size();
    absl::Status status = job_->WriteFile(kTimelineFile, TimelineJson(timeline));
    return status.ok() ? job_->WriteFile(kTimelinePage, TimelinePage(timeline)) : status;
  }

  const PassagesRequest& request_;
  CorpusJob* job_;
  const size_t threads_;
  SharedRunFinder finder_;
  DocumentFacts facts_;
  PassageTable table_;
  PassageVerdicts verdicts_;
  SpillVector<LocatedOccurrence> ranges_;  // of every occurrence, by its index
  SpillVector<TextCut> cuts_;
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
