#include "reprise/pipeline/byte_ranges.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/growing_array.h"
#include "reprise/index/repeated_bytes.h"
#include "reprise/io/text_records.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/result_files.h"

namespace reprise {
namespace {

constexpr const char* kRangesFile = "ranges.tsv";

// What is to be held in memory.
struct Extent {
  uint64_t text_bytes = 0;
  uint64_t documents = 0;
  uint64_t files = 0;

  uint64_t HeldBytes() const {
    return text_bytes + documents * kDocumentBytes + files * kFileBytes;
  }
  absl::Status Check(const Resources& resources) const {
    return CheckLeastMemory(
        absl::StrCat(text_bytes, " bytes of text (", CountDocuments(documents, files), ")"),
        HeldBytes() + LeastRepeatedBytesMemory(text_bytes), resources);
  }
};

// How many times a text the memory has to be: it is read, copied, and put behind the others.
constexpr uint64_t kMemoryPerTextByte = 12;

// Puts the texts one after the other. Those that there is no memory for are counted, so that the
// job can say how much it takes.
class TextScan : public DocumentScan {
 public:
  // `resources` must outlive it.
  TextScan(uint64_t files, const Resources& resources) : resources_(resources) {
    extent_.files = files;
  }

  std::unique_ptr<Worker> NewWorker() const override { return std::make_unique<TextWorker>(); }
  uint64_t MemoryPerRecordByte() const override { return kMemoryPerTextByte; }
  void Append(std::unique_ptr<Part> part) override {
    const auto& block = static_cast<TextPart&>(*part);
    const uint64_t begin = extent_.text_bytes;
    extent_.text_bytes += block.texts.size();
    extent_.documents += block.ends.size();
    if (!Check().ok()) {
      texts_.Free();
      std::vector<uint64_t>().swap(ends_);
      return;
    }
    texts_.Append(block.texts);
    for (const uint64_t end : block.ends) {
      ends_.push_back(begin + end);
    }
  }

  // ResourceExhausted where the texts do not fit.
  absl::Status Check() const { return extent_.Check(resources_); }
  const Extent& extent() const { return extent_; }
  std::string_view texts() const { return {texts_.data(), texts_.size()}; }
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

  const Resources& resources_;
  Extent extent_;
  GrowingArray<char> texts_;
  std::vector<uint64_t> ends_;
};

// Whether a file, which is said to be plain text, is one document by how it begins.
absl::StatusOr<bool> IsPlainText(const InputFile& file, RecordReader* reader) {
  constexpr size_t kHead = 4096;
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
      InputFileHandle::Open(file.path);
  if (!handle.ok()) {
    return handle.status();
  }
  std::string head(kHead + kRecordPadding, '\0');
  const absl::StatusOr<size_t> size = (*handle)->ReadAt(0, head.data(), kHead);
  if (!size.ok()) {
    return size.status();
  }
  Record record;
  return reader->Read({head.data(), *size}, /*first=*/true, &record).ok();
}

// Of plain text the size is known before it is read, so that hours of reading are not in vain.
// ResourceExhausted as TextScan::Check, or where a file is a record too long to be read.
absl::Status CheckPlainTexts(const std::vector<InputFile>& files, const CorpusRequest& request) {
  const auto is_plain = [](const InputFile& file) {
    return file.packing == Packing::kNone && file.format == Format::kText;
  };
  Extent extent;
  extent.files = files.size();
  for (const InputFile& file : files) {
    extent.text_bytes += is_plain(file) ? file.state.size : 0;
  }
  if (extent.Check(request.resources).ok()) {
    return absl::OkStatus();
  }
  // Images among the texts will be set aside.
  const std::unique_ptr<RecordReader> reader = CreateTextReader(request.fields);
  extent.text_bytes = 0;
  uint64_t largest = 0;
  for (const InputFile& file : files) {
    const absl::StatusOr<bool> is_text =
        is_plain(file) ? IsPlainText(file, reader.get()) : absl::StatusOr<bool>(false);
    if (!is_text.ok()) {
      return is_text.status();
    }
    if (*is_text) {
      ++extent.documents;
      extent.text_bytes += file.state.size;
      largest = std::max(largest, file.state.size);
    }
  }
  if (extent.Check(request.resources).ok()) {
    return absl::OkStatus();
  }
  // That a file is too long would be said next.
  Resources for_largest = request.resources;
  for_largest.memory = std::max(for_largest.memory, kMemoryPerTextByte * largest);
  const absl::Status status = extent.Check(for_largest);
  return !status.ok() ? status
                      : CheckLeastMemory(absl::StrCat("text files of up to ", largest, " bytes"),
                                         kMemoryPerTextByte * largest, request.resources);
}

// Looks for the ranges and writes them as they are found.
absl::Status WriteRanges(const TextScan& scan, const RepeatedBytesOptions& options, CorpusJob* job,
                         ByteRangesReport* report) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(job->output().Staged(kRangesFile));
  if (!file.ok()) {
    return file.status();
  }
  absl::Status status = ForEachRepeatedBytes(
      scan.texts(), scan.ends(), options, job->clock(), [&](const ByteRange& range) {
        ++report->ranges;
        report->repeated_bytes += range.size();
        return file->Append(absl::StrCat(range.begin, "\t", range.end, "\n"));
      });
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
  absl::Status status = CheckPlainTexts(job->files(), request.corpus);
  if (!status.ok()) {
    return status;
  }
  TextScan scan(job->files().size(), request.corpus.resources);
  status = job->Scan(&scan);
  if (status.ok()) {
    status = scan.Check();
  }
  if (!status.ok()) {
    return status;
  }
  RepeatedBytesOptions options;
  options.min_bytes = request.min_bytes;
  options.threads = request.corpus.resources.threads;
  options.memory = request.corpus.resources.memory - scan.extent().HeldBytes();
  ByteRangesReport report;
  report.text_bytes = scan.extent().text_bytes;
  status = WriteRanges(scan, options, &*job, &report);
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
