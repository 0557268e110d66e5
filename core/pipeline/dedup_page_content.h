#ifndef REPRISE_PIPELINE_DEDUP_PAGE_CONTENT_H_
#define REPRISE_PIPELINE_DEDUP_PAGE_CONTENT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/cluster/removals.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/dedup_page.h"
#include "reprise/pipeline/settings.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {

// Gathers what report.html shows of a run: counts over all removals, and the texts of a few that
// `loader` reads again. Errors: those of reading.
absl::StatusOr<DedupPageContent> GatherPageContent(const Corpus& corpus,
                                                   const std::vector<Removal>& removals,
                                                   const std::vector<uint32_t>& document_of_rank,
                                                   const Settings& settings, TextLoader* loader);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_PAGE_CONTENT_H_
