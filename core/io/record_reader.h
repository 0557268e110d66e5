#ifndef REPRISE_IO_RECORD_READER_H_
#define REPRISE_IO_RECORD_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "reprise/io/json/json_record.h"

namespace reprise {

// Bytes behind a record that a reader may look at; their content does not matter.
inline constexpr size_t kRecordPadding = kJsonPadding;

// How many bytes behind a record RecordReader::MayEndBefore looks at, at most.
inline constexpr size_t kEndLookAhead = size_t{1} << 15;

// What a record says: its text, its id, and the members asked for. For JSON see JsonRecord; other
// formats fill the same fields.
using Record = JsonRecord;

// How one format of files holds its documents. A file is a sequence of records without gaps: lines,
// rows, archive records, or the whole file as the only one. Not thread-safe: one reader per thread
// and file, since some formats (CSV) say at the beginning of the file what its records mean.
class RecordReader {
 public:
  virtual ~RecordReader() = default;

  // How many of `bytes`, which start where a record starts, the first record takes; nullopt where
  // it may go on behind them. With `at_end` nothing follows: never nullopt for bytes that are not
  // empty. What makes no sense ends where the next record can be told to begin. A pure function of
  // the bytes, so that a file falls into the same records however it is cut into pieces: if
  // `bytes` suffice to say n, so do more bytes.
  virtual std::optional<size_t> RecordSize(std::string_view bytes, bool at_end) const = 0;

  // How many of `bytes` whole records take, from the front; 0 where there is none. Readers that
  // can find the last end without going through all of them do.
  virtual size_t WholeRecords(std::string_view bytes, bool at_end) const {
    size_t whole = 0;
    while (whole < bytes.size()) {
      const std::optional<size_t> size = RecordSize(bytes.substr(whole), at_end);
      if (!size.has_value()) {
        break;
      }
      whole += *size;
    }
    return whole;
  }

  // Where records announce their size, whether one does so rightly can be told without reading all
  // of it, which may be more than any memory holds. The next three functions do in steps what
  // RecordSize does at once, with the same result: a record has the announced size where that does
  // not lead past the end of the file and it may end there, else SizeIgnoringAnnouncement.
  //
  // The size that the first record announces, without what may separate it from the next one;
  // nullopt where it announces none or `bytes` do not reach so far.
  virtual std::optional<uint64_t> AnnouncedSize(std::string_view /*bytes*/) const {
    return std::nullopt;
  }
  // Whether a record may end as announced in front of `bytes`: kEndLookAhead of them, or all that
  // are left.
  virtual bool MayEndBefore(std::string_view /*bytes*/) const { return true; }
  // RecordSize of a first record whose announcement is wrong.
  virtual std::optional<size_t> SizeIgnoringAnnouncement(std::string_view bytes,
                                                         bool at_end) const {
    return RecordSize(bytes, at_end);
  }

  // Reads a record, behind which kRecordPadding bytes are readable. `first`: it is the first of its
  // file, where a byte order mark may stand. True: it is a document, and `*record` is filled; its
  // views stay valid until the next call, or as long as `bytes`. False: it holds none (a blank
  // line, the description of an archive) and stays where it is. InvalidArgument: it is malformed
  // and is set aside; the message is for people, without file or line number. ResourceExhausted: no
  // memory for it.
  virtual absl::StatusOr<bool> Read(std::string_view bytes, bool first, Record* record) = 0;
};

}  // namespace reprise

#endif  // REPRISE_IO_RECORD_READER_H_
