#ifndef REPRISE_IO_WEB_ARC_SYNTAX_H_
#define REPRISE_IO_WEB_ARC_SYNTAX_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "reprise/io/web/archive_records.h"

namespace reprise {

// The line that an ARC record begins with, of the versions 1 and 1.1,
//   URL IP-address Archive-date Content-type Archive-length
// or of version 2, with Result-code, Checksum, Location, Offset and Filename between the last two.
// Views into the line.
struct ArcLine {
  std::string_view url;   // may hold spaces: old crawlers did not escape them
  std::string_view ip;    // digits, dots, colons; or "-"
  std::string_view date;  // 8 to 17 digits, usually 14: YYYYMMDDhhmmss
  std::string_view type;  // perhaps with parameters, perhaps empty
  uint64_t length = 0;    // of what follows the line
};

// nullopt unless the line (with or without its line break) has the form above, its URL a scheme,
// and a length of at most 1 TiB.
std::optional<ArcLine> ParseArcLine(std::string_view line);

// How ARC records begin (Burner, Kahle: Arc File Format, 1996; as the Internet Archive's crawlers
// wrote it): with a line as above, of at most 16 KiB.
class ArcSyntax : public ArchiveSyntax {
 public:
  Match ReadHead(std::string_view bytes, ArchiveHead* head) const override;
  Match StartsRecord(std::string_view bytes) const override;
  Match MayFollow(std::string_view bytes) const override { return StartsRecord(bytes); }
};

}  // namespace reprise

#endif  // REPRISE_IO_WEB_ARC_SYNTAX_H_
