#ifndef REPRISE_PIPELINE_ANNOTATED_CORPUS_H_
#define REPRISE_PIPELINE_ANNOTATED_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/cluster/groups.h"
#include "reprise/cluster/removals.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/text/hash.h"

namespace reprise {

// The folder of annotated files.
inline constexpr const char* kAnnotatedFolder = "annotated";

// Writes every input file to annotated/ under its staged name, each record with a last member
// "reprise" that says what became of it (docs/formats.md); other bytes, malformed records and blank
// lines among them, stay as they are. Returns the hash of each input file. Errors: InvalidArgument
// for a file that is no JSON Lines, whose text has no place for a verdict; those of reading and
// writing; Aborted where a file changed; cancelled by `monitor`.
absl::StatusOr<std::vector<TextHash>> AnnotateCorpus(const Corpus& corpus,
                                                     const std::vector<Removal>& removals,
                                                     const Groups& groups,
                                                     const std::vector<uint32_t>& document_of_rank,
                                                     size_t threads, const OutputFolder& output,
                                                     FileCache* cache, Monitor* monitor);

// InvalidArgument where `corpus` has a file that cannot be annotated.
absl::Status CheckAnnotatable(const Corpus& corpus);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_ANNOTATED_CORPUS_H_
