#ifndef REPRISE_PIPELINE_RESULT_FILES_H_
#define REPRISE_PIPELINE_RESULT_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "reprise/base/spill.h"
#include "reprise/cluster/groups.h"
#include "reprise/cluster/pairs.h"
#include "reprise/cluster/removals.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/text/hash.h"

namespace reprise {

// The files of a result that are lists and figures (docs/formats.md). Each function writes one
// under its staged name and closes it. Errors: those of writing.

// removals.jsonl, in input order.
absl::Status WriteRemovals(const Corpus& corpus, const std::vector<Removal>& removals,
                           const std::vector<uint32_t>& document_of_rank,
                           const OutputFolder& output);

// pairs.jsonl: the pairs among first ones of equal texts, carried over to all their copies, in
// input order of a, then b; a is no reference. Returns their number in `*count`. Partners are
// sorted within `spill`, whose errors are its own.
absl::Status WritePairs(const Corpus& corpus, SpillVector<VerifiedPair> pairs,
                        const std::vector<uint32_t>& first_of_equal,
                        const std::vector<uint32_t>& document_of_rank, const OutputFolder& output,
                        SpillBudget* spill, uint64_t* count);

// groups.jsonl.
absl::Status WriteGroups(const Corpus& corpus, const Groups& groups,
                         const std::vector<uint32_t>& document_of_rank, const OutputFolder& output);

// boilerplate.jsonl: what was discounted, a line per source; not written when nothing was.
inline constexpr const char* kBoilerplateFile = "boilerplate.jsonl";
absl::Status WriteBoilerplate(const std::vector<DiscountedSource>& discounted,
                              const OutputFolder& output);

// inputs.jsonl: every input file, what it held and its hash, for `restore`; then the references,
// with where they are. And places.jsonl: where the removed and rejected records of archives and
// tables stood in their unpacked files, so that `restore` need not tell once more where records
// end; not written where there are none.
inline constexpr const char* kPlacesFile = "places.jsonl";
absl::Status WriteInputs(const Corpus& corpus, const std::vector<bool>& removed,
                         const std::vector<TextHash>& file_hashes,
                         const std::vector<std::string>& folders, const OutputFolder& output);

// rejected.jsonl: file, line and reason of every record set aside; not written when there is none.
absl::Status WriteRejected(const Corpus& corpus, const OutputFolder& output);

// report.json.
absl::Status WriteReport(const DedupReport& report, const DedupRequest& request,
                         const OutputFolder& output);

// What makes a run the same job as another: inputs and all that the answer depends on, as JSON.
std::string JobJson(const DedupRequest& request);

// Names the members in which two jobs differ, "jaccard, inputs"; "unreadable" where `begun` is no
// job. Empty for the same job.
std::string JobDifference(const std::string& begun, const std::string& wanted);

// The content of report.json.
std::string ReportJson(const DedupReport& report, const DedupRequest& request);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_RESULT_FILES_H_
