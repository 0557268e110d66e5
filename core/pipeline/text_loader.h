#ifndef REPRISE_PIPELINE_TEXT_LOADER_H_
#define REPRISE_PIPELINE_TEXT_LOADER_H_

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "reprise/base/byte_buffer.h"
#include "reprise/base/free_list.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/record_readers.h"
#include "reprise/pipeline/corpus.h"

namespace reprise {

// Reads the texts of documents again. Safe from any thread.
class TextLoader {
 public:
  // `corpus` and `cache` must outlive the loader.
  TextLoader(const Corpus& corpus, const RecordFields& fields, FileCache* cache)
      : corpus_(corpus), cache_(cache), fields_(fields), desks_([&corpus, fields, cache] {
          return std::make_unique<Desk>(corpus.files, fields, cache);
        }) {}

  // What the record of documents[index] takes in its file, unpacked.
  uint64_t RecordBytes(size_t index) const { return corpus_.documents[index].size; }

  // Calls `use` with the text of documents[index]; the view ends with the call. Errors: those of
  // reading; Aborted where the file changed; ResourceExhausted where there is no memory for it.
  // What a large text takes is given back with the end of the call.
  absl::Status Load(size_t index, const std::function<void(std::string_view text)>& use);

 private:
  // Buffers and a parser, lent to one call at a time.
  struct Desk {
    Desk(const std::vector<InputFile>& files, const RecordFields& fields, FileCache* cache)
        : readers(files, fields, cache) {}
    ByteBuffer buffer;
    RecordReaders readers;
  };

  absl::Status LoadAt(Desk* desk, const Document& document,
                      const std::function<void(std::string_view text)>& use);

  const Corpus& corpus_;
  FileCache* cache_;
  const RecordFields fields_;
  FreeList<Desk> desks_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TEXT_LOADER_H_
