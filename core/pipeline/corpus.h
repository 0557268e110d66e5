#ifndef REPRISE_PIPELINE_CORPUS_H_
#define REPRISE_PIPELINE_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/index/sketch_table.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/pipeline/document_scan.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/settings.h"
#include "reprise/text/hash.h"

namespace reprise {

// Where a document stands, so that it can be read again. Its text is not kept.
struct Document {
  uint64_t line = 0;    // 1-based; 1 for a text file
  uint64_t offset = 0;  // bytes [offset, offset + size) of the file, line break included
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
  uint64_t lines = 0;  // JSON Lines only
  uint64_t blank = 0;  // lines of white space alone
  uint64_t documents = 0;
  uint64_t rejected = 0;
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
  SketchTable sketches;             // a row per document, where sketches were asked for
  DocumentIds ids;
  std::vector<RejectedRecord> rejected;  // in input order
  std::vector<FileCounts> counts;        // per file
  uint64_t bytes = 0;                    // of input files

  bool IsReference(size_t document) const { return document >= input_documents; }
  // Makes the files from `first` on references.
  void SetReferences(size_t first);

  std::string Id(size_t document) const { return ids.Get(document, files, documents); }
};

// Reads all documents, on `threads` threads, and shows them to `scan`; the result does not depend
// on how many. Malformed records are collected, not errors; sketches are left empty. Errors: those
// of reading; cancelled by `monitor`.
absl::StatusOr<Corpus> ScanCorpus(std::vector<InputFile> files, const RecordFields& fields,
                                  size_t threads, DocumentScan* scan, FileCache* cache,
                                  Monitor* monitor);

// What does not count in documents of a source (its template); null: all does.
using SourceExclusion = std::function<const ShingleExclusion*(std::string_view source)>;

// The same, with the sketches of `plan` (null: none) and the members that the settings ask for.
absl::StatusOr<Corpus> ReadCorpus(std::vector<InputFile> files, const Settings& settings,
                                  const SketchPlan* plan, const SourceExclusion& excluded,
                                  size_t threads, FileCache* cache, Monitor* monitor);

// What a record's value means to a keep policy that goes by a member: higher is kept rather.
int64_t KeepKey(const KeepPolicy& keep, std::string_view value);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_CORPUS_H_
