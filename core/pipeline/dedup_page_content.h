#ifndef REPRISE_PIPELINE_DEDUP_PAGE_CONTENT_H_
#define REPRISE_PIPELINE_DEDUP_PAGE_CONTENT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/cluster/groups.h"
#include "reprise/cluster/removals.h"
#include "reprise/cluster/threshold_sample.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/dedup_page.h"
#include "reprise/pipeline/settings.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {

// What a run found, for its report; owned by the run.
struct DedupFindings {
  const Corpus& corpus;
  const std::vector<Removal>& removals;
  const Groups& groups;
  const std::vector<SampledPair>& sample;
  const std::vector<uint32_t>& document_of_rank;
  const Settings& settings;
};

// Gathers what report.html shows of a run: counts over all removals and groups, and the texts of a
// few that `loader` reads again, none of more than 200,000 bytes. Errors: those of reading;
// cancelled by `monitor`.
absl::StatusOr<DedupPageContent> GatherPageContent(const DedupFindings& found, TextLoader* loader,
                                                   Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_PAGE_CONTENT_H_
