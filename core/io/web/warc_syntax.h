#ifndef REPRISE_IO_WEB_WARC_SYNTAX_H_
#define REPRISE_IO_WEB_WARC_SYNTAX_H_

#include <string_view>

#include "reprise/io/web/archive_records.h"

namespace reprise {

// How WARC records begin, of the versions 0.17, 0.18, 1.0 and 1.1 (ISO 28500:2017, section 4): a
// line "WARC/<version>", named fields among which Content-Length, an empty line. Later versions are
// read the same way. Lines may end in LF alone. It is no head if it does not end within 1 MiB, if
// another record starts in it, or if Content-Length is absent, no number, or more than 1 TiB.
class WarcSyntax : public ArchiveSyntax {
 public:
  Match ReadHead(std::string_view bytes, ArchiveHead* head) const override;
  // kYes to a line with a version and a line with a named field.
  Match StartsRecord(std::string_view bytes) const override;
  // kYes to "WARC/".
  Match MayFollow(std::string_view bytes) const override;
};

}  // namespace reprise

#endif  // REPRISE_IO_WEB_WARC_SYNTAX_H_
