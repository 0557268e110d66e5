#ifndef REPRISE_IO_BLOCK_READER_H_
#define REPRISE_IO_BLOCK_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/io/record_reader.h"
#include "reprise/io/record_readers.h"

namespace reprise {

// A piece of a file that holds whole records (RecordReader).
struct Block {
  uint64_t sequence = 0;  // 0, 1, 2, ... in input order
  uint32_t file = 0;      // index into the job's files
  uint64_t offset = 0;    // of the first byte in the unpacked file
  size_t size = 0;
  uint64_t consumed = 0;     // bytes of the file as it is that this block accounts for
  std::vector<char> buffer;  // kRecordPadding readable bytes follow the block's own

  std::string_view bytes() const { return {buffer.data(), size}; }
};

// Hands out the files of a job block by block. Safe from any thread: reading is serial, what is
// done with the blocks is not.
class BlockReader {
 public:
  struct Options {
    size_t block_size = size_t{1} << 19;  // bytes, about; more where a record is longer
    uint64_t most_record = ~uint64_t{0};  // a longer record is refused, if no block takes it
  };

  // `files` and `cache` must outlive the reader.
  BlockReader(const std::vector<InputFile>& files, const RecordFields& fields, FileCache* cache,
              const Options& options)
      : files_(files), cache_(cache), options_(options), framing_(files, fields, cache) {}

  // Fills `*block`, reusing its buffer; false when there are no more. Errors: those of reading and
  // unpacking; InvalidArgument as CreateRecordReader; Aborted where a file changed;
  // ResourceExhausted for a record longer than allowed, or for which there is no memory. After an
  // error there are no more blocks.
  absl::StatusOr<bool> Next(Block* block);

 private:
  // The next records of the current file; false at its end.
  absl::StatusOr<bool> ReadRecords(Block* block);
  // Skips what comes before the first record.
  absl::Status BeginFile();
  absl::Status TooLong(const InputFile& file, uint64_t least_size);

  const std::vector<InputFile>& files_;
  FileCache* cache_;
  const Options options_;
  RecordReaders framing_;
  std::mutex mutex_;
  uint64_t next_sequence_ = 0;
  uint32_t file_ = 0;
  bool begun_ = false;      // whether the current file is
  uint64_t offset_ = 0;     // of the next block in it
  uint64_t consumed_ = 0;   // of it, by the blocks before
  bool any_block_ = false;  // whether it had any
};

}  // namespace reprise

#endif  // REPRISE_IO_BLOCK_READER_H_
