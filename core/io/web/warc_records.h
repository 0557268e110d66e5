#ifndef REPRISE_IO_WEB_WARC_RECORDS_H_
#define REPRISE_IO_WEB_WARC_RECORDS_H_

#include <memory>
#include <string_view>

#include "reprise/io/record_reader.h"

namespace reprise {

// Whether a file that begins like this is a WARC file, WET and WAT included.
bool LooksLikeWarc(std::string_view head);

// Reads the records of WARC files (ISO 28500) that are unpacked already; warc_syntax.h says where
// they begin and archive_records.h where they end. Documents are
// - `response` records that hold an HTTP response with status 2xx and a page or plain text, or such
//   a body alone;
// - `resource` records of pages and plain text;
// - `conversion` records of the same. Of plain text, as WET files have them, the text is the block
//   as it is, unless another charset than UTF-8 is named.
// All others are none. What has no type is what it looks like (SniffTextType), a conversion plain
// text.
//
// - Record::text: of a page what it shows (html_page.h). RecordFields::text plays no part.
// - Record::id: WARC-Record-ID as it stands in the file, angle brackets included; none where it
//   is absent or empty. Another name than "id" for RecordFields::id is looked up like one of the
//   others.
// - Record::others: "url" (WARC-Target-URI without angle brackets), "host" (of that), "date"
//   (WARC-Date), "title" and "language" (of a page); any other name is that of a field of the WARC
//   header, upper and lower case being the same. A '/' in front, as of a JSON pointer, is ignored.
//
// Malformed (InvalidArgument): a header or a length that makes no sense, a file that is cut short,
// no WARC-Type, an HTTP response without status line or with a body that cannot be unpacked
// (http_message.h). A body that breaks off is read as far as it goes.
// ResourceExhausted: no memory for a page.
std::unique_ptr<RecordReader> CreateWarcReader(const RecordFields& fields);

}  // namespace reprise

#endif  // REPRISE_IO_WEB_WARC_RECORDS_H_
