#ifndef REPRISE_IO_WEB_ARCHIVE_READER_H_
#define REPRISE_IO_WEB_ARCHIVE_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "reprise/io/record_reader.h"
#include "reprise/io/web/archive_records.h"

namespace reprise {

// Where records end in an archive of one syntax. What a record holds, its readers say.
template <typename Syntax>
class ArchiveReader : public RecordReader {
 public:
  std::optional<size_t> RecordSize(std::string_view bytes, bool at_end) const override {
    return ArchiveRecordSize(syntax_, bytes, at_end);
  }
  std::optional<uint64_t> AnnouncedSize(std::string_view bytes) const override {
    return AnnouncedArchiveSize(syntax_, bytes);
  }
  bool MayEndBefore(std::string_view bytes) const override {
    return MayEndBeforeArchive(syntax_, bytes);
  }
  std::optional<size_t> SizeIgnoringAnnouncement(std::string_view bytes,
                                                 bool at_end) const override {
    return ArchiveRecordSizeIgnoringAnnouncement(syntax_, bytes, at_end);
  }

 protected:
  const Syntax syntax_{};
};

}  // namespace reprise

#endif  // REPRISE_IO_WEB_ARCHIVE_READER_H_
