#include "reprise/pipeline/byte_ranges.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/index/repeated_bytes.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/result_files.h"

namespace reprise {
namespace {

constexpr const char* kRangesFile = "ranges.tsv";

// Puts the texts one after the other.
class TextScan : public DocumentScan {
 public:
  // Room for `most_bytes` of text is set aside at once: growing would need twice as much.
  explicit TextScan(uint64_t most_bytes) { texts_.reserve(static_cast<size_t>(most_bytes)); }

  std::unique_ptr<Worker> NewWorker() const override { return std::make_unique<TextWorker>(); }
  void Append(std::unique_ptr<Part> part) override {
    const auto& block = static_cast<TextPart&>(*part);
    for (const uint64_t end : block.ends) {
      ends_.push_back(texts_.size() + end);
    }
    texts_ += block.texts;
  }

  const std::string& texts() const { return texts_; }
  const std::vector<uint64_t>& ends() const { return ends_; }

 private:
  struct TextPart : Part {
    std::string texts;
    std::vector<uint64_t> ends;
  };
  class TextWorker : public Worker {
   public:
    void Add(const ScannedDocument& document) override {
      part_->texts += document.text;
      part_->ends.push_back(part_->texts.size());
    }
    std::unique_ptr<Part> Take() override {
      return std::exchange(part_, std::make_unique<TextPart>());
    }

   private:
    std::unique_ptr<TextPart> part_ = std::make_unique<TextPart>();
  };

  std::string texts_;
  std::vector<uint64_t> ends_;
};

absl::Status WriteRanges(const std::vector<ByteRange>& ranges, const OutputFolder& output) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(output.Staged(kRangesFile));
  absl::Status status = file.status();
  for (size_t i = 0; status.ok() && i < ranges.size(); ++i) {
    status = file->Append(absl::StrCat(ranges[i].begin, "\t", ranges[i].end, "\n"));
  }
  return status.ok() ? file->Close() : status;
}

}  // namespace

absl::StatusOr<ByteRangesReport> FindCorpusByteRanges(const ByteRangesRequest& request,
                                                      Monitor* monitor) {
  if (request.min_bytes == 0) {
    return absl::InvalidArgumentError("min_bytes is 0; it must be at least 1");
  }
  if (request.corpus.output.empty()) {
    return absl::InvalidArgumentError("ranges need a folder for the result");
  }
  absl::StatusOr<CorpusJob> job = CorpusJob::Begin(request.corpus, monitor);
  if (!job.ok()) {
    return job.status();
  }
  TextScan scan(job->InputBytes());
  absl::Status status = job->Scan(&scan);
  if (!status.ok()) {
    return status;
  }
  RepeatedBytesOptions options;
  options.min_bytes = request.min_bytes;
  options.threads = request.corpus.resources.threads;
  const absl::StatusOr<std::vector<ByteRange>> ranges =
      FindRepeatedBytes(scan.texts(), scan.ends(), options, job->clock());
  if (!ranges.ok()) {
    return ranges.status();
  }
  ByteRangesReport report;
  report.text_bytes = scan.texts().size();
  report.ranges = ranges->size();
  for (const ByteRange& range : *ranges) {
    report.repeated_bytes += range.size();
  }
  status = WriteRanges(*ranges, job->output());
  if (status.ok()) {
    status = WriteRejected(job->corpus(), job->output());
  }
  if (!status.ok()) {
    return status;
  }
  job->TakeFigures();
  report.corpus = job->report();
  status = job->Finish(ByteRangesReportJson(report, request), {kRangesFile});
  if (!status.ok()) {
    return status;
  }
  return report;
}

std::string ByteRangesReportJson(const ByteRangesReport& report, const ByteRangesRequest& request) {
  ReportJsonObject json = ReportHead("ranges");
  json["settings"] = RecordSettings(request.corpus);
  json["settings"]["min_bytes"] = request.min_bytes;
  AddFigures(report.corpus, request.corpus.resources, {{"ranges", report.ranges}}, &json);
  json["bytes"]["texts"] = report.text_bytes;
  json["bytes"]["repeated"] = report.repeated_bytes;
  return DumpReport(json);
}

}  // namespace reprise
