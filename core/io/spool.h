#ifndef REPRISE_IO_SPOOL_H_
#define REPRISE_IO_SPOOL_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/input_files.h"
#include "reprise/io/json/json_record.h"
#include "reprise/io/packing/packing.h"
#include "reprise/text/hash.h"

namespace reprise {

// Unpacks the packed files of a job into a folder, in threads of its own and ahead of those who
// read: packed bytes cannot be read here and there, unpacked ones can. Safe from any thread.
class Spool {
 public:
  struct Options {
    std::string folder;   // exists; what is put there is removed by its owner
    RecordFields fields;  // the columns of Parquet files that are asked for
    size_t threads = 1;   // that unpack, each a file at a time
    UnpackLimits limits;
  };

  // How far a file is unpacked.
  struct Extent {
    uint64_t size = 0;      // bytes that can be read
    uint64_t consumed = 0;  // of the packed file
    bool complete = false;  // whether these are all
  };

  // `files` must outlive the spool. Nothing happens before the first WaitFor.
  Spool(const std::vector<InputFile>& files, Options options);
  // Ends the threads, wherever they are.
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Where the unpacked bytes of a packed file are, or will be.
  std::string Path(uint32_t index) const;

  // Waits until files[index], a packed one, is unpacked up to `size` bytes, or to its end. Files
  // are unpacked in order; to wait for one means to wait for those before it to be begun. What was
  // unpacked before an error can be read; only who asks for more than that sees the error. Errors:
  // those of reading and writing; Aborted where the file changed; ResourceExhausted for a full
  // disk, and for a file that unpacks to more than `limits` allow; InvalidArgument for a Parquet
  // file without the text columns, others as OpenParquetAsJsonLines. A file that breaks off is
  // complete there.
  absl::StatusOr<Extent> WaitFor(uint32_t index, uint64_t size);

  // Of a complete file: DataLoss, with the place in the packed file, where it breaks off.
  absl::Status Break(uint32_t index) const;
  // Of a complete file: the hash of its unpacked bytes.
  TextHash Hash(uint32_t index) const;

 private:
  struct State {
    Extent extent;
    absl::Status error;
    absl::Status break_status;
    TextHash hash;
  };

  void Start();
  void Run();
  // Unpacks one file. Its break, if there is one, goes to its state.
  absl::Status Unpack(uint32_t index);
  absl::StatusOr<std::unique_ptr<ByteStream>> OpenStream(const InputFile& file) const;

  const std::vector<InputFile>& files_;
  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable moved_;  // some state has changed
  std::unordered_map<uint32_t, State> states_;
  std::vector<std::thread> threads_;
  uint32_t next_ = 0;  // the file that is looked at next
  bool stop_ = false;
};

}  // namespace reprise

#endif  // REPRISE_IO_SPOOL_H_
