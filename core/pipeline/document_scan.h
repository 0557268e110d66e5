#ifndef REPRISE_PIPELINE_DOCUMENT_SCAN_H_
#define REPRISE_PIPELINE_DOCUMENT_SCAN_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/types/span.h"
#include "reprise/io/record_memory.h"

namespace reprise {

// A document as a pass over the input sees it; the views end with the call.
struct ScannedDocument {
  std::string_view text;
  // Of each of RecordFields::others; empty where the record lacks it, as text files do.
  absl::Span<const std::string_view> others;
};

// What a pass over the input computes of every text, besides where it stands. Blocks of input are
// worked on side by side; what they leave behind is put together in input order, so that the
// result does not depend on threads.
class DocumentScan {
 public:
  // What one block of input leaves behind.
  class Part {
   public:
    virtual ~Part() = default;
  };

  // Turns the documents of a block, in order, into a part. Each thread has its own.
  class Worker {
   public:
    virtual ~Worker() = default;
    virtual void Add(const ScannedDocument& document) = 0;
    // The part of all documents added since the last call.
    virtual std::unique_ptr<Part> Take() = 0;
  };

  virtual ~DocumentScan() = default;
  // How many times the longest record the job takes in memory, whatever the record is.
  virtual uint64_t MemoryPerRecordByte() const { return kMemoryPerRecordByte; }
  // So many parts, of a block each, wait at most for one that comes before them; at least 1.
  virtual uint64_t MostWaiting() const { return 64; }
  // A block of so many bytes is about to be read, one of those that only one thread at a time has:
  // the memory needs room for MemoryPerRecordByte() times that. May be called from any thread,
  // while others call Append.
  virtual void MakeRoom(uint64_t /*block_bytes*/) {}
  // May be called from any thread.
  virtual std::unique_ptr<Worker> NewWorker() const = 0;
  // Called with the parts in input order, one at a time.
  virtual void Append(std::unique_ptr<Part> part) = 0;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DOCUMENT_SCAN_H_
