#ifndef REPRISE_IO_BLOCK_READER_H_
#define REPRISE_IO_BLOCK_READER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/base/byte_buffer.h"
#include "reprise/base/one_thread.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"
#include "reprise/io/record_memory.h"
#include "reprise/io/record_reader.h"
#include "reprise/io/record_readers.h"

namespace reprise {

// A piece of a file that holds whole records (RecordReader).
struct Block {
  uint64_t sequence = 0;  // 0, 1, 2, ... in input order
  uint32_t file = 0;      // index into the job's files
  uint64_t offset = 0;    // of the first byte in the unpacked file
  size_t size = 0;
  uint64_t consumed = 0;  // bytes of the file as it is that this block accounts for
  ByteBuffer buffer;      // kRecordPadding readable bytes follow the block's own
  // Where the block is large: while it lives, no other thread is given such a one.
  std::shared_ptr<void> pass;
  // Where not OK, the block is empty and the last one: why its first record cannot be read, for
  // people, without file and line. The line is known to those who counted the blocks before.
  absl::Status refused;

  std::string_view bytes() const { return {buffer.data(), size}; }
};

// Hands out the files of a job block by block. Safe from any thread: reading is serial, what is
// done with the blocks is not, unless they are large: only one thread at a time has blocks of more
// than a sixteenth of the longest record, since the memory has room for one of the longest.
class BlockReader {
 public:
  struct Options {
    size_t block_size = size_t{1} << 19;  // bytes, about; more where a record is longer
    uint64_t most_record = ~uint64_t{0};  // a longer record is refused, if no block takes it
    uint64_t memory_per_record_byte = kMemoryPerRecordByte;  // for the message that then comes
    // Called before memory is taken for a large block, with its size, perhaps several times for
    // one: whoever can do with less memory should. By one thread at a time.
    std::function<void(uint64_t bytes)> before_large = [](uint64_t) {};
  };

  // `files` and `cache` must outlive the reader.
  BlockReader(const std::vector<InputFile>& files, const RecordFields& fields, FileCache* cache,
              const Options& options)
      : files_(files), cache_(cache), options_(options), framing_(files, fields, cache) {}

  // Fills `*block`, reusing its buffer unless it is large; false when there are no more. A record
  // longer than allowed that only announces so, wrongly, is cut off where the next one begins, if
  // that is within `most_record` bytes: it makes no sense, and is no reason to end the run.
  //
  // Errors, of a record as Block::refused: those of reading and unpacking; InvalidArgument as
  // CreateRecordReader; Aborted where a file changed; ResourceExhausted for a record longer than
  // allowed, or for which there is no memory. After an error there are no more blocks.
  absl::StatusOr<bool> Next(Block* block);

 private:
  // The bytes of the current file from offset_ on.
  struct Piece {
    std::string_view bytes;
    bool at_end = false;  // of the file
    FileCache::Extent extent;
    absl::Status failure;  // what comes behind the bytes that are there
  };

  // The next records of the current file; false at its end. Errors name its line 1.
  absl::StatusOr<bool> ReadRecords(Block* block);
  // Up to `want` bytes, or all of a file of one document; false at the end of the file.
  absl::StatusOr<bool> ReadPiece(uint64_t want, Block* block, Piece* piece);
  // How many bytes of the piece are whole records; 0 where more of them are needed to say.
  absl::StatusOr<size_t> WholeRecords(const RecordReader& framing, const Piece& piece);
  // Skips what comes before the first record.
  absl::Status BeginFile();
  // Whether the record at `offset` cannot have the size that it announces. Errors: those of
  // reading.
  absl::StatusOr<bool> AnnouncesWrongly(const RecordReader& framing, uint64_t offset,
                                        uint64_t announced);
  // Why the record at offset_ is refused: it has at least that size, it has more than MostRecord()
  // and who knows how many, nobody knows where it ends.
  absl::Status TooLong(uint64_t least_size) const;
  absl::Status TooLongByFar();
  absl::Status WithoutEnd(uint64_t announced) const;
  // The longest record that is read.
  uint64_t MostRecord() const {
    return std::max<uint64_t>(options_.most_record, options_.block_size);
  }

  bool IsLarge(uint64_t bytes) const {
    return bytes > std::max<uint64_t>(MostRecord() / 16, 2 * options_.block_size);
  }

  const std::vector<InputFile>& files_;
  FileCache* cache_;
  const Options options_;
  OneThread large_;
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
