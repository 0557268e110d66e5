#ifndef REPRISE_PIPELINE_PLAN_SAMPLE_H_
#define REPRISE_PIPELINE_PLAN_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/io/input_files.h"
#include "reprise/io/json/json_record.h"

namespace reprise {

// A sample of all input files, or of all references, of one format and packing. Sizes are bytes.
struct SampledKind {
  Format format = Format::kText;
  Packing packing = Packing::kNone;
  bool reference = false;          // these are compared with, not judged
  uint64_t files = 0;              // all there are
  uint64_t input_bytes = 0;        // of them, as they are
  uint64_t largest_file = 0;       // as it is
  uint64_t sample_bytes = 0;       // unpacked: what is in `folder`
  double unpacked_per_byte = 1.0;  // unpacked bytes per byte of a file as it is
  double unpack_seconds = 0.0;     // of Parquet, whose sample is written as JSON Lines
  // With the sample, in the format and packing of the files; names say which format.
  std::string folder;

  // Of all files, about.
  double unpacked_bytes() const { return static_cast<double>(input_bytes) * unpacked_per_byte; }
  // How many times the sample the whole is, at least 1.
  double scale() const;
};

// Where in the inputs the pieces of a sample are taken.
struct SamplePlace {
  uint32_t file = 0;    // index into the files
  uint64_t pieces = 0;  // that fall into it, at least 1
  bool all = false;     // the file is wanted whole
};

// Spreads pieces evenly over files of the given sizes so that all of them together make about
// `bytes`, at most 4,096 of them; a file in which several fall is named once. Where the files have
// no more bytes than that, all are named, as a whole. Empty files are passed over. `*piece` becomes
// the size of a piece. Pure.
std::vector<SamplePlace> PlaceSample(const std::vector<uint64_t>& sizes, uint64_t bytes,
                                     uint64_t* piece);

// Copies about `bytes` of records, unpacked, into folders below `folder`, one for each format and
// packing that there is among the first `input_files` and among the others, the references: from
// several places of files that can be read anywhere, from the beginning
// of packed ones, files of one document as a whole. No record is cut; one that takes more than
// `bytes` is passed over. Kinds come in order of their first file.
//
// A packed file that breaks off within the sample is reported to `monitor` and counts as far as it
// goes. Errors: those of reading, unpacking and writing; InvalidArgument as CreateRecordReader;
// cancelled by `monitor`.
absl::StatusOr<std::vector<SampledKind>> TakeSample(const std::vector<InputFile>& files,
                                                    size_t input_files, const RecordFields& fields,
                                                    uint64_t bytes, const std::string& folder,
                                                    Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PLAN_SAMPLE_H_
