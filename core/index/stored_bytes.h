#ifndef REPRISE_INDEX_STORED_BYTES_H_
#define REPRISE_INDEX_STORED_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reprise/base/spill.h"

namespace reprise {

// Reads a file of texts here and there, a few bytes at a time: blocks of it are kept, each in the
// slot that its number says. Not thread-safe; errors are those of the file's budget.
class StoredBytes {
 public:
  // `slots` >= 1 blocks of `block_bytes` >= 1 are kept, if there are so many. The file must outlive
  // it and stay as it is; it has `size` bytes.
  StoredBytes(const SpillFile& file, uint64_t size, size_t block_bytes, size_t slots);

  // Bytes from `position` < size on: at least one, at most to the end of a block. Valid until the
  // next call.
  std::string_view From(uint64_t position);
  // Bytes that end before `position`, 0 < position <= size: likewise.
  std::string_view Before(uint64_t position);

 private:
  // A block and where it begins in the file.
  struct Block {
    uint64_t begin = 0;
    std::string_view bytes;
  };
  Block Fetch(uint64_t position);

  const SpillFile& file_;
  uint64_t size_;
  size_t block_bytes_;
  std::vector<uint64_t> numbers_;  // of the block in each slot, plus one; 0: none
  std::vector<char> blocks_;       // slot by slot
};

// How many bytes, at most `most`, from `a_begin` on equal those from `b_begin` on. There must be
// `most` of both; they may overlap. The readers must be two.
uint64_t CommonPrefix(StoredBytes* a, uint64_t a_begin, StoredBytes* b, uint64_t b_begin,
                      uint64_t most);

// How many bytes, at most `most`, that end before `a_end` equal those that end before `b_end`.
uint64_t CommonSuffix(StoredBytes* a, uint64_t a_end, StoredBytes* b, uint64_t b_end,
                      uint64_t most);

}  // namespace reprise

#endif  // REPRISE_INDEX_STORED_BYTES_H_
