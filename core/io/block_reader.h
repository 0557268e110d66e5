#ifndef REPRISE_IO_BLOCK_READER_H_
#define REPRISE_IO_BLOCK_READER_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/file_cache.h"
#include "reprise/io/input_files.h"

namespace reprise {

// A piece of a file that holds whole documents: lines of a JSON Lines file (only the last one of a
// file may lack its line break), or all of a text file.
struct Block {
  uint64_t sequence = 0;  // 0, 1, 2, ... in input order
  uint32_t file = 0;      // index into the job's files
  uint64_t offset = 0;    // of the first byte in the file
  size_t size = 0;
  std::vector<char> buffer;  // kBlockPadding readable bytes follow the block's own

  std::string_view bytes() const { return {buffer.data(), size}; }
};

inline constexpr size_t kBlockPadding = 64;

// Hands out the files of a job block by block. Safe from any thread: reading is serial, what is
// done with the blocks is not.
class BlockReader {
 public:
  // `files` and `cache` must outlive the reader. A block takes about `block_size` bytes, more
  // where a line or a text file is longer.
  BlockReader(const std::vector<InputFile>& files, FileCache* cache, size_t block_size)
      : files_(files), cache_(cache), block_size_(block_size) {}

  // Fills `*block`, reusing its buffer; false when there are no more. Errors: those of reading;
  // Aborted where a file changed; ResourceExhausted where a line does not fit into memory. After an
  // error there are no more blocks.
  absl::StatusOr<bool> Next(Block* block);

 private:
  absl::StatusOr<bool> ReadLines(const InputFile& file, const InputFileHandle& handle,
                                 Block* block);
  absl::StatusOr<bool> ReadAll(const InputFile& file, const InputFileHandle& handle, Block* block);

  const std::vector<InputFile>& files_;
  FileCache* cache_;
  const size_t block_size_;
  std::mutex mutex_;
  uint64_t next_sequence_ = 0;
  uint32_t file_ = 0;
  uint64_t offset_ = 0;  // of the next block in the current file
};

}  // namespace reprise

#endif  // REPRISE_IO_BLOCK_READER_H_
