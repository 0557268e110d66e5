#include "reprise/pipeline/byte_ranges.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "reprise/base/process_memory.h"
#include "reprise/index/repeated_bytes.h"
#include "reprise/index/stored_repeats.h"
#include "reprise/pipeline/disk_room.h"
#include "reprise/pipeline/job_disk.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/report_members.h"
#include "reprise/pipeline/result_files.h"
#include "reprise/pipeline/text_scan.h"

namespace reprise {
namespace {

constexpr const char* kRangesFile = "ranges.tsv";

// A run of hours had better not end because a disk is full.
absl::Status CheckRoom(const CorpusJob& job, const ByteRangesRequest& request) {
  const absl::StatusOr<DiskRoom> room = FindDiskRoom(request.corpus.output, job.output().work());
  return room.ok() ? CheckDisk(EstimateRangesDisk(job.files(), request.corpus.resources.memory,
                                                  request.min_bytes),
                               *room)
                   : room.status();
}

// Shows the ranges to `use` as they are found, in memory or from disk, wherever the texts are.
absl::Status FindRanges(const TextScan& scan, const ByteRangesRequest& request, CorpusJob* job,
                        const std::function<absl::Status(const ByteRange&)>& use) {
  const Resources& resources = request.corpus.resources;
  if (scan.file() == nullptr) {
    RepeatedBytesOptions options;
    options.min_bytes = request.min_bytes;
    options.threads = resources.threads;
    options.memory = resources.memory - scan.HeldBytes();
    return ForEachRepeatedBytes(scan.texts(), scan.ends(), options, job->clock(), use);
  }
  const uint64_t documents = scan.ends().size();
  absl::Status status = job->spill()->status();
  status.Update(CheckDocumentMemory(documents, job->files().size(), resources));
  if (!status.ok()) {
    return status;
  }
  GiveBackFreeMemory();
  SpillClaim claim(job->spill());
  claim.Set(documents * kDocumentBytes + job->files().size() * kFileBytes);
  StoredRepeatsOptions options;
  options.min_bytes = request.min_bytes;
  options.threads = resources.threads;
  options.memory = resources.memory / 8;
  return ForEachStoredRepeat(*scan.file(), scan.ends(), options, job->spill(), job->clock(), use);
}

// Writes the ranges as they are found.
absl::Status WriteRanges(const TextScan& scan, const ByteRangesRequest& request, CorpusJob* job,
                         ByteRangesReport* report) {
  absl::StatusOr<OutputFile> file = OutputFile::Create(job->output().Staged(kRangesFile));
  if (!file.ok()) {
    return file.status();
  }
  absl::Status status = FindRanges(scan, request, job, [&](const ByteRange& range) {
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
  absl::Status status = CheckRoom(*job, request);
  if (!status.ok()) {
    return status;
  }
  TextScan scan(job->files().size(), request.corpus.resources, job->spill());
  status = job->Scan(&scan);
  if (!status.ok()) {
    return status;
  }
  ByteRangesReport report;
  report.text_bytes = scan.text_bytes();
  status = WriteRanges(scan, request, &*job, &report);
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
