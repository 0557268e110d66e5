#include "reprise/pipeline/report_members.h"

#include "reprise/base/simd.h"
#include "reprise/base/version.h"
#include "reprise/text/unicode.h"

namespace reprise {

ReportJsonObject ReportHead(const std::string& job) {
  return {{"reprise", Version()},
          {"unicode", kUnicodeVersion},
          {"simd", std::string(SimdTarget())},
          {"job", job}};
}

ReportJsonObject RecordSettings(const CorpusRequest& request) {
  return {{"text_fields", request.fields.text},
          {"id_field", request.fields.id},
          {"format", request.format.empty() ? "auto" : request.format}};
}

void AddFigures(const CorpusReport& report, const Resources& resources, ReportJsonObject own,
                ReportJsonObject* json) {
  ReportJsonObject counts = {{"files", report.files},
                             {"documents", report.documents},
                             {"rejected", report.rejected},
                             {"blank_lines", report.blank_lines}};
  counts.update(own);
  (*json)["counts"] = counts;
  AddBroken(report.broken, json);
  (*json)["bytes"] = {{"input", report.bytes},
                      {"kept", report.kept_bytes},
                      {"cut", report.cut_bytes},
                      {"rejected", report.rejected_bytes}};
  (*json)["seconds"]["total"] = report.seconds;
  for (const auto& [stage, seconds] : report.stage_seconds) {
    (*json)["seconds"][stage] = seconds;
  }
  (*json)["resources"] = {{"threads", resources.threads},
                          {"memory_bytes", resources.memory},
                          {"peak_memory_bytes", report.peak_memory_bytes}};
}

void AddBroken(const std::vector<BrokenInput>& broken, ReportJsonObject* json) {
  for (const BrokenInput& input : broken) {
    (*json)["broken"].push_back({{"file", input.name}, {"reason", input.reason}});
  }
}

std::string DumpReport(const ReportJsonObject& json) {
  return json.dump(2, ' ', false, ReportJsonObject::error_handler_t::replace) + "\n";
}

}  // namespace reprise
