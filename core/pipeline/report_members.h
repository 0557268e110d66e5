#ifndef REPRISE_PIPELINE_REPORT_MEMBERS_H_
#define REPRISE_PIPELINE_REPORT_MEMBERS_H_

#include <nlohmann/json.hpp>
#include <string>

#include "reprise/pipeline/corpus_job.h"

namespace reprise {

// Members that the reports of several jobs have in common, as docs/formats.md names them. Internal
// to core/pipeline.

using ReportJsonObject = nlohmann::ordered_json;

// "reprise", "unicode", "job".
ReportJsonObject ReportHead(const std::string& job);
// How records were read: "text_fields", "id_field", "format".
ReportJsonObject RecordSettings(const CorpusRequest& request);
// Appends "counts" (those of the input first, then `own`), "bytes", "seconds", "resources".
void AddFigures(const CorpusReport& report, const Resources& resources, ReportJsonObject own,
                ReportJsonObject* json);
// "broken": the packed files that break off; nothing where there are none.
void AddBroken(const std::vector<BrokenInput>& broken, ReportJsonObject* json);
// Indented, with U+FFFD for what a user typed that is not UTF-8; ends with a line feed.
std::string DumpReport(const ReportJsonObject& json);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_REPORT_MEMBERS_H_
