#ifndef REPRISE_PIPELINE_SPLIT_CORPUS_H_
#define REPRISE_PIPELINE_SPLIT_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/formats.h"
#include "reprise/io/output_folder.h"
#include "reprise/io/packing/packing.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/text/hash.h"

namespace reprise {

// How results of that format are packed: the records of a gzipped archive stand by themselves.
inline PackOptions PackOptionsOf(Format format, Packing packing) {
  return {.member_per_record = packing == Packing::kGzip && IsArchive(format)};
}

// Bytes that went each way, and the hash of each input file, by which `restore` proves itself.
struct SplitResult {
  uint64_t kept_bytes = 0;
  uint64_t removed_bytes = 0;
  uint64_t rejected_bytes = 0;
  uint64_t cut_bytes = 0;  // left out of kept/
  std::vector<TextHash> file_hashes;
};

// Writes kept/, removed/ and rejected/ under the staged names of `output`: the records of the input
// files, each in one of the three, in the format and packing of its file; what holds no document
// (blank lines, descriptions of archives) in kept/, the header of a table in each.
// `removed[document]` says which go. A file of records always has its file in kept/, if an empty
// one; one that is a document stands in one of the three. A packed file from which nothing goes is
// copied as it is. `cuts`, ascending, parts of documents that stay, are left out and go nowhere.
// `folders` are made in kept/. With `dry_run` nothing is written, but all is counted.
//
// Errors: those of reading and writing; Aborted where a file changed; cancelled by `monitor`.
absl::StatusOr<SplitResult> SplitCorpus(const Corpus& corpus, const std::vector<bool>& removed,
                                        const SpillVector<FileCut>& cuts,
                                        const std::vector<std::string>& folders, bool dry_run,
                                        size_t threads, const OutputFolder& output,
                                        FileCache* cache, Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SPLIT_CORPUS_H_
