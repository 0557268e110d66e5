#ifndef REPRISE_IO_RECORD_READERS_H_
#define REPRISE_IO_RECORD_READERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/formats.h"
#include "reprise/io/input_files.h"
#include "reprise/io/record_reader.h"

namespace reprise {

// The record reader for each of a job's files. One reader serves all files that mean the same by
// their records, as most do, so that its buffers are reused. Not thread-safe: one per thread.
class RecordReaders {
 public:
  // `files` and `cache` must outlive it.
  RecordReaders(const std::vector<InputFile>& files, const RecordFields& fields, FileCache* cache)
      : files_(files), fields_(fields), cache_(cache) {}

  // The reader for files[index], valid until the next call. Errors: as CreateRecordReader and
  // FileCache::Header, with the file's name.
  absl::StatusOr<RecordReader*> Of(uint32_t index);

 private:
  const std::vector<InputFile>& files_;
  const RecordFields fields_;
  FileCache* cache_;
  // The reader that was asked for last, and what it is for.
  std::unique_ptr<RecordReader> reader_;
  Format format_ = Format::kText;
  std::string header_;
};

}  // namespace reprise

#endif  // REPRISE_IO_RECORD_READERS_H_
