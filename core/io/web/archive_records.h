#ifndef REPRISE_IO_WEB_ARCHIVE_RECORDS_H_
#define REPRISE_IO_WEB_ARCHIVE_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"

namespace reprise {

// Web archives, WARC and ARC alike, are sequences of records that consist of a head, which says how
// many bytes of body follow, the body, and some line breaks. What the two do not share is an
// ArchiveSyntax.

enum class Match : uint8_t {
  kNo,
  kYes,
  kMaybe,  // as far as the bytes go; more of them would tell
};

struct ArchiveHead {
  size_t size = 0;           // the body follows it
  uint64_t body_size = 0;    // as announced
  std::string_view problem;  // why it is no head, for people; a literal
};

// Of all functions: pure; whatever is kYes or kNo stays so when bytes are appended. Thread-safe.
class ArchiveSyntax {
 public:
  virtual ~ArchiveSyntax() = default;

  // The head at the start of `bytes`. On kNo `head->problem` is set, on kYes all else.
  virtual Match ReadHead(std::string_view bytes, ArchiveHead* head) const = 0;

  // Whether a line that starts here certainly begins a record: what is looked for where lengths
  // cannot be trusted.
  virtual Match StartsRecord(std::string_view bytes) const = 0;

  // Whether what follows a body is a record's start, if a damaged one. Whatever StartsRecord says
  // kYes to may follow.
  virtual Match MayFollow(std::string_view bytes) const = 0;
};

// RecordReader::RecordSize for both. Line breaks in front of a record and up to 64 CR and LF bytes
// behind it belong to it. A record goes as far as it announces where that leads to another record
// or to the end of the file. Where it does not, or where there is no head, the record ends in front
// of the first line that certainly starts one, or at the end of the file. Linear in the record,
// although many records may announce the same wrong place.
std::optional<size_t> ArchiveRecordSize(const ArchiveSyntax& syntax, std::string_view bytes,
                                        bool at_end);

// RecordReader::AnnouncedSize for both: the head and the body, without line breaks behind it.
std::optional<uint64_t> AnnouncedArchiveSize(const ArchiveSyntax& syntax, std::string_view bytes);

// RecordReader::MayEndBefore for both: whether, after line breaks, nothing follows or what may be a
// record.
bool MayEndBeforeArchive(const ArchiveSyntax& syntax, std::string_view bytes);

// RecordReader::SizeIgnoringAnnouncement for both: up to the first line that certainly starts
// another record.
std::optional<size_t> ArchiveRecordSizeIgnoringAnnouncement(const ArchiveSyntax& syntax,
                                                            std::string_view bytes, bool at_end);

struct ArchiveRecord {
  std::string_view head;  // empty if the record is nothing but line breaks
  std::string_view body;
};

// Takes apart a record of the size that ArchiveRecordSize found. InvalidArgument, with a message
// for people: the head makes no sense, or the body has not the announced size.
absl::StatusOr<ArchiveRecord> TakeArchiveRecordApart(const ArchiveSyntax& syntax,
                                                     std::string_view bytes);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_ARCHIVE_RECORDS_H_
