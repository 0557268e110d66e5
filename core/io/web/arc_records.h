#ifndef REPRISE_IO_WEB_ARC_RECORDS_H_
#define REPRISE_IO_WEB_ARC_RECORDS_H_

#include <memory>
#include <string_view>

#include "reprise/io/record_reader.h"

namespace reprise {

// Whether a file that begins like this is an ARC file: with a version block ("filedesc://"), or
// with another record of the kind (arc_syntax.h).
bool LooksLikeArc(std::string_view head);

// Reads the records of ARC files (arc_syntax.h) that are unpacked already. Documents are HTTP
// responses with status 2xx and a page or plain text, and, where there is no HTTP header, bodies
// whose line names such a type. The version block, "dns:" records and all others are none.
//
// - Record::text: of a page what it shows (html_page.h). RecordFields::text plays no part.
// - Record::id: the URL. Another name than "id" for RecordFields::id is looked up like one of the
//   others.
// - Record::others: "url", "host" (of that), "date" (14 digits as ISO 8601, like a WARC-Date; other
//   ones as they are), "title" and "language" (of a page), "ip", "type"; any other name is empty.
//   A '/' in front, as of a JSON pointer, is ignored.
//
// Malformed (InvalidArgument): no such line, a wrong length, a file that is cut short, a body that
// cannot be unpacked (http_message.h). ResourceExhausted: no memory for a page.
std::unique_ptr<RecordReader> CreateArcReader(const RecordFields& fields);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_ARC_RECORDS_H_
