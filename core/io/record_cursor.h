#ifndef REPRISE_IO_RECORD_CURSOR_H_
#define REPRISE_IO_RECORD_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/formats.h"
#include "reprise/io/record_reader.h"

namespace reprise {

// Goes through a file record by record. Not thread-safe.
class RecordCursor {
 public:
  // Reads the header of `stream`, the unpacked bytes of a file of that format. Errors: those of
  // the stream; as CreateRecordReader.
  static absl::StatusOr<RecordCursor> Open(std::unique_ptr<ByteStream> stream, Format format,
                                           const RecordFields& fields);

  // What comes before the first record.
  const std::string& header() const { return header_; }

  // Replaces `*record` by the next one, valid until the next call, with kRecordPadding readable
  // bytes behind it; false at the end. The only record of an empty file of one document is empty.
  // `known_size`, if it is not 0, is the size of the record, from when the file was read first: of
  // one that announces too much, it cannot be found out without reading all that is announced.
  // Errors: those of the stream.
  absl::StatusOr<bool> Next(std::string_view* record, uint64_t known_size = 0);

  // Where the record that Next gave last begins and ends in the unpacked file. Before the first
  // one, both are where that begins.
  uint64_t offset() const { return offset_; }
  uint64_t end_offset() const { return offset_ + record_.size(); }

  // What Next gave last, read: as RecordReader::Read.
  absl::StatusOr<bool> Read(Record* record);

 private:
  RecordCursor(std::unique_ptr<ByteStream> stream, Format format)
      : stream_(std::move(stream)), format_(format) {}

  // Reads on, so that `least` bytes or more lie behind begin_, or all that there are.
  absl::Status Fill(size_t least);
  std::string_view rest() const { return {buffer_.data() + begin_, end_ - begin_}; }

  std::unique_ptr<ByteStream> stream_;
  Format format_;
  std::unique_ptr<RecordReader> reader_;
  std::string header_;
  std::string buffer_;  // [begin_, end_) is not yet given out
  size_t begin_ = 0;
  size_t end_ = 0;
  bool at_end_ = false;  // of the stream
  std::string_view record_;
  uint64_t offset_ = 0;
  bool any_ = false;
};

}  // namespace reprise

#endif  // REPRISE_IO_RECORD_CURSOR_H_
