#ifndef REPRISE_PIPELINE_CUTS_H_
#define REPRISE_PIPELINE_CUTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/base/byte_range.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/json/json_record.h"
#include "reprise/io/output_folder.h"
#include "reprise/pipeline/corpus.h"

namespace reprise {

// A part of a document's text that is left out of the result.
struct TextCut {
  uint64_t document = 0;
  ByteRange text;  // of the document's text; whole characters
};

// Where such a part stands in its file. A part that reaches over several text members of a record
// stands at several places.
struct FileCut {
  uint64_t document = 0;
  ByteRange text;
  ByteRange file;  // of the input file
};

// InvalidArgument where parts of the documents of an input file cannot be cut out of it, because
// their text does not stand in the file as it is read (pages, archives, Parquet).
absl::Status CheckCuttable(const Corpus& corpus);

// Finds where `cuts`, ascending and disjoint by document and place, stand in their files, by
// reading the records again. The result may spill (`spill`; null: never). Errors: those of reading
// and of spilling; Aborted where a file changed; cancelled by `monitor`.
absl::StatusOr<SpillVector<FileCut>> LocateCuts(const Corpus& corpus, const RecordFields& fields,
                                                const SpillVector<TextCut>& cuts,
                                                SpillBudget* spill, FileCache* cache,
                                                Monitor* monitor);

// Writes cuts.jsonl (docs/formats.md): what was cut where, with its bytes, so that `restore` can
// put it back. Not written where there are none. Errors: those of reading and writing.
absl::Status WriteCuts(const Corpus& corpus, const SpillVector<FileCut>& cuts, FileCache* cache,
                       const OutputFolder& output);

inline constexpr const char* kCutsFile = "cuts.jsonl";

}  // namespace reprise

#endif  // REPRISE_PIPELINE_CUTS_H_
