#ifndef REPRISE_PIPELINE_CORPUS_H_
#define REPRISE_PIPELINE_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/index/sketch_table.h"
#include "reprise/io/durable_file.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/pipeline/document_scan.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/settings.h"
#include "reprise/text/hash.h"

namespace reprise {

// Where a document stands, so that it can be read again. Its text is not kept.
struct Document {
  uint64_t line = 0;    // of its record in the file, 1-based: cli.md, "Line"
  uint64_t offset = 0;  // its record is bytes [offset, offset + size) of the unpacked file
  uint64_t size = 0;
  TextHash text_hash;
  uint32_t file = 0;  // index into Inputs::files
};

// A record that could not be read and is set aside.
struct RejectedRecord {
  uint64_t line = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
  uint32_t file = 0;
  std::string reason;
};

// What one input file held.
struct FileCounts {
  uint64_t lines = 0;  // records of any kind
  uint64_t blank = 0;  // records without a document: blank lines, what archives say of themselves
  uint64_t documents = 0;
  uint64_t rejected = 0;
  uint64_t bytes = 0;  // unpacked
};

// A packed file that breaks off.
struct BrokenFile {
  uint32_t file = 0;
  std::string reason;  // with the place in the packed file
};

// The same, as reports tell of it.
struct BrokenInput {
  std::string name;
  std::string reason;
};

// Ids as every output names them: those the records carry, or "<input name>:<line>" (text files:
// the input name) where they carry none; from the second occurrence on with "#<input name>:<line>"
// appended.
class DocumentIds {
 public:
  // Documents are added in input order. `own` is the record's id when `has_own`.
  void Add(bool has_own, std::string_view own);

  // Finds repeated ids and tells `monitor` of each. Call once, after the last Add.
  void MarkRepeated(const std::vector<InputFile>& files, const std::vector<Document>& documents,
                    Monitor* monitor);

  // Writes all of it to a durable point, and reads it back.
  void Save(DurableWriter* writer) const;
  void Load(DurableReader* reader);

  // The id of documents[index]; views of what was added are not handed out.
  std::string Get(size_t index, const std::vector<InputFile>& files,
                  const std::vector<Document>& documents) const;

 private:
  std::string Plain(size_t index, const std::vector<InputFile>& files,
                    const std::vector<Document>& documents) const;

  std::string bytes_;               // own ids one after the other
  std::vector<uint64_t> ends_;      // in bytes_, per document
  std::vector<bool> has_own_;       // per document
  std::vector<uint32_t> repeated_;  // documents whose id came before, ascending
};

// What records say of themselves besides text and id, where the settings ask for it.
struct DocumentFields {
  std::vector<std::string> sources;  // in order of first appearance; "" stands for unknown
  std::vector<uint32_t> source_of;   // per document, index into `sources`; empty: not asked for
  // Per document, what the keep policy goes by, highest first; empty where it goes by no member.
  std::vector<int64_t> keep_keys;
};

// Everything that one pass over the input leaves behind.
struct Corpus {
  std::vector<InputFile> files;     // those to clean, then those that serve as reference
  size_t input_files = 0;           // how many of them are to be cleaned
  std::vector<Document> documents;  // in input order
  size_t input_documents = 0;       // how many of them are of input files: the first ones
  DocumentFields fields;
  SketchTable sketches;  // a row per document, where sketches were asked for
  DocumentIds ids;
  std::vector<RejectedRecord> rejected;  // in input order
  std::vector<FileCounts> counts;        // per file
  std::vector<BrokenFile> broken;        // by file
  std::vector<std::string> columns;      // by which Parquet files were read
  uint64_t bytes = 0;                    // of input files, unpacked

  bool IsReference(size_t document) const { return document >= input_documents; }
  // Makes the files from `first` on references.
  void SetReferences(size_t first);

  // Those that break off.
  std::vector<BrokenInput> BrokenInputs() const;

  std::string Id(size_t document) const { return ids.Get(document, files, documents); }
};

// The files of a job, packed ones unpacked into `folder` as they are read. `files` must outlive it.
std::unique_ptr<FileCache> OpenFiles(const std::vector<InputFile>& files,
                                     const RecordFields& fields, const Resources& resources,
                                     const std::string& folder);

// Reads all documents, on the threads of `resources`, and shows them to `scan`; the result does not
// depend on how many. Malformed records are collected, not errors, and so are packed files that
// break off after at least one record; sketches are left empty. Errors: those of reading and
// unpacking; DataLoss for a packed file that breaks off before its first record;
// ResourceExhausted for a record that takes more of the memory than the scan leaves
// (DocumentScan::MemoryPerRecordByte); cancelled by `monitor`.
absl::StatusOr<Corpus> ScanCorpus(std::vector<InputFile> files, const RecordFields& fields,
                                  const Resources& resources, DocumentScan* scan, FileCache* cache,
                                  Monitor* monitor);

// What does not count in documents of a source (its template); null: all does.
using SourceExclusion = std::function<const ShingleExclusion*(std::string_view source)>;

// The same, with the sketches of `plan` (null: none), which `spill` (null: never) lets go to disk,
// and the members that the settings ask for.
absl::StatusOr<Corpus> ReadCorpus(std::vector<InputFile> files, const Settings& settings,
                                  const SketchPlan* plan, const SourceExclusion& excluded,
                                  const Resources& resources, SpillBudget* spill, FileCache* cache,
                                  Monitor* monitor);

// What a record's value means to a keep policy that goes by a member: higher is kept rather.
int64_t KeepKey(const KeepPolicy& keep, std::string_view value);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_CORPUS_H_
