#ifndef REPRISE_PIPELINE_FILE_EXCEPTIONS_H_
#define REPRISE_PIPELINE_FILE_EXCEPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/base/spill.h"
#include "reprise/base/spill_window.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/cuts.h"

namespace reprise {

// Where the bytes of an input file go.
enum Destination : uint8_t { kKept, kRemoved, kRejected, kNowhere };

// A range of an unpacked file that does not go to kept/.
struct FileException {
  uint64_t begin = 0;
  uint64_t end = 0;
  Destination destination = kKept;
  uint64_t line = 0;  // of the record
};

// Cuts [begin, end) of a list of them, ascending by document: those of one file.
struct CutRange {
  uint64_t begin = 0;
  uint64_t end = 0;
};

// The cuts of each file of a corpus.
std::vector<CutRange> CutsByFile(const Corpus& corpus, const SpillVector<FileCut>& cuts);

// The ranges of one file that do not go to kept/, in ascending order: whole records, which are in
// memory, and cuts, of which those of one document are at a time. Not thread-safe.
class FileExceptions {
 public:
  // `records` are ascending; the cuts are not in them. `corpus` and `cuts` must outlive this.
  FileExceptions(std::vector<FileException> records, const Corpus& corpus,
                 const SpillVector<FileCut>& cuts, CutRange range);

  // Whole records, in ascending order.
  const std::vector<FileException>& records() const { return records_; }

  // The exception in hand, the first one to begin with; null behind the last one.
  const FileException* current() const { return current_; }
  void Next();

 private:
  void Choose();
  void LoadCuts();

  std::vector<FileException> records_;
  const Corpus& corpus_;
  SpillWindow<FileCut> cuts_;
  CutRange range_;                          // what is not loaded yet
  std::vector<FileException> of_document_;  // cuts of one document, in order of the file
  size_t next_record_ = 0;
  size_t next_cut_ = 0;  // in of_document_
  const FileException* current_ = nullptr;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_FILE_EXCEPTIONS_H_
